#pragma once

#include "core/base/json.h"
#include "core/engine/plan/graph.h"

namespace moonstain {

/// [{"name", "value", "default", "paper", "sentence", "set_by_user"}, ...];
/// "paper" is null of what is no part of a protocol.
Json params_json(const Graph& graph);

/// [{"name", "kind", "published", "audited", "value", "why"}, ...]
Json switches_json(const Graph& graph);

}  // namespace moonstain
