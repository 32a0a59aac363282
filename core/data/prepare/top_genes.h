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

/// By what genes are ranked: their counts over all spots, or the variance
/// (divisor N) of ln(1 + n) over all spots.
enum class TopBy { counts, variance };

template <>
struct KindWords<TopBy> {
  static constexpr std::string_view kAll[] = {"counts", "variance"};
};

struct TopGenesOptions {
  TopBy by = TopBy::counts;
  std::int64_t most = 0;  ///< genes taken; 0: all that are left
  double min_share = 0;   ///< of all spots, that must count a gene
};

/// Of the genes that all of some sections have and that enough of all their
/// spots count those that rank highest; where fewer are left than are asked
/// for, these. Sections are shown one after the other; none is kept.
///
/// Of equal genes the one comes first whose name does, by its bytes.
///
/// Source: recipes/spot_benchmark/README.md, "Protocols": P2 takes 250 by their
/// counts, HEST-Benchmark 50 by their variance.
class TopGenes {
 public:
  explicit TopGenes(const TopGenesOptions& options) : options_(options) {}

  /// @throws Error  where the section was shown before
  void add(const Dataset& section);

  /// By rank.
  /// @throws Error  where no section was shown, they share no gene, or none is
  ///                counted in enough spots
  GeneList chosen() const;

 private:
  struct Candidate {
    std::size_t sections = 0;  ///< that have it
    std::int64_t spots = 0;    ///< that count it
    std::int64_t counts = 0;
    double sum = 0;      ///< of ln(1 + n)
    double squares = 0;  ///< of these
  };

  double rank_of(const Candidate& gene) const;

  TopGenesOptions options_;
  std::map<std::string, Candidate> genes_;
  std::vector<std::string> shown_;
  std::int64_t spots_ = 0;
};

/// `top_genes`: such a list.
StepKind top_genes_step();

}  // namespace moonstain
