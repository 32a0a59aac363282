#include "core/eval/findings/build.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/engine/plan/units.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/judgement.h"
#include "core/eval/findings/pooled.h"
#include "core/eval/findings/predictor_findings.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/findings/ranking.h"
#include "core/eval/metrics/reading_kind.h"

namespace moonstain {
namespace {

using Group = std::pair<Predictor, std::vector<const Scores*>>;

// Every score has the readings and metrics of the first: a page has a cell for
// each of them.
void check_same_columns(const Scores& one, const Scores& first) {
  for (const auto& [reading, places] : first.places) {
    check(one.has_reading(reading), "findings: ", one.predictor.name,
          " has no ", reading_kind(reading).label, " of ", one.unit, ", ",
          first.predictor.name, " has of ", first.unit,
          "; score both with a grid, or both without");
    for (const Metric& metric : metrics_in(first, reading)) {
      check(one.find(reading, metric.kind->name) != nullptr,
            "findings: ", one.predictor.name, " has no ", metric.kind->name,
            " of ", one.unit, ", ", first.predictor.name, " has of ",
            first.unit);
    }
  }
}

void check_comparable(const Scores& one, const Scores& first) {
  check(one.target == first.target && one.item == first.item,
        "findings: ", one.predictor.name, " is scored on other ",
        plural(first.item), " or another target (", one.target, ") than ",
        first.predictor.name, " (", first.target, ")");
  check(one.unit_kind == first.unit_kind, "findings: ", one.predictor.name,
        " is scored by ", word_of(one.unit_kind), ", ", first.predictor.name,
        " by ", word_of(first.unit_kind));
}

// All scores of a unit are of the same items; other units may have others.
void check_same_items(const PredictorScores& model,
                      const PredictorScores& other) {
  for (const auto& [unit, seeds] : other.units()) {
    const Scores& first = *model.units().at(unit).front();
    for (const Scores* one : seeds) {
      check_same_names(one->items, first.items, first.item,
                       concat("findings: scores of ", unit, " by ",
                              other.name(), " beside those by ", model.name()));
    }
  }
}

void check_same_units(const PredictorScores& model,
                      const PredictorScores& other) {
  const auto lacks = [](const PredictorScores& one,
                        const PredictorScores& beside) {
    for (const auto& [unit, seeds] : beside.units()) {
      check(one.units().contains(unit), "findings: ", one.name(),
            " has no scores of ", word_of(seeds.front()->unit_kind), " ", unit,
            ", ", beside.name(), " has");
    }
  };
  lacks(other, model);
  lacks(model, other);
}

// The scores of a unit with nothing predicted: what was measured stays.
Scores without_numbers(Scores scores, const Predictor& by) {
  const std::string fold = scores.predictor.fold;
  scores.predictor = by;
  scores.predictor.fold = fold;
  for (std::vector<ScoreColumn>* list : {&scores.columns, &scores.whole}) {
    for (ScoreColumn& one : *list) {
      const MetricKind* kind = find_metric_kind(one.name);
      if (one.name.starts_with("predicted_") ||
          (kind != nullptr && kind->of_predictor)) {
        one.values.setConstant(std::numeric_limits<double>::quiet_NaN());
      }
    }
  }
  return scores;
}

// Gives baselines that need not score every unit scores without numbers of
// those that they lack.
void fill_up(std::vector<Group>& groups, const FindingsPlan& plan,
             std::deque<Scores>& absent) {
  for (const std::string& name : plan.partial) {
    const auto group =
        std::find_if(groups.begin() + 1, groups.end(),
                     [&](const Group& one) { return one.first.name == name; });
    check(group != groups.end(), "findings: `partial` names '", name,
          "', which is no baseline here");
    std::set<std::string> scored;
    for (const Scores* one : group->second) scored.insert(one->unit);
    for (const Scores* one : groups.front().second) {
      if (!scored.insert(one->unit).second) continue;
      absent.push_back(without_numbers(*one, group->first));
      group->second.push_back(&absent.back());
    }
  }
}

// Baselines in the order of their first appearance, behind the model.
// @param absent  holds what `fill_up` adds
std::vector<PredictorScores> grouped(const FindingsPlan& plan,
                                     const std::vector<Scores>& model,
                                     const std::vector<Scores>& baselines,
                                     std::deque<Scores>& absent) {
  if (model.empty()) {
    check(baselines.empty(),
          "findings: `baselines` are given, but no scores of the model");
    return {PredictorScores({plan.model, PredictorKind::model, 0, {}}, {})};
  }
  // Whatever it was made as, what is judged here is the model.
  Predictor judged = model[0].predictor;
  judged.kind = PredictorKind::model;
  check(plan.model == FindingsPlan{}.model || plan.model == judged.name,
        "findings: `model` is '", plan.model, "', and `scores` are those of '",
        judged.name, "'; expected one name");
  std::vector<Group> groups{{judged, {}}};
  for (const Scores& one : model) {
    check(one.predictor.name == judged.name,
          "findings: `scores` holds those of ", judged.name, " and of ",
          one.predictor.name, "; the other predictors go into `baselines`");
    groups[0].second.push_back(&one);
  }
  for (const Scores& one : baselines) {
    const Predictor& by = one.predictor;
    check(by.name != judged.name, "findings: `baselines` holds scores of ",
          by.name, ", which is the model");
    check(by.kind != PredictorKind::model,
          "findings: `baselines` holds scores "
          "of ",
          by.name,
          ", which says it is a model; a baseline's step stamps "
          "what it is: variant, null, simple, oracle or ceiling");
    const auto group =
        std::find_if(groups.begin(), groups.end(),
                     [&](const Group& g) { return g.first.name == by.name; });
    if (group == groups.end()) {
      groups.push_back({by, {&one}});
    } else {
      check(group->first.kind == by.kind, "findings: ", by.name, " is ",
            word_of(by.kind), " in one score and ", word_of(group->first.kind),
            " in another");
      group->second.push_back(&one);
    }
  }
  fill_up(groups, plan, absent);
  std::vector<PredictorScores> predictors;
  for (auto& [predictor, scores] : groups) {
    for (const Scores* one : scores) {
      check_comparable(*one, model[0]);
      check_same_columns(*one, model[0]);
    }
    predictors.emplace_back(predictor, std::move(scores));
  }
  for (const PredictorScores& other : predictors) {
    check_same_units(predictors[0], other);
    check_same_items(predictors[0], other);
  }
  return predictors;
}

void check_metric(const Metric& metric, const std::vector<Scores>& model,
                  const std::string& reading, std::string_view what) {
  if (model.empty()) return;
  std::vector<std::string> known;
  for (const Metric& one : metrics_in(model[0], reading)) {
    known.push_back(one.name);
  }
  check(std::find(known.begin(), known.end(), metric.name) != known.end(),
        "findings: ", what, " '", metric.name, "' was not scored; there are ",
        listed(known));
}

void check_reading(const std::string& reading, const std::vector<Scores>& model,
                   std::string_view what) {
  if (model.empty() || model[0].has_reading(reading)) return;
  std::vector<std::string> known;
  for (const auto& [name, places] : model[0].places) known.push_back(name);
  fail("findings: ", what, " '", reading, "' was not scored; there are ",
       listed(known));
}

// The patient of a pair of sections.
std::string patient_of_pair(const Scores& pair, const ClusterOf& patient_of) {
  std::set<std::string> patients;
  for (const std::string& section : pair.sections) {
    const auto found = patient_of.find(section);
    check(found != patient_of.end(), "findings: section ", section, " of pair ",
          pair.unit, " is scored, but no data set given names its patient");
    patients.insert(found->second);
  }
  check(
      patients.size() == 1, "findings: pair ", pair.unit, " is of ",
      listed(patients),
      "; expected one patient, since pairs that share one are not independent");
  return *patients.begin();
}

// What was scored, and what each unit is a part of.
ScoredData scored_data(const PredictorScores& model,
                       const std::vector<SectionUnit>& sections,
                       ClusterOf& cluster_of) {
  ScoredData data;
  ClusterOf patient_of;
  for (const SectionUnit& one : sections) {
    patient_of.emplace(section_of_unit(one.section), one.patient);
  }
  std::set<std::string> clusters;
  for (const auto& [unit, seeds] : model.units()) {
    const Scores& one = *seeds.front();
    data.unit = word_of(one.unit_kind);
    data.item = one.item;
    data.target = one.target;
    std::string cluster = unit;
    if (one.unit_kind == ScoredUnit::section ||
        one.unit_kind == ScoredUnit::block) {
      const std::string section(section_of_unit(unit));
      const auto patient = patient_of.find(section);
      check(patient != patient_of.end(), "findings: section ", section,
            " is scored, but no data set given names its patient");
      cluster = patient->second;
    } else if (one.unit_kind == ScoredUnit::section_pair) {
      cluster = patient_of_pair(one, patient_of);
    } else {
      data.cluster = data.unit;
    }
    cluster_of[unit] = cluster;
    clusters.insert(cluster);
    data.units.push_back({unit, cluster, one.predictor.fold, one.facts});
  }
  data.clusters = clusters.size();
  data.items = model.items().size();
  return data;
}

// How lists that metrics are read over were made, by those of one unit.
std::string lists_note(const Scores& scores) {
  std::string note =
      concat("Lists of ", plural(scores.item), ", as in ", scores.unit, ": ");
  std::size_t left = scores.lists.size();
  for (const auto& [name, rule] : scores.lists) {
    note += concat(name, " is ", rule, --left > 0 ? "; " : ".");
  }
  return note;
}

}  // namespace

Findings make_findings(const FindingsPlan& plan,
                       const std::vector<Scores>& model,
                       const std::vector<Scores>& baselines,
                       const std::vector<SectionUnit>& sections,
                       const std::vector<Claim>& claims,
                       const std::vector<Scores>& pooled) {
  std::deque<Scores> absent;
  const std::vector<PredictorScores> predictors =
      grouped(plan, model, baselines, absent);
  NumbersHow how;
  how.metric = with_context("findings: metric",
                            [&] { return parse_metric(plan.metric); });
  how.reading = plan.reading;
  check_reading(plan.reading, model, "reading");
  check_metric(how.metric, model, plan.reading, "metric");
  check(model.empty() || !how.metric.kind->whole, "findings: metric '",
        plan.metric,
        "' is one number a unit; a headline is of items, so that predictors "
        "are compared over those that both define");

  Findings findings;
  findings.data = scored_data(predictors[0], sections, how.cluster_of);
  check(plan.averaging != Averaging::median,
        "findings: averaging is 'median', which a claim may be read by; a "
        "headline is a mean");
  how.estimate.averaging = plan.averaging;
  how.estimate.method = plan.interval;
  how.estimate.unit = findings.data.unit;
  how.estimate.cluster = findings.data.cluster;

  check(model.empty() || plan.unit != "section" ||
            model[0].unit_kind == ScoredUnit::section ||
            model[0].unit_kind == ScoredUnit::section_pair ||
            // Whose slides may have been held out one by one; the plan knows
            // (bindings/audit/statements.h).
            model[0].unit_kind == ScoredUnit::cohort,
        "findings: unit is \"section\", but what is scored is a ",
        findings.data.unit, "; say what was held out: unit = \"patient\"");

  findings.title = plan.title;
  findings.model = predictors[0].name();
  findings.headline = {plan.metric, plan.reading, plan.unit, plan.averaging,
                       plan.interval};
  findings.scope = {plan.scope, plan.scope_note};
  findings.stand_ins = plan.stand_ins;
  findings.notes = plan.notes;
  if (!model.empty() && !plan.ranked_against.empty()) {
    auto trained = plan.trained_beside;
    trained[findings.model] = plan.training;
    findings.notes.insert(
        findings.notes.begin(),
        ranking_sentence(
            rank_predictors(predictors, plan.ranked_against, plan.reading,
                            how.metric, how.estimate, how.cluster_of),
            trained));
  }
  if (!model.empty() && !model[0].lists.empty()) {
    findings.notes.push_back(lists_note(model[0]));
  }
  findings.missing = plan.missing;
  findings.protocol = plan.protocol;
  findings.training = plan.training;
  std::vector<HeldOut> held_out;
  for (const ScoredUnitFacts& one : findings.data.units) {
    held_out.push_back({one.unit, one.fold});
  }
  findings.copies = copies_among(sections, held_out, plan.unit);
  if (!pooled.empty()) {
    check(!model.empty(),
          "findings: `pooled` is given, but no scores of the model");
    findings.pooled = pooled_scores(pooled, predictors);
  }
  findings.collapse = collapse_of(predictors[0], how);
  findings.mask = mask_scores(predictors[0]);
  if (!model.empty()) {
    findings.items.names = predictors[0].items();
    findings.cells =
        headline_cells(predictors, plan.reading, how.metric, how.cluster_of);
  }
  for (const PredictorScores& predictor : predictors) {
    findings.predictors.push_back(predictor_findings(predictor, how));
    const Eigen::VectorXd column = predictor.by_item(plan.reading, how.metric);
    findings.items.by_predictor[predictor.name()] = {column.begin(),
                                                     column.end()};
  }
  for (const auto& [name, training] : plan.trained_beside) {
    check(findings.find(name) != nullptr && name != findings.model,
          "findings: `trained_beside` names '", name,
          "', which is no predictor beside the model");
  }
  findings.gains =
      gains(predictors[0], predictors, plan.reading, how.metric, how);
  const ModelState state =
      state_of(findings.model, findings.collapse, plan.training,
               findings.copies, findings.data, plan.unit);
  for (const Claim& claim : claims) {
    const std::string what = concat("claim '", claim.claim, "': ");
    const std::string reading =
        claim.reading.empty() ? plan.reading : claim.reading;
    check_reading(reading, model, concat(what, "reading"));
    const Metric metric =
        with_context(concat("findings: ", what, "metric"),
                     [&] { return parse_metric(claim.metric); });
    check_metric(metric, model, reading, concat(what, "metric"));
    check_metric(metric, model, plan.reading, concat(what, "metric"));
    findings.claims.push_back(judge_claim(claim, plan, state, predictors, how));
  }
  return findings;
}

}  // namespace moonstain
