#include "core/eval/findings/judgement.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

bool has_number(const PredictorScores& predictor, const std::string& reading,
                const std::string& metric) {
  return !std::isnan(
      mean_of_defined(values_of(predictor.by_section(reading, metric))));
}

// A claim that names its reading is judged in it, whatever the switches of
// scoring say.
std::string turned_switches(
    const std::map<std::string, SwitchInForce>& switches, bool names_reading) {
  std::vector<std::string> turned;
  for (const auto& [name, one] : switches) {
    const bool own = names_reading && one.kind == SwitchKind::scoring;
    if (own || one.value == one.published) continue;
    turned.push_back(concat(name, " is ", canonical_json(one.value),
                            ", published ", canonical_json(one.published)));
  }
  return listed(turned);
}

const PredictorScores& named(const std::vector<PredictorScores>& predictors,
                             const std::string& name) {
  return *std::find_if(
      predictors.begin(), predictors.end(),
      [&](const PredictorScores& one) { return one.name() == name; });
}

// The model beside the baselines that the claim names, in the headline's
// reading, whatever was published.
JudgedMeaning judged_meaning(const Claim& claim, const FindingsPlan& plan,
                             const std::vector<PredictorScores>& predictors,
                             const PatientOf& patient_of) {
  JudgedMeaning judged;
  std::vector<Comparison> counting;
  std::vector<std::string> silent_names;
  const auto all = comparisons(predictors, plan.reading, claim.metric,
                               claim.margin, patient_of);
  for (const std::string& name : claim.baselines) {
    const auto found =
        std::find_if(all.begin(), all.end(),
                     [&](const Comparison& c) { return c.baseline == name; });
    const bool was_run = found != all.end();
    NamedBaseline one;
    if (was_run) {
      const PredictorKind kind = *found->kind;
      check(kind != PredictorKind::oracle && kind != PredictorKind::ceiling,
            "findings: claim '", claim.claim, "' names the ", word_of(kind),
            " '", name,
            "' as a baseline; it uses the held-out measurement and is a "
            "reference only");
      one.comparison = *found;
    } else {
      one.comparison.baseline = name;
      one.comparison.reason = "was not run";
    }
    const bool silent =
        was_run &&
        !has_number(named(predictors, name), plan.reading, claim.metric) &&
        has_number(predictors[0], plan.reading, claim.metric);
    one.counts = !silent;
    if (silent) {
      silent_names.push_back(name + " has no number in this reading");
    } else {
      counting.push_back(one.comparison);
    }
    judged.against.push_back(std::move(one));
  }
  Judged<MeaningVerdict> meaning = judge_meaning(counting);
  judged.verdict = meaning.verdict;
  if (!counting.empty() || silent_names.empty()) {
    judged.reason = std::move(meaning.reason);
  }
  for (const std::string& words : silent_names) {
    judged.reason += concat(judged.reason.empty() ? "" : "; ", words);
  }
  return judged;
}

}  // namespace

std::vector<Comparison> comparisons(
    const std::vector<PredictorScores>& predictors, const std::string& reading,
    const std::string& metric, double margin, const PatientOf& patient_of) {
  const PredictorScores& model = predictors[0];
  const PredictorScores::Counts ours = model.counts(reading, metric);
  const bool undefined = ours.undefined == ours.scores;
  std::vector<Comparison> list;
  for (std::size_t i = 1; i < predictors.size(); ++i) {
    const ModelGaps gaps{undefined, ours.scores,
                         model.lacking_beside(predictors[i], reading, metric)};
    Comparison one =
        compare(predictors[i].name(), predictors[i].kind(),
                paired_gain(model, predictors[i], reading, metric, patient_of),
                margin, gaps);
    if (!undefined && !has_number(predictors[i], reading, metric)) {
      one.reason = "has no number in this reading: its prediction is constant";
    }
    list.push_back(std::move(one));
  }
  return list;
}

JudgedClaim judge_claim(const Claim& claim, const FindingsPlan& plan,
                        const std::vector<PredictorScores>& predictors,
                        const PatientOf& patient_of) {
  const PredictorScores& model = predictors[0];
  const std::string reading =
      claim.reading.empty() ? plan.reading : claim.reading;
  const auto values = model.by_section(reading, claim.metric);
  OurNumber ours;
  ours.over_units = over_sections(values, patient_of);
  ours.independent_units =
      summarise(values_of(by_patient(values, patient_of))).n;
  const auto counts = model.counts(reading, claim.metric);
  ours.scores = counts.scores;
  ours.undefined_scores = counts.undefined;
  ours.seed_sd = model.seed_sd(reading, claim.metric);
  ours.seeds = model.seeds();
  ours.same_data = plan.same_data;
  ours.scope = plan.scope;
  ours.scope_note = plan.scope_note;
  ours.missing = plan.missing;
  ours.turned = turned_switches(plan.switches, !claim.reading.empty());

  JudgedClaim judged;
  judged.claim = claim.claim;
  judged.published = claim.published;
  judged.half_width = claim.half_width;
  judged.units = claim.units;
  judged.where = claim.where;
  judged.cohort = claim.cohort;
  judged.protocol = claim.protocol;
  judged.metric = claim.metric;
  judged.reading = reading;
  judged.meaning_reading = plan.reading;
  judged.margin = claim.margin;
  judged.ours = {ours.over_units, ours.seed_sd};
  judged.number = judge_number(claim, ours);
  judged.meaning = judged_meaning(claim, plan, predictors, patient_of);
  judged.trivial = judge_trivial_scores(claim, higher_is_better(claim.metric));
  return judged;
}

}  // namespace moonstain
