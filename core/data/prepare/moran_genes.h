#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/engine/step/kind_words.h"
#include "core/stats/spatial/weights.h"

namespace moonstain {

class StepKind;

/// Of what Moran's I is taken: ln(1 + 10000 n / total over all genes), or
/// counts as they are.
enum class MoranOf { ln_1p, counts };

template <>
struct KindWords<MoranOf> {
  static constexpr std::string_view kAll[] = {"ln_1p", "counts"};
};

/// Moran's I of genes of one section, in their order.
struct GeneMorans {
  std::vector<double> index;  ///< NaN of a gene that never varies
  /// One-sided, under randomisation; NaN of a gene that never varies
  std::vector<double> p;
};

/// The neighbours of each spot: the `neighbours` nearest others by positions on
/// the array, weight 1, not made symmetric. On a lattice many lie at one
/// distance; of these the ones come first that have the lower array row, then
/// the lower column. So the order of the spots in their table does not count.
///
/// Positions are taken as they are numbered, so that a hexagonal array's rows
/// are nearer than they lie.
///
/// @throws Error naming the section, on no more spots than neighbours
SpatialWeights array_neighbours(const Dataset& section,
                                std::int64_t neighbours);

/// @param genes  of the section, each once
/// Memory holds some 512 genes at a time, [spots, genes].
GeneMorans gene_morans(const Dataset& section,
                       const std::vector<std::string>& genes,
                       const SpatialWeights& weights, MoranOf of);

struct MoranGenesOptions {
  std::int64_t neighbours = 15;
  MoranOf of = MoranOf::ln_1p;
  double below_p = 0.01;     ///< in each section
  double above_index = 0.4;  ///< in the median over sections
  /// Beginnings of names that are left out.
  std::vector<std::string> without = {"RP", "MT-"};
};

/// Chooses genes that lie together in every section, as HiST does: those that
/// all sections' tables have, with a p below `below_p` in each section and a
/// median I above `above_index`, without names that begin so or so, and genes
/// that are taken whatever their values; sorted by bytes. A gene that never
/// varies in a section has neither I nor p there, and is none of them.
///
/// Sections are shown one after the other; none is kept.
///
/// Source: recipes/hist_loocv/METHOD.md 3.2.
class MoranChooser {
 public:
  explicit MoranChooser(const MoranGenesOptions& options);

  /// @throws Error on a section that was shown before, or with no more spots
  ///               than neighbours
  void show(const Dataset& section);

  /// What is left behind each rule.
  struct Left {
    std::int64_t in_all = 0;    ///< genes that all tables have
    std::int64_t constant = 0;  ///< of these: never varies in some section
    std::int64_t significant = 0;
    std::int64_t high = 0;
    std::vector<std::string> genes;  ///< of these, by their names; sorted
  };
  Left left() const;

  /// @param also    names that are taken in any case
  /// @throws Error  where no gene is left
  GeneList chosen(const std::vector<std::string>& also = {}) const;

 private:
  struct Sections {
    std::int64_t seen = 0;      ///< that have the gene
    std::int64_t constant = 0;  ///< in which it never varies
    bool significant = true;    ///< in all that have it
    std::vector<double> index;
  };

  MoranGenesOptions options_;
  std::map<std::string, Sections> genes_;
  std::vector<std::string> sections_;
};

/// `moran_genes`: this choice as a step.
StepKind moran_genes_step();

}  // namespace moonstain
