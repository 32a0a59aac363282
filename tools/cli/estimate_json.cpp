#include "tools/cli/estimate_json.h"

#include <cmath>

namespace moonstain {

Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json interval_json(const Estimate& estimate) {
  if (!estimate.interval) return nullptr;
  return {estimate.interval->low, estimate.interval->high};
}

}  // namespace moonstain
