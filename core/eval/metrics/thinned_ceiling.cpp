#include "core/eval/metrics/thinned_ceiling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/prepare/thinned.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/reliability.h"
#include "core/stats/sparse_correlation.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "thinned_ceiling";

// The mean over thinnings of what is defined, gene by gene.
class MeanOverThinnings {
 public:
  explicit MeanOverThinnings(Eigen::Index genes)
      : sum_(Eigen::VectorXd::Zero(genes)), count_(sum_) {}

  void add(const Eigen::VectorXd& r) {
    for (Eigen::Index gene = 0; gene < r.size(); ++gene) {
      if (std::isnan(r[gene])) continue;
      sum_[gene] += r[gene];
      count_[gene] += 1;
    }
  }
  double at(Eigen::Index gene) const {
    return sum_[gene] / count_[gene];  // 0 / 0 is NaN: never defined
  }

 private:
  Eigen::VectorXd sum_;
  Eigen::VectorXd count_;
};

using Ceilings = std::map<std::string_view, MeanOverThinnings>;

/// The targets of a half, gene by gene: what is not 0.
class HalfByGene {
 public:
  /// Takes the place of what was there; memory stays.
  void fill(const Dataset& half, const std::vector<std::string>& genes,
            const TargetRule& rule) {
    entries_.clear();
    entries_.reserve(half.counts.values.size());
    starts_.assign(genes.size() + 1, 0);
    normalise_counts(
        half, genes, rule.total, rule.scale_to, rule.log, Absent::refuse,
        [&](Eigen::Index spot, Eigen::Index gene, float value) {
          entries_.push_back({static_cast<std::int32_t>(spot),
                              static_cast<std::int32_t>(gene), value});
          ++starts_[static_cast<std::size_t>(gene) + 1];
        });
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    spots_.resize(entries_.size());
    values_.resize(entries_.size());
    next_.assign(starts_.begin(), starts_.end() - 1);
    for (const Entry& one : entries_) {
      const std::size_t at = next_[static_cast<std::size_t>(one.gene)]++;
      spots_[at] = one.spot;
      values_[at] = one.value;
    }
  }

  SparseColumn at(Eigen::Index gene) const {
    const std::size_t begin = starts_[static_cast<std::size_t>(gene)];
    const std::size_t count =
        starts_[static_cast<std::size_t>(gene) + 1] - begin;
    return {{spots_.data() + begin, count}, {values_.data() + begin, count}};
  }

 private:
  struct Entry {
    std::int32_t spot;
    std::int32_t gene;
    float value;
  };

  std::vector<Entry> entries_;  ///< spot by spot
  std::vector<std::size_t> next_;
  std::vector<std::size_t> starts_;  ///< [genes + 1]
  std::vector<std::int32_t> spots_;
  std::vector<float> values_;
};

void add_halves(const HalfByGene& first, const HalfByGene& second,
                SparseCorrelation& correlation, Eigen::Index genes,
                Ceilings& ceilings) {
  Eigen::VectorXd pearson(genes), spearman(genes), partial(genes);
  for (Eigen::Index gene = 0; gene < genes; ++gene) {
    const auto r = correlation.of(first.at(gene), second.at(gene));
    pearson[gene] = r.pearson;
    spearman[gene] = r.spearman;
    partial[gene] = r.partial;
  }
  ceilings.at("pearson").add(pearson);
  ceilings.at("spearman").add(spearman);
  const auto given = ceilings.find("depth_partial_pearson");
  if (given != ceilings.end()) given->second.add(partial);
}

}  // namespace

