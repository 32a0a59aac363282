// From metrics to findings: predictors grouped, and all parts put together.
#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/eval/findings/parts.h"

namespace moonstain {
namespace {

// Baselines in the order of their first appearance.
std::vector<PredictorScores> grouped(const FindingsPlan& plan,
                                     const std::vector<Metrics>& model,
                                     const std::vector<Metrics>& baselines) {
  if (model.empty()) {
    check(baselines.empty(),
          "findings: `baselines` are given, but no metrics of the model");
    return {PredictorScores(plan.model, "", {})};
  }
  std::vector<std::pair<std::string, std::vector<const Metrics*>>> groups;
  groups.emplace_back(model[0].model, std::vector<const Metrics*>{});
  for (const Metrics& one : model) {
    check(one.model == model[0].model, "findings: `metrics` holds scores of ",
          model[0].model, " and of ", one.model,
          "; the other predictors go into `baselines`");
    groups[0].second.push_back(&one);
  }
  for (const Metrics& one : baselines) {
    check(one.model != model[0].model, "findings: `baselines` holds scores of ",
          one.model, ", which is the model");
    const auto group =
        std::find_if(groups.begin(), groups.end(),
                     [&](const auto& g) { return g.first == one.model; });
    if (group == groups.end()) {
      groups.push_back({one.model, {&one}});
    } else {
      group->second.push_back(&one);
    }
  }
  std::vector<PredictorScores> predictors;
  for (auto& [name, metrics] : groups) {
    for (const Metrics* one : metrics) {
      check(
          one->genes == model[0].genes && one->transform == model[0].transform,
          "findings: ", name, " is scored on other genes or another target (",
          one->transform, ") than ", model[0].model, " (", model[0].transform,
          ")");
    }
    std::string kind;
    if (&name != &groups[0].first) {
      const auto found = plan.kinds.find(name);
      check(found != plan.kinds.end(), "findings: baseline '", name,
            "' has no kind; kinds = { \"", name,
            "=simple\" } says null, simple, oracle or ceiling");
      kind = found->second;
    }
    predictors.emplace_back(name, kind, std::move(metrics));
  }
  for (const PredictorScores& other : predictors) {
    for (const auto& [section, metrics] : predictors[0].sections()) {
      check(other.sections().contains(section), "findings: ", other.name(),
            " has no metrics of section ", section, ", ", predictors[0].name(),
            " has");
    }
    for (const auto& [section, metrics] : other.sections()) {
      check(predictors[0].sections().contains(section),
            "findings: ", predictors[0].name(), " has no metrics of section ",
            section, ", ", other.name(), " has");
    }
  }
  return predictors;
}

void check_metric(const std::string& metric, std::string_view what) {
  const auto& known = finding_metrics();
  check(std::find(known.begin(), known.end(), metric) != known.end(),
        "findings: ", what, " '", metric, "' is not one of ", listed(known));
}

}  // namespace

Findings make_findings(const FindingsPlan& plan,
                       const std::vector<Metrics>& model,
                       const std::vector<Metrics>& baselines,
                       const std::vector<SectionUnit>& sections,
                       const std::vector<Claim>& claims) {
  const std::vector<PredictorScores> predictors =
      grouped(plan, model, baselines);
  check_metric(plan.metric, "metric");
  for (const Claim& claim : claims) {
    check_metric(claim.metric, concat("claim '", claim.claim, "': metric"));
  }
  PatientOf patient_of;
  for (const SectionUnit& one : sections) {
    patient_of[one.section] = one.patient;
  }
  std::set<std::string> patients;
  Json section_list = Json::array();
  for (const auto& [section, metrics] : predictors[0].sections()) {
    const auto patient = patient_of.find(section);
    check(patient != patient_of.end(), "findings: section ", section,
          " is scored, but no data set given names its patient");
    patients.insert(patient->second);
    section_list.push_back(
        {{"section", section},
         {"patient", patient->second},
         {"spots", metrics[0]->spots},
         {"tissue_fraction", metrics[0]->tissue_fraction()}});
  }

  const std::vector<std::string> genes =
      model.empty() ? std::vector<std::string>{} : model[0].genes;

  Findings findings;
  Json& out = findings.content;
  out["schema"] = 2;
  out["kind"] = "findings";
  out["title"] = plan.title;
  out["model"] = predictors[0].name();
  out["headline"] = {
      {"metric", plan.metric}, {"reading", plan.reading}, {"unit", plan.unit}};
  out["scope"] = {{"kind", plan.scope_name}, {"note", plan.scope_note}};
  out["stand_ins"] = plan.stand_ins;
  out["notes"] = plan.notes;
  out["missing"] = plan.missing;
  out["switches"] = plan.switches;
  out["data"] = {{"sections", section_list},
                 {"patients", patients.size()},
                 {"genes", genes.size()},
                 {"transform", model.empty() ? "" : model[0].transform}};
  if (!model.empty()) {
    out["data"]["grid"] = {model[0].grid_rows, model[0].grid_columns};
    out["data"]["target_row_shift"] = model[0].target_row_shift;
  }
  out["predictors"] = Json::array();
  for (const PredictorScores& predictor : predictors) {
    out["predictors"].push_back(predictor_json(predictor, plan, patient_of));
  }
  out["collapse"] = collapse_json(predictors[0]);
  out["mask"] = mask_json(predictors[0]);
  const double margin = claims.empty() ? 0.0 : claims[0].margin;
  out["comparisons"] = Json::array();
  for (const Comparison& one :
       comparisons(predictors, plan.reading, plan.metric, margin, patient_of)) {
    out["comparisons"].push_back(comparison_json(one));
  }
  out["claims"] = Json::array();
  for (const Claim& claim : claims) {
    out["claims"].push_back(claim_json(claim, plan, predictors, patient_of));
  }
  out["genes"] = {{"names", genes}};
  for (const PredictorScores& predictor : predictors) {
    Json column = Json::array();
    for (const double value : predictor.by_gene(plan.reading, plan.metric)) {
      column.push_back(json_number(value));
    }
    out["genes"]["by_predictor"][predictor.name()] = std::move(column);
  }
  out["maps"] = Json::array();
  return findings;
}

}  // namespace moonstain
