#include "core/eval/findings/judgement.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/eval/findings/labels.h"

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
      std::vector<std::string> names;
      for (const Gain& gain : all) names.push_back(gain.baseline);
      absent.reason = concat("was not run", did_you_mean(name, names));
      against.push_back(std::move(absent));
      continue;
    }
    const PredictorKind kind = *found->kind;
    check(kind != PredictorKind::variant && kind != PredictorKind::model,
          "findings: claim '", claim.claim, "' names '", name,
          "' as a baseline; it is the model, trained or chosen otherwise");
    check(!uses_measurement(kind), "findings: claim '", claim.claim,
          "' names the ", word_of(kind), " '", name,
          "' as a baseline; it uses the held-out measurement and is a "
          "reference only");
    against.push_back(compare(*found, claim.margin, item));
  }
  return against;
}

// "the predictions of histogene have collapsed in 2 of 6 sections: ..."; "" of
// others.
// @param unit  noun of what `units` were scored of
std::string collapse_words(const std::string& model, const Collapse& collapse,
                           std::string_view item, std::size_t units,
                           const std::string& unit) {
  if (!collapse.collapsed) return "";
  std::int64_t flat = 0;
  std::int64_t varying = 0;
  for (const auto& [name, one] : collapse.units) {
    flat += one.flat;
    varying += one.varying;
  }
  return concat("the predictions of ", model, " have collapsed in ",
                collapse.units.size(), " of ", counted(units, unit), ": there ",
                flat, " of ",
                counted(static_cast<std::uint64_t>(varying), item),
                collapse.units.size() > 1 ? concat(" by ", unit) : "",
                varying == 1 ? " is" : " are", " almost one value");
}

// What is published, as the claim states it.
JudgedClaim stated(const Claim& claim, const FindingsPlan& plan) {
  JudgedClaim judged;
  judged.claim = claim.claim;
  if (!claim.predictor.empty()) judged.predictor = claim.predictor;
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
  judged.reading = claim.reading.empty() ? plan.reading : claim.reading;
  judged.meaning_reading = plan.reading;
  judged.margin = claim.margin;
  return judged;
}

// A setting of whom nobody has scored, as where the name is mistaken, is one of
// all.
Protocol protocol_among(Protocol protocol,
                        const std::vector<PredictorScores>& predictors) {
  for (auto& [name, param] : protocol.params) {
    const bool is_there =
        param.of && std::any_of(predictors.begin(), predictors.end(),
                                [&](const PredictorScores& one) {
                                  return one.name() == *param.of;
                                });
    if (!is_there) param.of.reset();
  }
  return protocol;
}

}  // namespace

std::vector<Gain> gains(const PredictorScores& one,
                        const std::vector<PredictorScores>& predictors,
                        const std::string& reading, const Metric& metric,
                        const NumbersHow& how) {
  std::vector<Gain> list;
  for (const PredictorScores& other : predictors) {
    if (&other == &one) continue;
    list.push_back(
        gain_over(one, other, reading, metric, how.estimate, how.cluster_of));
  }
  return list;
}

ModelState state_of(const std::string& model, const Collapse& collapse,
                    const Training& training,
                    const std::vector<SectionCopy>& copies,
                    const ScoredData& data, std::string_view held_out) {
  ModelState state;
  state.collapsed =
      collapse_words(model, collapse, data.item, data.units.size(), data.unit);
  state.not_fitted = training.not_fitted();
  state.copies = copies_in_words(copies);
  if (held_out == kNoUnit) {
    state.learned = concat(model, " was trained on ", plural(data.unit),
                           " that it is scored on");
  }
  return state;
}

JudgedClaim judge_claim(const Claim& claim, const FindingsPlan& plan,
                        const ModelState& state,
                        const std::vector<PredictorScores>& predictors,
                        const NumbersHow& how) {
  JudgedClaim judged = stated(claim, plan);
  const Metric metric = parse_metric(claim.metric);
  judged.trivial = judge_trivial_scores(claim, metric.higher_is_better());

  EstimateHow number = how.estimate;
  if (claim.averaging) number.averaging = *claim.averaging;
  OurNumber ours;
  ours.missing = claim.missing.empty() ? plan.missing : claim.missing;
  const std::string& name = judged.whose(predictors[0].name());
  const auto found =
      std::find_if(predictors.begin(), predictors.end(),
                   [&](const PredictorScores& p) { return p.name() == name; });
  if (found == predictors.end()) {
    const std::string absent = concat(name, ", which was not run");
    if (ours.missing.empty()) ours.missing = absent;
    judged.ours = estimate({}, number);
    judged.number = judge_number(claim, ours);
    judged.meaning.reason = absent;
    return judged;
  }

  const PredictorScores& model = *found;
  const std::string& reading = judged.reading;
  ours.estimate = model.estimate_of(reading, metric, number, how.cluster_of);
  const auto counts = model.counts(reading, metric);
  ours.scores = counts.scores;
  ours.undefined_scores = counts.undefined;
  ours.lacking = model.lacking(reading, metric);
  if (!model.units().empty()) {
    ours.item = model.units().begin()->second.front()->item;
  }
  ours.seed_sd = model.seed_sd(reading, metric, number, how.cluster_of);
  ours.seeds = model.seeds();
  ours.same_data = plan.same_data;
  ours.scope = plan.scope;
  ours.scope_note = plan.scope_note;
  ours.protocol_stated = plan.protocol.stated;
  ours.turned = protocol_among(plan.protocol, predictors)
                    .turned(!claim.reading.empty(), name);
  ours.state = state;
  if (&model != predictors.data()) {
    ours.state.collapsed =
        collapse_words(name, collapse_of(model, how), ours.item,
                       model.units().size(), how.estimate.unit);
    const auto trained = plan.trained_beside.find(name);
    ours.state.not_fitted = trained == plan.trained_beside.end()
                                ? ""
                                : trained->second.not_fitted();
  }

  judged.ours = ours.estimate;
  judged.seed_sd = ours.seed_sd;
  judged.number = judge_number(claim, ours);
  judged.meaning.against = named_comparisons(
      claim, gains(model, predictors, plan.reading, metric, how), ours.item);
  const Judged<MeaningVerdict> meaning =
      judge_meaning(judged.meaning.against, ours.state);
  judged.meaning.verdict = meaning.verdict;
  judged.meaning.reason = meaning.reason;
  return judged;
}

}  // namespace moonstain
