#include "core/eval/findings/findings_checks.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

#include "core/base/error.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"

namespace moonstain {
namespace {

constexpr std::size_t kMostSwitches = 8;

void check_distribution(const Distribution& one, const std::string& what) {
  check(!one.quantiles || !one.quantiles->empty(), what,
        ": an empty list of quantiles, expected some or null");
  check(!one.histogram || !one.histogram->empty(), what,
        ": a histogram without bins");
}

// What one predictor has in one reading, beside what the model has.
void check_reading(const ReadingScores& one, const ReadingScores& model,
                   const ScoredData& data, const std::string& what) {
  for (const auto& [name, scores] : model.metrics) {
    check(one.metrics.contains(name), what, " has no metric '", name, "'");
  }
  for (const auto& [name, scores] : one.metrics) {
    parse_metric(name);
    for (const ScoredUnitFacts& unit : data.units) {
      check(scores.by_unit.contains(unit.unit), what, ": '", name,
            "' has no number of ", unit.unit);
    }
  }
  for (const ScoredUnitFacts& unit : data.units) {
    const auto found = one.distribution.find(unit.unit);
    check(found != one.distribution.end(), what, " has no distribution of ",
          unit.unit);
    check_distribution(found->second, concat(what, ": ", unit.unit));
  }
}

void check_predictor(const PredictorFindings& one,
                     const PredictorFindings& model, const Findings& findings,
                     const std::string& what) {
  for (const auto& [reading, scores] : model.readings) {
    check(one.readings.contains(reading), what, " has no reading '", reading,
          "'");
  }
  for (const auto& [reading, scores] : one.readings) {
    reading_kind(reading);
    const auto beside = model.readings.find(reading);
    check(beside != model.readings.end(), what, " has a reading '", reading,
          "', which the model has not");
    check_reading(scores, beside->second, findings.data,
                  concat(what, ", ", reading));
  }
}

void check_predictors(const Findings& findings) {
  check(!findings.predictors.empty(), "no predictors, expected the model");
  const PredictorFindings& model = findings.predictors.front();
  check(model.name == findings.model, "the first predictor is '", model.name,
        "', expected the model, '", findings.model, "'");
  std::set<std::string_view> names;
  for (const PredictorFindings& one : findings.predictors) {
    const std::string what = concat("predictor '", one.name, "'");
    check(names.insert(one.name).second, what, " is there twice");
    const bool first = &one == &model;
    check((one.kind == PredictorKind::model) == first, what, " is ",
          word_of(one.kind), first ? ", expected model" : ", as the first is");
    check_predictor(one, model, findings, what);
  }
  if (model.readings.empty()) {
    check(findings.data.units.empty(),
          "units are scored, but the model has "
          "no reading");
    return;
  }
  const auto headline = model.readings.find(findings.headline.reading);
  check(headline != model.readings.end(), "the headline's reading '",
        findings.headline.reading, "' was not scored");
  for (const auto& [name, reading] : model.readings) {
    check(reading.metrics.contains(findings.headline.metric), name,
          " has no metric '", findings.headline.metric, "', the headline's");
  }
}

void check_claim(const JudgedClaim& claim, const Findings& findings) {
  parse_metric(claim.metric);
  reading_kind(claim.reading);
  const auto& readings = findings.predictors.front().readings;
  if (readings.empty()) return;
  check(readings.at(findings.headline.reading).metrics.contains(claim.metric),
        "claim '", claim.claim, "': its metric '", claim.metric,
        "' was not scored");
}

void check_pooled(const PooledScores& pooled, const Findings& findings) {
  check(pooled.by_predictor.contains(findings.model),
        "pooled: no numbers of the model, '", findings.model, "'");
  for (const auto& [name, readings] : pooled.by_predictor) {
    check(findings.find(name) != nullptr, "pooled: numbers of '", name,
          "', which is no predictor");
    for (const auto& [reading, metrics] : readings) {
      reading_kind(reading);
      check(pooled.places.contains(reading), "pooled: reading '", reading,
            "' has no number of places");
      for (const auto& [metric, value] : metrics) parse_metric(metric);
    }
  }
}

void check_items(const ItemTable& items, const Findings& findings) {
  for (const auto& [name, column] : items.by_predictor) {
    check(column.size() == items.names.size(), "items: ", items.names.size(),
          " names, but ", column.size(), " numbers of '", name, "'");
  }
  if (items.names.empty()) return;
  for (const PredictorFindings& one : findings.predictors) {
    check(items.by_predictor.contains(one.name), "items: no numbers of '",
          one.name, "'");
  }
}

void check_switches(const Walk& walk) {
  const std::size_t count = walk.switches.size();
  check(count >= 1 && count <= kMostSwitches, count,
        " switches, expected 1 to ", kMostSwitches);
  check(walk.stages.size() == count + 1, count, " switches, but ",
        walk.stages.size(), " stages, expected one more");
  for (const Arm& end : {walk.stages.front(), walk.stages.back()}) {
    check(walk.arms.contains(end), "no arm '", end, "', which is an end");
  }
  for (const auto& [name, arm] : walk.arms) {
    parse_metric(arm.headline.metric);
    reading_kind(arm.headline.reading);
  }
  for (const auto& [name, set] : walk.bars) {
    check(set.bars.size() == count, "predictor '", name, "' has ",
          set.bars.size(), " bars of ", count, " switches");
  }
}

}  // namespace

void check_findings(const Findings& findings, const std::string& where) {
  with_context(where, [&] {
    parse_metric(findings.headline.metric);
    reading_kind(findings.headline.reading);
    check_predictors(findings);
    if (findings.collapse.collapsed) reading_kind(findings.collapse.reading);
    for (const JudgedClaim& one : findings.claims) check_claim(one, findings);
    if (findings.pooled) check_pooled(*findings.pooled, findings);
    check_items(findings.items, findings);
  });
}

void check_walk(const Walk& walk, const std::string& where) {
  with_context(where, [&] {
    check_switches(walk);
    check(!walk.predictors.empty(), "no predictors, expected the model");
    const Findings& shown = walk.detailed_findings();
    check(shown.model == walk.predictors.front(),
          "the model of the end shown "
          "is '",
          shown.model, "', the walk's '", walk.predictors.front(), "'");
    for (const PredictorFindings& one : shown.predictors) {
      check(walk.bars.contains(one.name), "no bars of predictor '", one.name,
            "'");
    }
    check(walk.published.claims.size() == walk.audited.claims.size(),
          "the published end has ", walk.published.claims.size(),
          " claims, the audited one ", walk.audited.claims.size());
  });
}

}  // namespace moonstain
