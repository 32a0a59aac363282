#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/profiles.h"
#include "core/learn/weights/weights.h"
#include "models/networks/ghist_apply.h"

namespace moonstain {

/// What of a slide's genes is learned.
struct LearnedGenes {
  std::vector<std::string> names;
  std::vector<Eigen::Index> columns;  ///< their places in the slides' genes
  Matrix reference;                   ///< [profiles, genes], or empty
};

/// All genes of the slides in their order; with a reference those that it has,
/// too, in natural order.
/// @throws Error begun by `where`, where they have none in common
LearnedGenes genes_to_learn(const std::vector<std::string>& genes,
                            const std::optional<Profiles>& reference,
                            std::string_view where);

/// How well held-out cells are predicted: the mean over genes of the
/// correlation, and over types that occur of F1; each NaN where there is none.
/// Cells of which a type is not known (-1) count for the correlation alone.
///
/// Source: recipes/ghist_cells/METHOD.md 5.1, 4.3.
struct NucleusScores {
  double correlation = 0;
  double f1 = 0;
};
NucleusScores nucleus_scores(const Matrix& predicted, const Matrix& measured,
                             const std::vector<std::int64_t>& called,
                             const std::vector<std::int64_t>& types);

/// Held-out slides, read once, and the states that may yet be chosen by them.
/// Cells count that would be learned from (`valid_cells`) and that a patch
/// shows; of spots all, those without a nucleus being predicted as 0.
class HeldOutSlides {
 public:
  /// @param least_um2  of a nucleus that counts
  /// @throws Error     begun by `where`, as `asked_slide` and `valid_cells`, on
  ///                   a gene that a slide lacks, and where no cell is valid
  HeldOutSlides(const std::vector<SlideInput>& inputs,
                const GhistConfig& config, const LearnedGenes& genes,
                double least_um2, std::string_view where);

  bool any() const { return !slides_.empty(); }
  const std::vector<std::string>& units() const { return units_; }

  /// Predicts them, and keeps the scores.
  /// @return  those that are numbers, by name
  std::map<std::string, double> score(Network& network,
                                      const GhistConfig& config);
  /// Copies the state of the epoch that was scored last, if it may be chosen,
  /// and forgets those that cannot be any more.
  void offer(const State& state);
  /// Puts the chosen state back. @return its epoch
  std::int64_t restore(State& state) const;

 private:
  struct Kept {
    AskedSlide asked;                ///< its patches in memory
    std::vector<Eigen::Index> rows;  ///< that count
    Matrix measured;                 ///< [all rows, genes]
    std::vector<std::int64_t> types;
  };

  std::string where_;
  std::vector<Kept> slides_;
  std::vector<std::string> units_;
  std::vector<double> correlations_, f1_;
  std::map<std::size_t, Weights> states_;
};

}  // namespace moonstain
