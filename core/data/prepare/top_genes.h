#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// By what genes are ranked.
enum class TopBy {
  counts,      ///< over all spots
  variance,    ///< of ln(1 + n) over all spots, divisor N
  dispersion,  ///< of n over all spots, for genes of a like mean
  moran        ///< Moran's I of ln(1 + 10000 n / total), mean over sections
};

template <>
struct KindWords<TopBy> {
  static constexpr std::string_view kAll[] = {"counts", "variance",
                                              "dispersion", "moran"};
};

/// Of what spots a share must count a gene: of those of all sections together,
/// or of each section's.
enum class ShareOf { all, each };

template <>
struct KindWords<ShareOf> {
  static constexpr std::string_view kAll[] = {"all", "each"};
};

struct TopGenesOptions {
  TopBy by = TopBy::counts;
  std::int64_t most = 0;  ///< genes taken; 0: all that are left
  double min_share = 0;   ///< of spots, that must count a gene
  ShareOf share_of = ShareOf::all;
  std::vector<std::string> without = {};  ///< parts of names left out
  std::int64_t neighbours = 0;            ///< of `moran`, and of it alone
};

/// Of the genes that all of some sections have and that enough of all their
/// spots count those that rank highest; where fewer are left than are asked
/// for, these. Sections are shown one after the other; none is kept.
///
/// Of equal genes the one comes first whose name does, by its bytes. A gene
/// without a rank (by dispersion and Moran's I one that never varies) is none
/// of them.
///
/// By dispersion: of the genes that are left, with mean m and variance v
/// (divisor N - 1) of their counts over all spots, d = ln(v / m) in classes of
/// ln(1 + m), as `normalised_by_bins` has it with 20 of them; 0 for all of a
/// class that do not differ, as scanpy chooses. Where scanpy takes more than
/// are asked for, since several score what the last does, these are the first
/// by name.
///
/// Source: recipes/spot_benchmark/README.md, "Protocols": P2 takes 250 by their
/// counts, HEST-Benchmark 50 by dispersion (scanpy's `highly_variable_genes` of
/// ln(1 + n)), SpaRED 128 by Moran's I.
class TopGenes {
 public:
  /// @throws Error  where neighbours are given and `by` is not moran, or not
  ///                given and it is
  explicit TopGenes(const TopGenesOptions& options);

  /// @throws Error  where the section was shown before; by Moran's I where it
  ///                has no more spots than neighbours
  void add(const Dataset& section);

  /// By rank.
  /// @throws Error  where no section was shown, they share no gene, or none is
  ///                counted in enough spots or has a rank
  GeneList chosen() const;

 private:
  struct Candidate {
    std::size_t sections = 0;  ///< that have it
    std::size_t enough = 0;    ///< sections whose share of spots counts it
    std::int64_t spots = 0;    ///< that count it
    std::int64_t counts = 0;
    std::int64_t count_squares = 0;
    double sum = 0;        ///< of ln(1 + n)
    double squares = 0;    ///< of these
    double moran_sum = 0;  ///< over sections; NaN where one has none
  };
  using Entry = std::map<std::string, Candidate>::value_type;

  std::int64_t least_of(std::int64_t spots) const;
  bool is_named_out(const std::string& gene) const;
  std::vector<double> ranks_of(const std::vector<const Entry*>& genes) const;

  TopGenesOptions options_;
  std::map<std::string, Candidate> genes_;
  std::vector<std::string> shown_;
  std::int64_t spots_ = 0;
};

/// `top_genes`: such a list.
StepKind top_genes_step();

}  // namespace moonstain
