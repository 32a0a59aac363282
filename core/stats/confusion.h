#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// How often units of each class were called what.
struct Confusion {
  std::vector<std::string> classes;  ///< in the order of names
  /// [true class, called class]
  Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic> counts;

  std::int64_t units() const { return counts.sum(); }
};

/// Of all classes that occur on either side, as sklearn.metrics.
/// confusion_matrix.
///
/// @throws Error  on differing lengths
Confusion confusion_of(const std::vector<std::string>& truth,
                       const std::vector<std::string>& called);

/// Share of units called right; NaN without units.
double accuracy(const Confusion& confusion);

/// Mean recall over the classes that the truth holds; NaN without units.
double balanced_accuracy(const Confusion& confusion);

/// Cohen's kappa, unweighted: agreement beyond what the class sizes of both
/// sides give by chance. NaN where chance agrees in all: one class.
///
/// Source: Cohen 1960, doi:10.1177/001316446002000104.
double cohen_kappa(const Confusion& confusion);

/// Of one class against the others, or averaged over classes.
struct ClassScores {
  double precision = 0;  ///< called rightly / called so
  double recall = 0;     ///< called rightly / truly so
  double f1 = 0;         ///< 2 TP / (2 TP + FP + FN): also Dice's coefficient
  double iou = 0;  ///< TP / (TP + FP + FN): intersection over union, Jaccard
};

/// What 0 / 0 counts as, in sklearn's word `zero_division`: the precision of a
/// class that is never called, the recall of one that the truth lacks, F1 and
/// IoU of one that is neither. 0, 1, or NaN: such a class is left out of the
/// average of that score. Where it matters a paper's number depends on it.
///
/// @param zero_division  no default: it is part of the protocol
/// @return               [classes]
std::vector<ClassScores> class_scores(const Confusion& confusion,
                                      double zero_division);

/// Mean over classes; `macro`.
ClassScores macro_scores(const Confusion& confusion, double zero_division);

/// Mean over classes, weighted by how many units truly are of each;
/// `weighted`. NaN where all weight lies on classes left out.
ClassScores weighted_scores(const Confusion& confusion, double zero_division);

}  // namespace moonstain
