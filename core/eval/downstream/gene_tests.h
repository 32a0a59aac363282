#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/predictions.h"

namespace moonstain {

class StepKind;

/// Which p a gene is called by.
enum class CalledBy {
  adjusted,  ///< over the genes of a group, Benjamini and Hochberg
  raw,
};

template <>
struct KindWords<CalledBy> {
  static constexpr std::string_view kAll[] = {"adjusted", "raw"};
};

/// Each gene tested between the spots of each group and all others that are in
/// a group (core/stats/against_rest.h): NaN where it cannot be. Plain Zarr:
/// "groups", "spots" [groups], "genes", "t", "p", "q", "difference",
/// "log2_fold" [groups, genes]; all else attributes.
struct GeneTests {
  static constexpr std::string_view kType = "GeneTests";

  std::string about;      ///< "her2st/B4"
  std::string predictor;  ///< "measured"
  std::string how;        ///< who said which spot is of which group
  std::vector<std::string> groups;
  std::vector<std::int64_t> spots;  ///< [groups]
  std::vector<std::string> genes;
  MatrixD t;           ///< above 0: higher in the group
  MatrixD p;           ///< Welch's, two-sided
  MatrixD q;           ///< adjusted over the genes of a group
  MatrixD difference;  ///< of means
  MatrixD log2_fold;   ///< of values ln(1 + x)

  /// 1 for a gene that is higher in the group, -1 for one that is lower, 0 for
  /// one that is not called or not tested.
  int called(Eigen::Index group, Eigen::Index gene, CalledBy by,
             double threshold) const;
  /// Groups of fewer than two spots, or all but fewer than two: not tested.
  std::vector<std::string> untested() const;

  /// @throws Error where the parts do not fit each other
  static GeneTests read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// @param groups  of the same section; spots that it does not name are left out
/// @throws Error  on another section, and where no spot is in a group
///
/// Source: recipes/hist_downstream/METHOD.md 2.
GeneTests gene_tests(const Predictions& predictions, const CellTypes& groups);

/// `gene_tests`: these tests.
StepKind gene_tests_step();

}  // namespace moonstain
