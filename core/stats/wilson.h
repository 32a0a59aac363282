#pragma once

#include <cstdint>

#include "core/stats/bootstrap.h"

namespace moonstain {

/// Wilson's score interval of a share of which `count` of `all` independent
/// trials were seen: those shares that a normal test at 5 %, two-sided, does
/// not refuse. Unlike a share with its standard error it lies within 0..1 and
/// holds its level where few are seen, or none. Without continuity correction,
/// as scipy.stats.binomtest(count, all).proportion_ci(method="wilson").
///
/// @throws Error  unless 0 <= count <= all and all is at least 1
///
/// Source: Wilson 1927, doi:10.1080/01621459.1927.10502953.
Interval wilson_interval(std::int64_t count, std::int64_t all);

}  // namespace moonstain
