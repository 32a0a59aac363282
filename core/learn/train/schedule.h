#pragma once

#include <cstdint>

namespace moonstain {

/// Learning rate that falls along half a cosine, one step an epoch.
///
/// The value of epoch e is eta_min + (first - eta_min) (1 + cos(pi e / E)) / 2
/// up to rounding: as PyTorch's CosineAnnealingLR does, each is made from the
/// one before, so the last bits are PyTorch's too.
///
/// Source: Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts;
/// torch/optim/lr_scheduler.py of PyTorch 2.13.
class CosineSchedule {
 public:
  /// @throws Error unless epochs >= 1
  CosineSchedule(double first, double eta_min, std::int64_t epochs);

  double rate() const { return rate_; }  ///< of the current epoch
  void next_epoch();

 private:
  double first_;
  double eta_min_;
  std::int64_t epochs_;
  std::int64_t epoch_ = 0;
  double rate_;
};

}  // namespace moonstain
