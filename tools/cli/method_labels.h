#pragma once

#include <map>
#include <string>

#include "core/engine/plan/graph.h"

namespace moonstain {

/// By a predictor's name, what a plan's panels call it: their `names` and
/// `labels`.
std::map<std::string, std::string> method_labels(const Graph& graph);

}  // namespace moonstain
