#include "core/eval/survival/survival_scores.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/random.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/survival/followed_patients.h"
#include "core/eval/survival/risk_scores.h"
#include "core/stats/quantiles.h"
#include "core/stats/survival/censoring.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/cox.h"
#include "core/stats/survival/effect_size.h"
#include "core/stats/survival/log_rank.h"

namespace moonstain {
namespace {

namespace facts = survival_facts;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLevel = 0.95;
// Chi-squared of one degree of freedom whose p is 0.05.
constexpr double kSignificant = 3.841458820694124;
const double kNormal = 1.959963984540054;  // of that level, two-sided

using Facts = std::map<std::string, double>;

// A death at the longest time has pairs with those censored at it alone, and
// then no weight, as nobody was followed for longer: it is left out.
double uno(const FollowUp& patients, const std::vector<double>& risks) {
  const Censoring censoring(patients);
  return uno_concordance(censoring, patients, risks, censoring.longest());
}

// NaN where the risks cannot be cut, as a permuted one may not.
double log_rank_of(const FollowUp& patients, const std::vector<double>& risks,
                   RiskCut cut) {
  try {
    const GroupedPatients two = grouped(patients, risk_groups(risks, cut));
    return log_rank(two.follow_up, two.groups).statistic;
  } catch (const Error&) {
    return kNone;
  }
}

void add_intervals(Facts& out, const FollowUp& patients,
                   const std::vector<double>& risks,
                   const SurvivalScoresOptions& options) {
  const std::size_t count = risks.size();
  std::vector<double> harrell, unos, drawn(count);
  FollowUp some{std::vector<double>(count), std::vector<bool>(count)};
  for (std::int64_t draw = 0; draw < options.draws; ++draw) {
    RandomStream stream(options.seed, "survival_scores", "draw",
                        static_cast<std::uint64_t>(draw));
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = stream.below(count);
      some.times[i] = patients.times[at];
      some.died[i] = patients.died[at];
      drawn[i] = risks[at];
    }
    const double index = concordance(some, drawn).index();
    if (std::isnan(index)) continue;
    harrell.push_back(index);
    const double weighted = uno(some, drawn);
    if (!std::isnan(weighted)) unos.push_back(weighted);
  }
  out[facts::kDraws] = static_cast<double>(options.draws);
  out[facts::kDrawsWithoutPairs] =
      static_cast<double>(options.draws) - static_cast<double>(harrell.size());
  const auto ends = [&](const std::vector<double>& values, const char* low,
                        const char* high) {
    if (values.size() < 2) return;
    out[low] = quantile(values, (1 - kLevel) / 2);
    out[high] = quantile(values, (1 + kLevel) / 2);
  };
  ends(harrell, facts::kLow, facts::kHigh);
  ends(unos, facts::kUnoLow, facts::kUnoHigh);
}

// The permuted risks one by one.
class Permuted {
 public:
  Permuted(const std::vector<double>& risks,
           const std::optional<MatrixD>& given,
           const SurvivalScoresOptions& options)
      : risks_(risks), given_(given), options_(options) {}

  std::int64_t count() const {
    return given_ ? given_->cols() : options_.permutations;
  }
  std::vector<double> at(std::int64_t k) const {
    if (given_) {
      const Eigen::VectorXd column = given_->col(k);
      return {column.begin(), column.end()};
    }
    RandomStream stream(options_.seed, "survival_scores", "permutation",
                        static_cast<std::uint64_t>(k));
    std::vector<double> out;
    for (const std::size_t i : stream.permutation(risks_.size())) {
      out.push_back(risks_[i]);
    }
    return out;
  }

 private:
  const std::vector<double>& risks_;
  const std::optional<MatrixD>& given_;
  const SurvivalScoresOptions& options_;
};

void add_permutations(Facts& out, const FollowUp& patients,
                      const Permuted& permuted, double index, double statistic,
                      RiskCut cut) {
  if (permuted.count() == 0) return;
  // Groups under other names have the same chi-squared but for rounding.
  const double limit = statistic * (1 - 1e-12);
  double sum = 0, as_high = 0, as_high_statistic = 0, below = 0;
  for (std::int64_t k = 0; k < permuted.count(); ++k) {
    const std::vector<double> risks = permuted.at(k);
    const double by_chance = concordance(patients, risks).index();
    sum += by_chance;
    as_high += by_chance >= index;
    const double by_chance_statistic = log_rank_of(patients, risks, cut);
    // What cannot be cut in two says nothing against chance.
    as_high_statistic += !(by_chance_statistic < limit);
    below += by_chance_statistic > kSignificant;
  }
  const auto count = static_cast<double>(permuted.count());
  out[facts::kPermutations] = count;
  out[facts::kPermutedConcordance] = sum / count;
  out[facts::kP] = (1 + as_high) / (1 + count);
  out[facts::kPermutedBelow] = below;
  out[facts::kPLogRank] = (1 + as_high_statistic) / (1 + count);
}

void add_groups(Facts& out, const GroupedPatients& two, const LogRank& test,
                double patients, double power) {
  const GroupDeaths& high = test.groups[0];  // "high risk" before "low risk"
  const GroupDeaths& low = test.groups[1];
  const auto deaths = static_cast<double>(high.died + low.died);
  out[facts::kHighPatients] = static_cast<double>(high.patients);
  out[facts::kLowPatients] = static_cast<double>(low.patients);
  out[facts::kHighDeaths] = static_cast<double>(high.died);
  out[facts::kLowDeaths] = static_cast<double>(low.died);
  out[facts::kHighExpected] = high.expected;
  out[facts::kPowerAsked] = power;
  if (!(test.variance > 0)) return;
  double log_ratio =
      (static_cast<double>(high.died) - high.expected) / test.variance;
  if (high.died > 0 && low.died > 0) {
    MatrixD is_high(static_cast<Eigen::Index>(two.groups.size()), 1);
    for (std::size_t i = 0; i < two.groups.size(); ++i) {
      is_high(static_cast<Eigen::Index>(i), 0) = two.groups[i] == kHighRisk;
    }
    const CoxFit fit = cox(two.follow_up, is_high);
    if (fit.converged) {
      log_ratio = fit.coefficients[0];
      const double width = kNormal * fit.errors()[0];
      out[facts::kRatio] = std::exp(log_ratio);
      out[facts::kRatioLow] = std::exp(log_ratio - width);
      out[facts::kRatioHigh] = std::exp(log_ratio + width);
    }
  }
  const TwoGroups groups{
      .log_ratio = log_ratio,
      .share = static_cast<double>(high.patients) /
               static_cast<double>(high.patients + low.patients)};
  out[facts::kEffect] = std::exp(log_ratio);
  out[facts::kPower] = power_of_deaths(groups, deaths);
  out[facts::kRatioShown] = std::exp(std::sqrt(
      deaths_for_power({.log_ratio = 1, .share = groups.share}, power) /
      deaths));
  const double needed = deaths_for_power(groups, power);
  if (std::isnan(needed)) return;
  out[facts::kDeathsNeeded] = std::ceil(needed);
  out[facts::kPatientsNeeded] =
      std::ceil(std::ceil(needed) / deaths * patients);
}

}  // namespace

