// The model beside its baselines, and beside what was published.
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/eval/findings/parts.h"

namespace moonstain {
namespace {

bool has_number(const PredictorScores& predictor, const std::string& reading,
                const std::string& metric) {
  return !std::isnan(
      mean_of_defined(values_of(predictor.by_section(reading, metric))));
}

// A claim that names its reading is judged in it, whatever the switches of
// scoring say.
std::string turned_switches(const Json& switches, bool names_reading) {
  std::vector<std::string> turned;
  for (const auto& [name, one] : switches.items()) {
    const Json& value = one.at("value");
    const Json& published = one.at("published");
    const bool own = names_reading && one.at("kind") == "scoring";
    if (own || value == published) continue;
    turned.push_back(concat(name, " is ", canonical_json(value), ", published ",
                            canonical_json(published)));
  }
  return listed(turned);
}

const PredictorScores& named(const std::vector<PredictorScores>& predictors,
                             const std::string& name) {
  return *std::find_if(
      predictors.begin(), predictors.end(),
      [&](const PredictorScores& one) { return one.name() == name; });
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

Json comparison_json(const Comparison& one) {
  return {{"baseline", one.baseline},
          {"kind", one.kind},
          {"by_patient", numbers_of(one.by_unit)},
          {"summary", summary_json(one.summary)},
          {"verdict", words(one.verdict)},
          {"reason", one.reason}};
}

Json claim_json(const Claim& claim, const FindingsPlan& plan,
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
  const auto number = judge_number(claim, ours);

  // What it means is judged in the headline's reading, whatever was published.
  std::vector<Comparison> counting;
  Json against = Json::array();
  std::vector<std::string> silent_names;
  const auto all = comparisons(predictors, plan.reading, claim.metric,
                               claim.margin, patient_of);
  for (const std::string& name : claim.baselines) {
    const auto found =
        std::find_if(all.begin(), all.end(),
                     [&](const Comparison& c) { return c.baseline == name; });
    Comparison one;
    if (found != all.end()) {
      check(found->kind != "oracle" && found->kind != "ceiling",
            "findings: claim '", claim.claim, "' names the ", found->kind, " '",
            name,
            "' as a baseline; it uses the held-out measurement and is a "
            "reference only");
      one = *found;
    } else {
      one.baseline = name;
      one.reason = "was not run";
    }
    const bool silent =
        found != all.end() &&
        !has_number(named(predictors, name), plan.reading, claim.metric) &&
        has_number(model, plan.reading, claim.metric);
    Json entry = comparison_json(one);
    entry["counts"] = !silent;
    against.push_back(std::move(entry));
    if (silent) {
      silent_names.push_back(name + " has no number in this reading");
    } else {
      counting.push_back(std::move(one));
    }
  }
  auto meaning = judge_meaning(counting);
  if (counting.empty() && !silent_names.empty()) meaning.reason.clear();
  for (const std::string& words : silent_names) {
    meaning.reason += concat(meaning.reason.empty() ? "" : "; ", words);
  }
  Json arithmetic = Json::array();
  for (const ArithmeticVerdict& one :
       judge_by_arithmetic(claim, higher_is_better(claim.metric))) {
    arithmetic.push_back({{"predictor", one.trivial.predictor},
                          {"value", json_number(one.trivial.value)},
                          {"how", one.trivial.how},
                          {"excluded", one.excluded}});
  }
  return {
      {"claim", claim.claim},
      {"published", claim.published},
      {"half_width",
       claim.half_width ? Json(*claim.half_width) : Json(nullptr)},
      {"units", claim.units ? Json(*claim.units) : Json(nullptr)},
      {"where", claim.where},
      {"cohort", claim.cohort},
      {"protocol", claim.protocol},
      {"metric", claim.metric},
      {"reading", reading},
      {"meaning_reading", plan.reading},
      {"margin", claim.margin},
      {"ours", summary_json(ours.over_units)},
      {"seed_sd", ours.seed_sd ? json_number(*ours.seed_sd) : Json(nullptr)},
      {"number",
       {{"verdict", words(number.verdict)}, {"reason", number.reason}}},
      {"meaning",
       {{"verdict", words(meaning.verdict)},
        {"reason", meaning.reason},
        {"against", against}}},
      {"arithmetic", arithmetic}};
}

}  // namespace moonstain
