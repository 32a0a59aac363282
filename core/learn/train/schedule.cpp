#include "core/learn/train/schedule.h"

#include <cmath>
#include <numbers>

#include "core/base/error.h"

namespace moonstain {

CosineSchedule::CosineSchedule(double first, double eta_min,
                               std::int64_t epochs)
    : first_(first), eta_min_(eta_min), epochs_(epochs), rate_(first) {
  check(epochs >= 1, "a schedule over ", epochs, " epochs");
}

void CosineSchedule::next_epoch() {
  ++epoch_;
  const auto e = static_cast<double>(epoch_);
  const auto all = static_cast<double>(epochs_);
  constexpr double pi = std::numbers::pi;
  // Behind the minimum the quotient below would divide by zero.
  if ((epoch_ - 1 - epochs_) % (2 * epochs_) == 0) {
    rate_ += (first_ - eta_min_) * (1 - std::cos(pi / all)) / 2;
  } else {
    rate_ = (1 + std::cos(pi * e / all)) / (1 + std::cos(pi * (e - 1) / all)) *
                (rate_ - eta_min_) +
            eta_min_;
  }
}

}  // namespace moonstain
