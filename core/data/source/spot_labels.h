#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Which labels of a pathologist make a class.
struct LabelClass {
  std::string name = "positive";        ///< of the class
  std::vector<std::string> positive{};  ///< labels of it
  /// Labels that say neither.
  std::vector<std::string> left_out = {"undetermined"};
  /// Largest share of the section's spots without a label, before the table is
  /// taken for another section's.
  double most_unmatched = 0.1;
  /// What 1 and 0 are, where sections whose labels have other words are scored
  /// together; empty: "1: " and the labels of the class.
  std::string words{};
};

/// What a pathologist saw at each spot of a first-generation section: 1 where
/// the label is one of `positive`, 0 where it is another. A table of columns x,
/// y (rounded to integers; the spot is "<x>x<y>") and label, as her2st has
/// them; its pixels are those of another picture and are not looked at. Rows
/// whose place is no number, spots without a label, and labels of `left_out`
/// are left out.
///
/// Or areas of the picture as QuPath exports them, on any platform: a spot has
/// the class of the area that its centre lies in (annotations.h), and none
/// outside of all; where people have drawn in a part of the section only,
/// `most_unmatched` must be larger.
///
/// @param name    of the table, for errors
/// @return        in the order of the section's spots, one variable, a "class"
/// @throws Error  naming the table: on a spot that is there twice, a label of
///                `positive` or `left_out` that it has not (with those it has),
///                too many spots without a label, and where none is left
///
/// Source: core/data/README.md, "First-generation Spatial Transcriptomics".
Targets label_targets(const Dataset& dataset, const fs::path& table,
                      std::string_view name, const LabelClass& wanted);

/// `label_targets`: these labels as a class.
StepKind label_targets_step();

}  // namespace moonstain
