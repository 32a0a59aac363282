#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"

namespace moonstain {

class StepKind;

/// How much more each gene of a section varies than genes of a like mean: the
/// variance of its counts in units of what is expected, as Seurat v3 has it.
///
/// A gene has mean m and variance v (divisor N - 1) over the N spots. Through
/// the points (log10 m, log10 v) of the genes that vary goes a curve
/// (core/stats/loess.h); its value f says that r = sqrt(10^f) is expected as
/// standard deviation, of a gene that does not vary r = 1. Counts are cut at m
/// + r sqrt(N); with the sums S of the cut counts and Q of their squares the
/// score is (N m^2 + Q - 2 m S) / ((N - 1) r^2).
///
/// @param place  of each gene of the section its place in the result, or -1:
///               left out, also of the curve
/// @param genes  length of the result
/// @return       [genes]; 0 of a gene that is not in the section
/// @throws Error on fewer than two spots, and where there is no curve: too few
///               genes vary, or too many have one mean
///
/// Source: Stuart et al. 2019, doi:10.1016/j.cell.2019.05.031; scanpy 1.11,
/// `highly_variable_genes(flavor="seurat_v3")`;
/// recipes/hespotex_loocv/METHOD.md 2.3. Equal to scanpy's within 1e-9 on MOB
/// and her2st.
Eigen::VectorXd standard_variances(const Dataset& dataset,
                                   const std::vector<std::int32_t>& place,
                                   std::size_t genes, double span);

/// How the choices of several sections become one list.
enum class Combine {
  any,  ///< what is chosen in any of them
  all,  ///< what is chosen in each
};

struct VariableGenesOptions {
  std::int64_t most_variable = 1000;  ///< genes taken from each section
  double span = 0.3;                  ///< of the curve
  Combine combine = Combine::any;
  /// Least number of spots that count a gene, of those of all sections; and of
  /// how many that number was said. 0: of however many there are.
  std::int64_t min_spots = 1000;
  std::int64_t of_spots = 0;
};

/// Chooses the genes that vary most, section by section, among given ones.
/// Sections are shown one after the other; none is kept.
///
/// Where there are no more genes than would be taken from one section, all are.
/// Of equal scores the gene whose name comes first counts. Where there are
/// other sections than `min_spots` was said for, of n spots a gene needs
/// min_spots n / of_spots, rounded up.
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.3.
class VariableGenes {
 public:
  VariableGenes(std::vector<std::string> genes,
                const VariableGenesOptions& options);

  /// @throws Error  where the section was shown before
  void add(const Dataset& section);

  /// Sorted by the bytes of their names.
  /// @throws Error  where no gene is left, or too few spots were shown for any
  ///                to be
  GeneList chosen() const;

 private:
  struct Candidate {
    std::string name;
    std::int64_t sections = 0;  ///< that chose it
    std::int64_t spots = 0;     ///< that count it
  };

  /// Among the candidates, or -1.
  std::vector<std::int32_t> places_of(
      const std::vector<std::string>& genes) const;

  VariableGenesOptions options_;
  std::vector<Candidate> candidates_;  ///< sorted by name
  std::set<std::string> shown_;
  std::int64_t spots_ = 0;
};

/// `variable_genes`: the genes that vary most in some sections.
StepKind variable_genes_step();

}  // namespace moonstain
