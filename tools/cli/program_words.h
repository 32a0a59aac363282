#pragma once

#include <string>

#include "bindings/lua/plan/plan.h"
#include "core/base/json.h"

namespace moonstain {

/// The programs of others that a plan runs, a line each and one for each of
/// their files; empty when there are none:
///
///     program hist_original: python3 sha256 9f2c..., confined    recipe.lua:9
///         train.py sha256 41d7...
std::string programs_text(const lua::Plan& plan);

/// [{"name", "program": [{"name", "sha256"}], "interpreter", "confined",
///   "where"}, ...]
Json programs_json(const lua::Plan& plan);

}  // namespace moonstain
