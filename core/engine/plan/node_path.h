#pragma once

#include <cstddef>
#include <string>

#include "core/engine/plan/graph.h"

namespace moonstain {

/// The node that a path names: an output, then inputs: "findings",
/// "findings.metrics[3].model", counted from 1 as in Lua; "[B4]" picks by
/// section. An input with one value needs no index.
/// @throws Error naming the part that does not exist and what does
NodeIndex node_at(const Graph& graph, const std::string& path);

/// The path of a value that a node takes, below the node's own path: with an
/// index where the input has several.
/// @param item  its place in `input.nodes`
std::string item_path(const std::string& path, const NodeInput& input,
                      std::size_t item);

}  // namespace moonstain