Scores survival_scores(const FollowUp& patients,
                       const std::vector<double>& risks,
                       const std::optional<MatrixD>& permuted,
                       const SurvivalScoresOptions& options) {
  const Concordance pairs = concordance(patients, risks);
  check(pairs.pairs() > 0, "survival_scores: of ", patients.patients(),
        " patients ", patients.deaths(),
        " died, none before another patient's end; nothing can be compared");
  const GroupedPatients two =
      grouped(patients, risk_groups(risks, options.cut));
  const LogRank test = log_rank(two.follow_up, two.groups);

  Scores scores = begun_risk_scores(patients);
  const auto column = [&](const char* name, double value) {
    add_risk_metric(scores, name, value);
  };
  column("concordance", pairs.index());
  column("uno_concordance", uno(patients, risks));
  column("log_rank_chi2", test.statistic);
  column("log_rank_p", test.p);
  Facts& out = scores.facts;
  out[facts::kPairs] = static_cast<double>(pairs.pairs());
  out[facts::kOfProtocol] = permuted.has_value();
  add_intervals(out, patients, risks, options);
  add_permutations(out, patients, Permuted(risks, permuted, options),
                   pairs.index(), test.statistic, options.cut);
  add_groups(out, two, test, static_cast<double>(patients.patients()),
             options.power);
  return scores;
}

namespace {

Scores scores_of(const Inputs& in, const Options& options) {
  const auto cohort = in.get<Cohort>("cohort");
  const auto risk = in.get<Predictions>("risk");
  const FollowUp patients = follow_up_of(
      followed_patients(cohort, options.as<FollowUpColumns>(),
                        "survival_scores"),
      risk.names, concat("survival_scores: follow-up of ", cohort.about));
  std::optional<MatrixD> permuted;
  if (in.has("permuted")) {
    const auto null = in.get<Predictions>("permuted");
    const auto places =
        places_of(risk.names, null.names, "patient",
                  concat("survival_scores: permuted risks of ", null.about));
    permuted = rows_at(null.values, places).cast<double>();
  }
  const auto own = options.as<SurvivalScoresOptions>();
  Scores scores = survival_scores(patients, one_risk(risk, "survival_scores"),
                                  permuted, own);
  scores.predictor = risk.predictor;
  scores.unit = cohort.about;
  scores.target = concat(options.as<FollowUpColumns>().time, " to ",
                         options.as<FollowUpColumns>().event);
  const auto value = [&](std::size_t i) { return scores.columns[i].values[0]; };
  log_line(concat(
      risk.predictor.name, " on ", scores.unit, ": ",
      counted(static_cast<std::uint64_t>(scores.facts.at(facts::kDeaths)),
              "death"),
      " of ", counted(patients.patients(), "patient"), ", concordance ",
      fixed(value(0), 3), ", log-rank p ", fixed(value(3), 4)));
  return scores;
}

}  // namespace

StepKind survival_scores_step() {
  using Own = SurvivalScoresOptions;
  return with_follow_up(
             StepKind("survival_scores", 4,
                      "A predicted risk beside what became of the patients: "
                      "concordance, groups, power, and what chance gives.")
                 .numeric(Numeric::libm)
                 .applies<Predictions>("risk", "of the patients")
                 .applies<Cohort>("cohort", "who was followed for how long")
                 .applies<Predictions>("permuted",
                                       "risks by the whole protocol, as "
                                       "`survival_null` makes them")
                 .optional()
                 .scores("risk"))
      .option("cut", &Own::cut, "where the risk is cut into groups")
      .option("draws", &Own::draws, "of patients, for intervals", {100, {}})
      .option("permutations", &Own::permutations,
              "of the risks as they are, where no `permuted` are given",
              {0, {}})
      .option("power", &Own::power, "that numbers needed are reckoned for",
              {0.01, 0.999})
      .option("seed", &Own::seed, "of draws and permutations")
      .needs(in_memory(3, 20))
      .makes<Scores>(scores_of);
}

}  // namespace moonstain
