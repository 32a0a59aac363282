#pragma once

#include <string>
#include <vector>

#include "core/data/source/external_table.h"
#include "core/data/source/section_sheet.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

/// On which scale the target of predictions is, to tell predictions that
/// cannot be on it. `values`: the truth is no counts, but was made of them
/// elsewhere; nothing is told of its scale.
enum class TargetScale { counts, log, values };

template <>
struct KindWords<TargetScale> {
  static constexpr std::string_view kAll[] = {"counts", "log", "values"};
};

/// A section of which fewer spots were predicted is hardly what is scored.
inline constexpr double kMostMissing = 0.5;

/// Counts of the spots of a section that others have predicted, in the order of
/// the truth. Spots join by name; those of one side alone are left out and
/// counted in a remark that names some, and so are predicted genes that the
/// truth has not. All genes of the truth stay, for the spots' totals; of a name
/// that comes twice the first. Columns that are no genes by their names
/// (column_names.h) are left out and told in a remark.
///
/// Also a remark: predictions that cannot be on the target's scale, above what
/// the logarithm of counts per million may be, far below 0 where a logarithm
/// is, or below 0 where counts are; genes that were measured and not predicted,
/// where other sections have them or they are at most a fifth of those
/// predicted; spots without a count; spots that are numbered as rows without
/// names in both tables. Of a truth that is values no counts are read, so that
/// there are none; where its values seem to be counts, that is remarked.
///
/// @param predicted     nullptr: nothing was predicted here, all spots stay
/// @param most_missing  largest share of measured spots without a prediction
/// @param elsewhere     what `joined_genes` gives of all sections
/// @throws Error        where no spot or no gene joins, with names of either
///                      side; where fewer than 3 spots join, or more than
///                      `most_missing` do not; on a predicted gene that comes
///                      twice; on a table whose columns are named as spots are
///                      and its rows not, which is transposed
Dataset joined_dataset(const ExternalTable& truth,
                       const ExternalTable* predicted,
                       const SectionSheet& sheet, TargetScale scale,
                       double most_missing = kMostMissing,
                       const std::vector<GeneList>& elsewhere = {});

/// The predicted genes that were measured, in the order of the predictions.
/// Values of neither are read.
/// @throws Error  as `joined_dataset`
GeneList joined_genes(const ExternalTable& truth,
                      const ExternalTable& predicted);

/// What a truth that is values says of the spots of the data set and these
/// genes, as it stands there. Totals there are none.
/// @param unit    of the values, as their user calls it
/// @throws Error  naming gene and spot of the first value that is not finite,
///                and on a gene that the truth has not
Targets joined_targets(const ExternalTable& truth, const Dataset& dataset,
                       const GeneList& genes, std::string unit);

/// What was predicted for the spots of the data set and these genes.
/// @throws Error  naming gene and spot of the first value that is not finite
Predictions joined_predictions(const ExternalTable& predicted,
                               const Dataset& dataset, const GeneList& genes,
                               Predictor predictor);

}  // namespace moonstain
