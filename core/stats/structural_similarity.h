#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// The windows of a square lattice in which two maps of it are compared: all
/// squares of `kSide` x `kSide` places that all hold a spot. Where the lattice
/// is a full rectangle these are the windows that lie inside of it.
class LatticeWindows {
 public:
  static constexpr int kSide = 7;

  /// @param places  [spots, (x, y)] of the array, each once
  /// @throws Error  on two spots at one place
  explicit LatticeWindows(const Eigen::Matrix<std::int32_t, Eigen::Dynamic, 2,
                                              Eigen::RowMajor>& places);

  std::size_t count() const { return windows_.size(); }

  /// Structural similarity of two maps, a mean over the windows: 1 for two that
  /// are one, and near 0 for two that have nothing in common. Windows are
  /// uniform, variances have the divisor n - 1, K1 = 0.01, K2 = 0.03; the range
  /// of the data is that of the measured values. So on a full rectangle it is
  /// skimage.metrics.structural_similarity(measured, predicted,
  /// data_range=measured.max() - measured.min()).
  ///
  /// A prediction without structure is not at 0: where the measurement is
  /// smooth its means alone are alike.
  ///
  /// @param predicted, measured  [spots], in the order of the places
  /// @return  NaN without a window, and where the measurement is constant
  ///
  /// Source: Wang, Bovik, Sheikh and Simoncelli 2004,
  /// doi:10.1109/TIP.2003.819861, with the uniform window of their section IV.
  double similarity(std::span<const float> predicted,
                    std::span<const float> measured) const;

 private:
  using Window = std::array<std::int32_t, kSide * kSide>;  // places of spots

  std::size_t spots_ = 0;
  std::vector<Window> windows_;
};

}  // namespace moonstain
