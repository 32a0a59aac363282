#include "core/eval/findings/build.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/eval/findings/judgement.h"
#include "core/eval/findings/predictor_findings.h"
#include "core/eval/findings/predictor_scores.h"

namespace moonstain {
namespace {

// Baselines in the order of their first appearance.
std::vector<PredictorScores> grouped(const FindingsPlan& plan,
                                     const std::vector<Metrics>& model,
                                     const std::vector<Metrics>& baselines) {
  if (model.empty()) {
    check(baselines.empty(),
          "findings: `baselines` are given, but no metrics of the model");
    return {PredictorScores(plan.model, PredictorKind::model, {})};
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
    PredictorKind kind = PredictorKind::model;
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
  Findings findings;
  for (const auto& [section, metrics] : predictors[0].sections()) {
    const auto patient = patient_of.find(section);
    check(patient != patient_of.end(), "findings: section ", section,
          " is scored, but no data set given names its patient");
    patients.insert(patient->second);
    findings.data.sections.push_back({section, patient->second,
                                      metrics[0]->spots,
                                      metrics[0]->tissue_fraction()});
  }
  findings.data.patients = patients.size();
  if (!model.empty()) {
    findings.genes.names = model[0].genes;
    findings.data.transform = model[0].transform;
    findings.data.grid = {model[0].grid_rows, model[0].grid_columns};
    findings.data.target_row_shift = model[0].target_row_shift;
  }
  findings.data.genes = findings.genes.names.size();

  findings.title = plan.title;
  findings.model = predictors[0].name();
  findings.headline = {plan.metric, plan.reading, plan.unit};
  findings.scope = {plan.scope, plan.scope_note};
  findings.stand_ins = plan.stand_ins;
  findings.notes = plan.notes;
  findings.missing = plan.missing;
  findings.switches = plan.switches;
  for (const PredictorScores& predictor : predictors) {
    findings.predictors.push_back(
        predictor_findings(predictor, plan.metric, patient_of));
    const Eigen::VectorXd column = predictor.by_gene(plan.reading, plan.metric);
    findings.genes.by_predictor[predictor.name()] = {
        column.data(), column.data() + column.size()};
  }
  findings.collapse = collapse_of(predictors[0]);
  findings.mask = mask_scores(predictors[0]);
  const double margin = claims.empty() ? 0.0 : claims[0].margin;
  findings.comparisons =
      comparisons(predictors, plan.reading, plan.metric, margin, patient_of);
  for (const Claim& claim : claims) {
    findings.claims.push_back(judge_claim(claim, plan, predictors, patient_of));
  }
  return findings;
}

}  // namespace moonstain