Scores thinned_ceiling(const Dataset& dataset, const Targets& targets,
                       const TargetRule& rule, CeilingOf of, bool given_depth,
                       std::int64_t thinnings, std::int64_t seed,
                       std::string name) {
  const std::string what = concat(kStep, ": ", dataset.section);
  const Targets whole = normalise_counts(
      dataset, targets.variables, rule.total, rule.scale_to, rule.log,
      Absent::refuse, [](Eigen::Index, Eigen::Index, float) {});
  check(
      targets.about == dataset.section && targets.transform == whole.transform,
      what, ": the targets are ", targets.transform, " of ", targets.about,
      ", expected ", whole.transform, " of ", dataset.section,
      ": give the options that they were made with");
  check_same_names(targets.names, whole.names, "spot", what);
  check(targets.size() >= 2, what, " has ", targets.size(),
        " spot with a target, and a correlation between halves of the counts "
        "needs 2; take the section out of what is scored");

  const Eigen::Index genes = targets.values.cols();
  Ceilings ceilings{{"pearson", MeanOverThinnings(genes)},
                    {"spearman", MeanOverThinnings(genes)}};
  Eigen::ArrayXd depth;
  if (given_depth) {
    ceilings.emplace("depth_partial_pearson", MeanOverThinnings(genes));
    depth = targets.total_all.array().log1p();
  }
  SparseCorrelation correlation(static_cast<std::int64_t>(targets.size()),
                                depth);
  HalfByGene first, second;
  for (std::int64_t i = 0; i < thinnings; ++i) {
    RandomStream random(seed, kStep, dataset.section,
                        static_cast<std::uint64_t>(i));
    const auto halves = thinned_halves(dataset, random);
    first.fill(halves.first, targets.variables, rule);
    second.fill(halves.second, targets.variables, rule);
    add_halves(first, second, correlation, genes, ceilings);
    report_progress(static_cast<std::uint64_t>(i) + 1,
                    static_cast<std::uint64_t>(thinnings), "thinnings");
  }

  // A prediction of one value has all columns there are, without the work of
  // correlating it; what is of a predictor is put in its place.
  Predictions flat;
  static_cast<Observations&>(flat) = targets;
  flat.values.setZero();
  flat.predictor = {std::move(name), PredictorKind::ceiling, 0, {}};
  ScoredBeside beside;
  beside.given_depth = given_depth;
  Scores scores = expression_scores(flat, targets, {}, beside);
  scores.facts.erase("places_without_pearson");
  for (std::vector<ScoreColumn>* list : {&scores.columns, &scores.whole}) {
    for (ScoreColumn& column : *list) {
      const MetricKind* kind = find_metric_kind(column.name);
      const bool of_predictor = kind != nullptr && kind->of_predictor;
      if (!of_predictor && !column.name.starts_with("predicted_")) continue;
      column.values.setConstant(std::numeric_limits<double>::quiet_NaN());
      const auto ceiling = ceilings.find(column.name);
      if (ceiling == ceilings.end()) continue;
      for (Eigen::Index gene = 0; gene < genes; ++gene) {
        const double reliability = spearman_brown(ceiling->second.at(gene));
        column.values[gene] = of == CeilingOf::second_measurement
                                  ? reliability
                                  : attainable_correlation(reliability);
      }
    }
  }
  return scores;
}

namespace {

struct CeilingOptions {
  Total total = Total::all;
  double scale_to = 1e4;
  Log log = Log::ln_1p;
  CeilingOf of = CeilingOf::second_measurement;
  bool given_depth = false;
  std::int64_t thinnings = 5;
  std::int64_t seed = 1;
  std::string name = "second_measurement";
};

}  // namespace

StepKind thinned_ceiling_step() {
  return StepKind(kStep, 3,
                  "Ceiling: what correlation with the targets can be had, by "
                  "halves of the counts.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "counts of the section")
      .applies<Targets>("targets", "made of them")
      .option("total", &CeilingOptions::total, "as of the targets")
      .option("scale_to", &CeilingOptions::scale_to, "as of the targets")
      .option("log", &CeilingOptions::log, "as of the targets")
      .option("of", &CeilingOptions::of,
              "what stands in the place of a predictor")
      .option("given_depth", &CeilingOptions::given_depth,
              "also of the partial correlation given a spot's depth")
      .option("thinnings", &CeilingOptions::thinnings,
              "into halves, of which the mean is taken", {1, 1000})
      .option("seed", &CeilingOptions::seed, "of the thinnings")
      .option("name", &CeilingOptions::name, "what the ceiling is called")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 24 * sizes.total(),
                     .seconds = 20};
      })
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto how = options.as<CeilingOptions>();
        return thinned_ceiling(
            in.get<Dataset>("dataset"), in.get<Targets>("targets"),
            {how.total, how.scale_to, how.log}, how.of, how.given_depth,
            how.thinnings, how.seed, how.name);
      });
}

}  // namespace moonstain
