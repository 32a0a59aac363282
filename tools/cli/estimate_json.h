#pragma once

#include "core/base/json.h"
#include "core/eval/findings/findings.h"

namespace moonstain {

/// A number that may be undefined: then null.
Json number_or_null(double value);

/// [low, high]; null where there is none.
Json interval_json(const Estimate& estimate);

}  // namespace moonstain
