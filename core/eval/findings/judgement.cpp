#include "core/eval/findings/judgement.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"

namespace moonstain {
namespace {

// The gains over the baselines that the claim names, whatever was published.
std::vector<Comparison> named_comparisons(const Claim& claim,
                                          const std::vector<Gain>& all,
                                          std::string_view item) {
  std::vector<Comparison> against;
  for (const std::string& name : claim.baselines) {
    const auto found =
        std::find_if(all.begin(), all.end(),
                     [&](const Gain& gain) { return gain.baseline == name; });
    if (found == all.end()) {
      Comparison absent;
      absent.gain.baseline = name;
      absent.gain.estimate.value = std::nan("");
      absent.reason = "was not run";
      against.push_back(std::move(absent));
      continue;
    }
    const PredictorKind kind = *found->kind;
    check(kind != PredictorKind::variant, "findings: claim '", claim.claim,
          "' names '", name,
          "' as a baseline; it is the model, trained or chosen otherwise");
    check(kind != PredictorKind::oracle && kind != PredictorKind::ceiling,
          "findings: claim '", claim.claim, "' names the ", word_of(kind), " '",
          name,
          "' as a baseline; it uses the held-out measurement and is a "
          "reference only");
    against.push_back(compare(*found, claim.margin, item));
  }
  return against;
}

}  // namespace

std::vector<Gain> gains(const std::vector<PredictorScores>& predictors,
                        const std::string& reading, const Metric& metric,
                        const NumbersHow& how) {
  std::vector<Gain> list;
  for (std::size_t i = 1; i < predictors.size(); ++i) {
    list.push_back(gain_over(predictors[0], predictors[i], reading, metric,
                             how.estimate, how.cluster_of));
  }
  return list;
}

ModelState state_of(const std::string& model, const Collapse& collapse,
                    const Training& training,
                    const std::vector<SectionCopy>& copies,
                    std::string_view item) {
  ModelState state;
  if (collapse.collapsed) {
    std::int64_t flat = 0;
    std::int64_t varying = 0;
    for (const auto& [unit, one] : collapse.units) {
      flat += one.flat;
      varying += one.varying;
    }
    state.collapsed = concat(
        "the predictions of ", model, " have collapsed: ", flat, " of ",
        counted(static_cast<std::uint64_t>(varying), item),
        " by units are almost one value (", collapse.units.size(), " units)");
  }
  state.not_fitted = training.not_fitted();
  state.copies = copies_in_words(copies);
  return state;
}

JudgedClaim judge_claim(const Claim& claim, const FindingsPlan& plan,
                        const ModelState& state,
                        const std::vector<PredictorScores>& predictors,
                        const NumbersHow& how) {
  const PredictorScores& model = predictors[0];
  const bool scored = !model.units().empty();
  const std::string reading =
      claim.reading.empty() ? plan.reading : claim.reading;
  const Metric metric = parse_metric(claim.metric);
  OurNumber ours;
  ours.estimate =
      model.estimate_of(reading, metric, how.estimate, how.cluster_of);
  const auto counts = model.counts(reading, metric);
  ours.scores = counts.scores;
  ours.undefined_scores = counts.undefined;
  ours.lacking = model.lacking(reading, metric);
  if (scored) ours.item = model.units().begin()->second.front()->item;
  ours.seed_sd = model.seed_sd(reading, metric, how.estimate, how.cluster_of);
  ours.seeds = model.seeds();
  ours.same_data = plan.same_data;
  ours.scope = plan.scope;
  ours.scope_note = plan.scope_note;
  ours.missing = claim.missing.empty() ? plan.missing : claim.missing;
  ours.protocol_stated = plan.protocol.stated;
  ours.turned = plan.protocol.turned(!claim.reading.empty());
  ours.state = state;

  JudgedClaim judged;
  judged.claim = claim.claim;
  judged.published = claim.published;
  judged.published_text = claim.published_text;
  judged.not_published = claim.not_published;
  judged.half_width = claim.half_width;
  judged.units = claim.units;
  judged.unit = claim.unit;
  judged.where = claim.where;
  judged.cohort = claim.cohort;
  judged.protocol = claim.protocol;
  judged.metric = claim.metric;
  judged.reading = reading;
  judged.meaning_reading = plan.reading;
  judged.margin = claim.margin;
  judged.ours = ours.estimate;
  judged.seed_sd = ours.seed_sd;
  judged.number = judge_number(claim, ours);
  judged.meaning.against = named_comparisons(
      claim, gains(predictors, plan.reading, metric, how), ours.item);
  const Judged<MeaningVerdict> meaning =
      judge_meaning(judged.meaning.against, state);
  judged.meaning.verdict = meaning.verdict;
  judged.meaning.reason = meaning.reason;
  judged.trivial = judge_trivial_scores(claim, metric.higher_is_better());
  return judged;
}

}  // namespace moonstain
