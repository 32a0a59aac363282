#include "core/eval/metrics/thinned_ceiling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/prepare/thinned.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/correlation.h"
#include "core/stats/reliability.h"

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

// A block of genes at a time, copied into columns that lie one behind the
// other.
Eigen::VectorXd partial_by_gene(const Matrix& first, const Matrix& second,
                                const Eigen::ArrayXd& depth) {
  constexpr Eigen::Index kBlock = 64;
  Eigen::VectorXd r(first.cols());
  for (Eigen::Index begin = 0; begin < r.size(); begin += kBlock) {
    const Eigen::Index count = std::min(kBlock, r.size() - begin);
    const Eigen::MatrixXd a = first.middleCols(begin, count).cast<double>();
    const Eigen::MatrixXd b = second.middleCols(begin, count).cast<double>();
    for (Eigen::Index i = 0; i < count; ++i) {
      r[begin + i] = partial_pearson(a.col(i).array(), b.col(i).array(), depth);
    }
  }
  return r;
}

void add_halves(const Matrix& first, const Matrix& second,
                const Eigen::ArrayXd& depth, Ceilings& ceilings) {
  ceilings.at("pearson").add(pearson_by_gene(first, second));
  ceilings.at("spearman").add(spearman_by_gene(first, second));
  if (depth.size() > 0) {
    ceilings.at("depth_partial_pearson")
        .add(partial_by_gene(first, second, depth));
  }
}

}  // namespace

Scores thinned_ceiling(const Dataset& dataset, const Targets& targets,
                       const TargetRule& rule, CeilingOf of, bool given_depth,
                       std::int64_t thinnings, std::int64_t seed,
                       std::string name) {
  const std::string what = concat(kStep, ": ", dataset.section);
  const auto made = [&](const Dataset& counts) {
    return normalise(counts, targets.variables, rule.total, rule.scale_to,
                     rule.log);
  };
  const Targets whole = made(dataset);
  check(
      targets.about == dataset.section && targets.transform == whole.transform,
      what, ": the targets are ", targets.transform, " of ", targets.about,
      ", expected ", whole.transform, " of ", dataset.section,
      ": give the options that they were made with");
  check_same_names(targets.names, whole.names, "spot", what);

  const Eigen::Index genes = targets.values.cols();
  Ceilings ceilings{{"pearson", MeanOverThinnings(genes)},
                    {"spearman", MeanOverThinnings(genes)}};
  Eigen::ArrayXd depth;
  if (given_depth) {
    ceilings.emplace("depth_partial_pearson", MeanOverThinnings(genes));
    depth = targets.total_all.array().log1p();
  }
  for (std::int64_t i = 0; i < thinnings; ++i) {
    RandomStream random(seed, kStep, dataset.section,
                        static_cast<std::uint64_t>(i));
    const auto halves = thinned_halves(dataset, random);
    add_halves(made(halves.first).values, made(halves.second).values, depth,
               ceilings);
    report_progress(static_cast<std::uint64_t>(i) + 1,
                    static_cast<std::uint64_t>(thinnings), "thinnings");
  }

  // The measurement in the place of a prediction has all columns there are;
  // what is of a predictor is put in its place.
  Predictions measured;
  static_cast<Observations&>(measured) = targets;
  measured.predictor = {std::move(name), PredictorKind::ceiling, 0, {}};
  ScoredBeside beside;
  beside.given_depth = given_depth;
  Scores scores = expression_scores(measured, targets, {}, beside);
  for (std::vector<ScoreColumn>* list : {&scores.columns, &scores.whole}) {
    for (ScoreColumn& column : *list) {
      const MetricKind* kind = find_metric_kind(column.name);
      if (kind == nullptr || !kind->of_predictor) continue;
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
  return StepKind(kStep, 1,
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
