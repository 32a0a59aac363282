#pragma once

#include <cstdint>
#include <variant>

namespace moonstain {

/// The learning rate stays.
struct ConstantRate {};

/// Times `gamma` after every so many epochs.
struct StepRate {
  std::int64_t epochs = 1;
  double gamma = 0.1;
};

/// Along a straight line to `end_factor` times the first rate, which it would
/// reach in the epoch behind the last.
struct LinearRate {
  double end_factor = 0;
};

/// Along half a cosine to `eta_min`, which it would reach in the epoch behind
/// the last (Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts).
struct CosineRate {
  double eta_min = 0;
};

/// Epochs in front, in which the rate rises along a straight line from
/// `first_factor` times the learning rate; the course above then has the
/// epochs that are left.
struct WarmUp {
  std::int64_t epochs = 0;
  double first_factor = 1.0 / 3;
};

struct ScheduleOptions {
  double learning_rate = 1e-3;
  std::variant<ConstantRate, StepRate, LinearRate, CosineRate> course;
  WarmUp warm_up;
};

/// The learning rate by epoch. As in PyTorch each is made from the one before,
/// so the last bits are PyTorch's too: those of StepLR, LinearLR and
/// CosineAnnealingLR, and of SequentialLR behind a LinearLR for a warm-up
/// (torch/optim/lr_scheduler.py of PyTorch 2.13).
class Schedule {
 public:
  /// @throws Error unless there is an epoch behind the warm-up, and on factors
  ///               that make no sense
  Schedule(const ScheduleOptions& options, std::int64_t epochs);

  double rate() const { return rate_; }  ///< of the current epoch
  void next_epoch();

 private:
  ScheduleOptions options_;
  std::int64_t epochs_;  // of the course
  std::int64_t epoch_ = 0;
  double rate_;
};

}  // namespace moonstain
