#pragma once

#include <cstddef>
#include <memory>

#include "core/base/matrix.h"
#include "core/stats/inverse_distance.h"

namespace moonstain {

/// What was predicted and measured at the spots of a section, a row each.
struct SectionValues {
  MatrixD predicted;  ///< [spots, items]
  MatrixD measured;
};

/// Three correlations between two sections, item by item; NaN where a side is
/// constant over the spots compared.
struct Agreement {
  Eigen::VectorXd predicted;  ///< [items] prediction and prediction
  Eigen::VectorXd measured;   ///< [items] measurement and measurement
  Eigen::VectorXd cross;      ///< [items] A's prediction, B's measurement
  std::size_t spots = 0;      ///< of A that have spots of B near
};

/// Two sections, ready to be correlated under one mapping after the other: one
/// pass over the spots of A, each with the mean of B's spots near it.
class Agreements {
 public:
  Agreements(const SectionValues& a, const SectionValues& b);
  ~Agreements();

  /// @param near  of A's spots, in B's
  Agreement at(const NearPoints& near) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace moonstain
