#include "core/stats/hypergeometric.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

double log_choose(std::int64_t n, std::int64_t k) {
  const auto log_factorial = [](std::int64_t of) {
    return boost::math::lgamma(static_cast<double>(of) + 1);
  };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

}  // namespace

double hypergeometric_tail(std::int64_t hits, std::int64_t all,
                           std::int64_t marked, std::int64_t drawn) {
  check(hits >= 0 && marked >= 0 && drawn >= 0 && marked <= all && drawn <= all,
        "hypergeometric_tail: ", hits, " hits among ", drawn, " drawn of ", all,
        " with ", marked, " marked; expected no more marked or drawn than all");
  const std::int64_t most = std::min(marked, drawn);
  const std::int64_t least = std::max<std::int64_t>(0, marked + drawn - all);
  if (hits <= least) return 1;
  if (hits > most) return 0;
  const auto term = [&](std::int64_t k) {
    return std::exp(log_choose(marked, k) +
                    log_choose(all - marked, drawn - k) -
                    log_choose(all, drawn));
  };
  // The sum on the side of `hits` that the mean is not on: its terms fall.
  const double mean = static_cast<double>(drawn) * static_cast<double>(marked) /
                      static_cast<double>(all);
  const bool upper = static_cast<double>(hits) > mean;
  std::int64_t k = upper ? hits : hits - 1;
  double one = term(k), sum = one;
  while (k != (upper ? most : least) && one > 1e-18 * sum) {
    const auto next = [](std::int64_t a, std::int64_t b, std::int64_t c,
                         std::int64_t d) {
      return static_cast<double>(a) * static_cast<double>(b) /
             (static_cast<double>(c) * static_cast<double>(d));
    };
    one *=
        upper
            ? next(marked - k, drawn - k, k + 1, all - marked - drawn + k + 1)
            : next(k, all - marked - drawn + k, marked - k + 1, drawn - k + 1);
    k += upper ? 1 : -1;
    sum += one;
  }
  return std::clamp(upper ? sum : 1 - sum, 0.0, 1.0);
}

}  // namespace moonstain
