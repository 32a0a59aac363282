#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/needs.h"

namespace moonstain {

class Inputs;
class StepKind;

/// What a count is divided by: a spot's counts over all genes, over the chosen
/// ones alone, or nothing, so that it stays a count.
enum class Total { all, chosen, none };
enum class Log { ln_1p, log10_1p, log2_1p, none };
/// What a wanted gene is that a section's table does not name. A table names
/// the genes that were counted in it, so such a gene was counted 0 times; but
/// it may also be a name that is spelled otherwise there.
enum class Absent { refuse, zero };

template <>
struct KindWords<Total> {
  static constexpr std::string_view kAll[] = {"all", "chosen", "none"};
};
template <>
struct KindWords<Log> {
  static constexpr std::string_view kAll[] = {"ln_1p", "log10_1p", "log2_1p",
                                              "none"};
};
template <>
struct KindWords<Absent> {
  static constexpr std::string_view kAll[] = {"refuse", "zero"};
};

/// Measured expression, normalised: log(1 + scale_to * n / total), the total
/// of a spot's counts over all genes or over the chosen ones alone; or log(1 +
/// n) of a count as it is. A spot without counts stays all zero. Computed in
/// float64, stored as float32. The targets are of spots, on no lattice of
/// nuclei.
///
/// @param genes     names in the order wanted; empty: all, in the data set's
///                  order
/// @param scale_to  0: the mean total of the spots given, so that n is divided
///                  by the size factor total / mean total; no matter where
///                  nothing is divided
/// @param absent    of a gene that is not in the section
/// @throws Error  on a gene that is not in the section (with the nearest name),
///                unless it is to be 0, or that is asked for twice
///
/// Source: recipes/hist_loocv/METHOD.md 3.1 (Seurat's LogNormalize) and 3.3
/// (the common protocol of her2st); recipes/ghist_cells/METHOD.md 5.2 (counts
/// as they are, and log2 of counts by size factors).
Targets normalise(const Dataset& dataset, const std::vector<std::string>& genes,
                  Total total, double scale_to, Log log,
                  Absent absent = Absent::refuse);

/// Called with the place of a spot, that of a gene among the targets' variables
/// and the value there.
using TargetSink = std::function<void(Eigen::Index, Eigen::Index, float)>;

/// The same without a matrix: what is not 0, spot by spot; of the targets all
/// but `values`. Most of a matrix of counts is 0.
Targets normalise_counts(const Dataset& dataset,
                         const std::vector<std::string>& genes, Total total,
                         double scale_to, Log log, Absent absent,
                         const TargetSink& sink);

/// One name a line; blanks and quotes around a name and empty lines at the end
/// do not count.
///
/// @param bytes  of the file, as `plain_text` takes them
/// @throws Error naming the line of a name that is empty, there twice, or has a
///               tab inside
std::vector<std::string> parse_gene_list(std::string bytes,
                                         std::string_view where);

/// Whether a section's table names each gene of a list, a line a gene.
/// @param where   the list's file, said in errors
/// @throws Error  "panel.txt: line 3: targets: section d/A has no gene 'gapdh';
///                did you mean 'GAPDH'?"
void check_listed_genes(const std::vector<std::string>& genes,
                        const std::string& where, std::string_view step,
                        const Dataset& dataset);

/// The inputs `genes`, a file, and `gene_list`; either may be left out.
StepKind&& wanting_genes(StepKind&& kind);
/// The genes that a step is asked for by these; empty without either.
/// @throws Error begun by `step`, where both are given
std::vector<std::string> genes_wanted(const Inputs& in, std::string_view step);
/// The same, and none of a file's that the section lacks unless `absent` takes
/// it as not counted. @throws Error as `check_listed_genes`
std::vector<std::string> genes_wanted(const Inputs& in, std::string_view step,
                                      const Dataset& dataset, Absent absent);

/// What targets of these genes, or of all, of the input `dataset` take.
NeedsOf targets_needs();

/// `targets`: measured expression, normalised.
StepKind targets_step();

}  // namespace moonstain
