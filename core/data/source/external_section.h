#pragma once

#include <string>

#include "core/data/source/external_table.h"
#include "core/data/source/section_sheet.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/predictions.h"

namespace moonstain {

/// On which scale the target of predictions is, to tell predictions that
/// cannot be on it.
enum class TargetScale { counts, log };

template <>
struct KindWords<TargetScale> {
  static constexpr std::string_view kAll[] = {"counts", "log"};
};

/// Counts of the spots of a section that others have predicted, in the order of
/// the truth. Spots join by name; those of one side alone are left out and
/// counted in a remark that names some, and so are predicted genes that the
/// truth has not. All genes of the truth stay, for the spots' totals; of a name
/// that comes twice the first.
///
/// Also a remark: predictions that cannot be on the target's scale, above what
/// the logarithm of counts per million may be, or below 0 where counts are.
///
/// @param predicted  nullptr: nothing was predicted here, all spots stay
/// @throws Error     where no spot or no gene joins, with names of either side;
///                   on a predicted gene that comes twice
Dataset joined_dataset(const ExternalTable& truth,
                       const ExternalTable* predicted,
                       const SectionSheet& sheet, TargetScale scale);

/// The predicted genes that were measured, in the order of the predictions.
/// Values of neither are read.
/// @throws Error  as `joined_dataset`
GeneList joined_genes(const ExternalTable& truth,
                      const ExternalTable& predicted);

/// What was predicted for the spots of the data set and these genes.
/// @throws Error  naming gene and spot of the first value that is not finite
Predictions joined_predictions(const ExternalTable& predicted,
                               const Dataset& dataset, const GeneList& genes,
                               Predictor predictor);

}  // namespace moonstain
