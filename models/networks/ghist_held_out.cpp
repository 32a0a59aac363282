#include "models/networks/ghist_held_out.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/natural_order.h"
#include "core/data/stored/join.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/log_counts.h"
#include "core/data/stored/places.h"
#include "core/learn/examples/nucleus_slide.h"
#include "core/learn/train/epoch_choice.h"
#include "core/stats/confusion.h"
#include "core/stats/correlation.h"

namespace moonstain {
namespace {

constexpr std::int64_t kOverlap = NucleusQuestion{}.overlap_px;

// Reads a slide's patches, to be handed out as often as they are asked for.
PatchSource read_once(const PatchSource& source) {
  std::vector<std::pair<std::size_t, NucleusPatch>> read;
  source([&](std::size_t index, const NucleusPatch& patch) {
    read.emplace_back(index, patch);
  });
  return [patches = std::move(read)](const auto& sink) {
    for (const auto& [index, patch] : patches) sink(index, patch);
  };
}

void append(Matrix& to, const Matrix& rows) {
  if (to.size() == 0) {
    to = rows;
    return;
  }
  to.conservativeResize(to.rows() + rows.rows(), Eigen::NoChange);
  to.bottomRows(rows.rows()) = rows;
}

// Rows of the cells that would be learned from; of spots all.
std::vector<Eigen::Index> counting_rows(const SlideInput& input,
                                        const std::vector<std::int32_t>& types,
                                        const GhistConfig& config,
                                        double least_um2,
                                        std::string_view where) {
  const Dataset& held_out = input.dataset;
  std::vector<Eigen::Index> rows;
  if (of_spots(config.supervision)) {
    rows.resize(held_out.spots.size());
    std::iota(rows.begin(), rows.end(), Eigen::Index{0});
    return rows;
  }
  LabelReader labels(input.labels);
  const ValidCells valid =
      valid_cells(held_out, types, labels, least_um2, where);
  for (const auto& [label, row] : valid.row_of) rows.push_back(row);
  std::sort(rows.begin(), rows.end());
  check(!rows.empty(), where, ": of ", held_out.spots.size(),
        " held-out cells of section ", held_out.section,
        " none can choose an epoch: ", valid.words_of_others(least_um2));
  return rows;
}

}  // namespace

LearnedGenes genes_to_learn(const std::vector<std::string>& genes,
                            const std::optional<Profiles>& reference,
                            std::string_view where) {
  LearnedGenes out;
  out.names = genes;
  if (reference) {
    const Places there(reference->genes);
    std::erase_if(out.names, [&](const std::string& gene) {
      return !there.find(gene).has_value();
    });
    std::stable_sort(out.names.begin(), out.names.end(), natural_less);
    check(!out.names.empty(), where, ": the slides' ", genes.size(),
          " genes (as '", genes.front(), "') and the reference's ",
          reference->genes.size(), " (as '", reference->genes.front(),
          "') have none in common");
    out.reference.resize(reference->values.rows(), std::ssize(out.names));
    for (std::size_t gene = 0; gene < out.names.size(); ++gene) {
      out.reference.col(static_cast<Eigen::Index>(gene)) =
          reference->values.col(
              static_cast<Eigen::Index>(*there.find(out.names[gene])));
    }
  }
  out.columns = places_of(out.names, genes, "gene", where);
  return out;
}

NucleusScores nucleus_scores(const Matrix& predicted, const Matrix& measured,
                             const std::vector<std::int64_t>& called,
                             const std::vector<std::int64_t>& types) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  NucleusScores scores;
  Eigen::VectorXd r;
  if (predicted.rows() >= 2) r = pearson_by_gene(predicted, measured);
  double sum = 0, defined = 0;
  for (const double one : r) {
    if (std::isnan(one)) continue;
    sum += one;
    ++defined;
  }
  scores.correlation = defined > 0 ? sum / defined : kNone;
  std::vector<std::string> truth, said;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] < 0 || called[i] < 0) continue;
    truth.push_back(std::to_string(types[i]));
    said.push_back(std::to_string(called[i]));
  }
  scores.f1 =
      truth.empty() ? kNone : macro_scores(confusion_of(truth, said), 0).f1;
  return scores;
}

HeldOutSlides::HeldOutSlides(const std::vector<SlideInput>& inputs,
                             const GhistConfig& config,
                             const LearnedGenes& genes, double least_um2,
                             std::string_view where)
    : where_(where) {
  for (const SlideInput& input : inputs) {
    const auto columns =
        places_of(genes.names, input.dataset.genes, "gene",
                  concat(where, ": held-out section ", input.dataset.section));
    Kept kept;
    kept.asked = asked_slide(input, config, kOverlap, where);
    kept.asked.patches = read_once(kept.asked.patches);
    kept.measured = log_counts(input.dataset)(Eigen::all, columns);
    std::vector<std::int32_t> types;
    if (input.types) types = types_of(input.dataset.spots, *input.types);
    kept.types.assign(types.begin(), types.end());
    kept.rows = counting_rows(input, types, config, least_um2, where);
    slides_.push_back(std::move(kept));
    units_.push_back(input.dataset.section);
  }
}

std::map<std::string, double> HeldOutSlides::score(Network& network,
                                                   const GhistConfig& config) {
  Matrix predicted, measured;
  std::vector<std::int64_t> called, types;
  for (const Kept& slide : slides_) {
    const SlideAnswers answers = answers_of(network, config, slide.asked, {});
    std::vector<Eigen::Index> rows;
    for (const Eigen::Index row : slide.rows) {
      const auto at = static_cast<std::size_t>(row);
      if (!of_spots(config.supervision) && answers.seen[at] == 0) continue;
      rows.push_back(row);
      if (slide.types.empty()) continue;
      called.push_back(answers.types[at]);
      types.push_back(slide.types[at]);
    }
    append(predicted, answers.expression(rows, Eigen::all));
    append(measured, slide.measured(rows, Eigen::all));
  }
  const NucleusScores scores =
      nucleus_scores(predicted, measured, called, types);
  std::map<std::string, double> log;
  const auto keep = [&](const char* name, double score,
                        std::vector<double>& list) {
    list.push_back(score);
    if (std::isfinite(score)) log[name] = score;
  };
  keep("correlation", scores.correlation, correlations_);
  if (!types.empty()) keep("f1", scores.f1, f1_);
  return log;
}

void HeldOutSlides::offer(const State& state) {
  const auto kept = may_be_best(correlations_, f1_);
  const std::set<std::size_t> may(kept.begin(), kept.end());
  std::erase_if(states_,
                [&](const auto& one) { return !may.contains(one.first); });
  const std::size_t last = correlations_.size() - 1;
  if (may.contains(last)) states_[last] = weights_of(state);
}

std::int64_t HeldOutSlides::restore(State& state) const {
  const std::size_t best = best_by_ranks(correlations_, f1_);
  load_weights(state, states_.at(best), "the chosen state", where_);
  return static_cast<std::int64_t>(best);
}

}  // namespace moonstain
