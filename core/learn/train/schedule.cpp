#include "core/learn/train/schedule.h"

#include <cmath>
#include <numbers>

#include "core/base/error.h"

namespace moonstain {
namespace {

// How LinearLR makes the rate of tick e from that of e - 1, over `ticks`.
double next_linear(double rate, double start, double end, std::int64_t ticks,
                   std::int64_t e) {
  if (e > ticks) return rate;
  return rate *
         (1.0 + (end - start) / (static_cast<double>(ticks) * start +
                                 static_cast<double>(e - 1) * (end - start)));
}

// The rate of epoch e of a course over `epochs` from that of e - 1.
struct Next {
  double rate;
  double first;
  std::int64_t epochs;
  std::int64_t e;

  double operator()(const ConstantRate&) const { return rate; }

  double operator()(const StepRate& course) const {
    return e % course.epochs == 0 ? rate * course.gamma : rate;
  }

  double operator()(const LinearRate& course) const {
    return next_linear(rate, 1.0, course.end_factor, epochs, e);
  }

  double operator()(const CosineRate& course) const {
    const auto all = static_cast<double>(epochs);
    constexpr double pi = std::numbers::pi;
    // Behind the minimum the quotient below would divide by zero.
    if ((e - 1 - epochs) % (2 * epochs) == 0) {
      return rate + (first - course.eta_min) * (1 - std::cos(pi / all)) / 2;
    }
    const auto now = static_cast<double>(e);
    return (1 + std::cos(pi * now / all)) /
               (1 + std::cos(pi * (now - 1) / all)) * (rate - course.eta_min) +
           course.eta_min;
  }
};

}  // namespace

Schedule::Schedule(const ScheduleOptions& options, std::int64_t epochs)
    : options_(options),
      epochs_(epochs - options.warm_up.epochs),
      rate_(options.learning_rate) {
  const WarmUp& warm_up = options.warm_up;
  check(warm_up.epochs >= 0 && epochs_ >= 1, "a schedule over ", epochs,
        " epochs, of which ", warm_up.epochs, " warm up");
  check(warm_up.first_factor > 0 && warm_up.first_factor <= 1,
        "a warm-up from ", warm_up.first_factor,
        " of the learning rate; it must lie above 0 and up to 1");
  if (const auto* course = std::get_if<StepRate>(&options.course)) {
    check(course->epochs >= 1, "a schedule with a step after ", course->epochs,
          " epochs");
  }
  if (const auto* course = std::get_if<LinearRate>(&options.course)) {
    check(course->end_factor >= 0 && course->end_factor <= 1,
          "a linear schedule to ", course->end_factor,
          " of the learning rate; it must lie in 0 to 1");
  }
  if (warm_up.epochs > 0) rate_ *= warm_up.first_factor;
}

void Schedule::next_epoch() {
  ++epoch_;
  const WarmUp& warm_up = options_.warm_up;
  const std::int64_t e = epoch_ - warm_up.epochs;
  if (e < 0) {
    rate_ =
        next_linear(rate_, warm_up.first_factor, 1.0, warm_up.epochs, epoch_);
  } else if (e == 0) {
    // SequentialLR starts the course by its closed form.
    rate_ = options_.learning_rate;
    if (const auto* course = std::get_if<CosineRate>(&options_.course)) {
      rate_ = course->eta_min + (rate_ - course->eta_min) * 2 / 2;
    }
  } else {
    rate_ = std::visit(Next{rate_, options_.learning_rate, epochs_, e},
                       options_.course);
  }
}

}  // namespace moonstain
