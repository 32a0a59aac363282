#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"

namespace moonstain {

class StepKind;

/// How much more each gene of a section varies than genes of a like mean: the
/// normalised dispersion of Seurat, as scanpy computes it.
///
/// Each spot's counts are divided by their total and multiplied by the median
/// total (over the spots with counts; a spot without stays zero). Of these
/// values a gene has mean m and variance v (divisor n - 1), the dispersion is
/// d = ln(v / m). Genes are put into `bins` classes of equal width of ln(1 +
/// m), closed on the right; a gene's score is (d - mean of d in its class) /
/// standard deviation of d there (divisor n - 1). Alone in its class it
/// scores 1. The class of a gene that never varies counts in the width, its d
/// is not defined.
///
/// @return [genes], in the section's order; NaN for a gene that never varies,
///         and where a class has no spread
/// @throws Error on fewer than two spots, and on a section without counts
///
/// Source: Satija et al. 2015, doi:10.1038/nbt.3192 (`FindVariableGenes`);
/// scanpy 1.11, `highly_variable_genes(flavor="seurat")` after
/// `normalize_total` and `log1p`. Equal to it within 1e-6 on her2st/A1.
Eigen::VectorXd dispersion_scores(const Dataset& dataset, std::int64_t bins);

struct GeneChoiceOptions {
  std::int64_t most_variable = 1500;  ///< genes taken from one section
  std::int64_t bins = 20;             ///< of `dispersion_scores`
  /// Least number of spots that count a gene, of all counted spots; and of how
  /// many that number was said. 0: of however many there are.
  std::int64_t min_spots = 1000;
  std::int64_t of_spots = 0;
};

/// Least number of spots that must count a gene, where `spots` are at hand:
/// `min_spots`, or with `of_spots` as large a share of them, rounded up.
std::int64_t least_spots(std::int64_t min_spots, std::int64_t of_spots,
                         std::int64_t spots);

/// Chooses genes as the 785 of her2st were: the most variable ones of one
/// section, of these the ones that all other sections have, too, and that are
/// counted in enough spots. Sections are shown one after the other; none is
/// kept.
///
/// Where there are other sections than a number was made for, a bound on spots
/// is another bound: of n counted spots a gene needs min_spots n / of_spots,
/// rounded up.
///
/// Source: recipes/hist_loocv/METHOD.md 3.2.
class GeneChooser {
 public:
  /// @throws Error where the section has fewer genes with a score
  GeneChooser(const Dataset& dataset, const GeneChoiceOptions& options);

  /// A section that must have a gene: its spots are not counted.
  void require(const Dataset& section);
  /// A section that must have a gene and whose spots are counted.
  /// @throws Error where it was counted before
  void count(const Dataset& section);

  /// In the order of the first section.
  /// @throws Error where no gene is left, or too few spots were counted for
  ///         any to be
  GeneList chosen() const;

 private:
  struct Candidate {
    std::string name;
    std::int64_t sections = 0;  ///< that were shown and have it
    std::int64_t spots = 0;     ///< that count it
  };

  GeneChoiceOptions options_;
  std::string variable_in_;
  std::vector<Candidate> candidates_;
  std::unordered_map<std::string, std::size_t> place_;
  std::int64_t sections_ = 0;
  std::int64_t spots_ = 0;
  std::set<std::string> counted_;
};

/// `gene_choice`: genes chosen by looking at sections.
StepKind gene_choice_step();

}  // namespace moonstain
