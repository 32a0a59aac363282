#include "core/eval/gate/measure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "core/eval/metrics/metric_kind.h"

namespace moonstain::gate {

namespace {

Direction direction_of(const PredictorFindings& predictor,
                       const std::string& name) {
  const moonstain::Metric metric = parse_metric(name);
  if (predictor.kind != PredictorKind::model || !metric.kind->of_predictor) {
    return Direction::same;
  }
  return metric.higher_is_better() ? Direction::higher : Direction::lower;
}

void sort_once(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

std::vector<Row> rows_of(const std::string& name, const Findings& findings,
                         RowsOf rows) {
  std::vector<Row> out;
  for (const PredictorFindings& predictor : findings.predictors) {
    for (const auto& [reading, scores] : predictor.readings) {
      for (const auto& [metric, numbers] : scores.metrics) {
        Row row;
        row.findings = name;
        row.predictor = predictor.name;
        row.reading = reading;
        row.metric = metric;
        row.direction = direction_of(predictor, metric);
        row.seed_sd = numbers.seed_sd;
        if (rows == RowsOf::each) {
          for (const auto& [unit, value] : numbers.by_unit) {
            Row one = row;
            one.unit = unit;
            one.value = value;
            one.undefined = std::isnan(value) ? 1 : 0;
            // The spread is known of the number over all units.
            one.seed_sd.reset();
            out.push_back(std::move(one));
          }
        }
        row.of = numbers.estimate.of_what();
        row.value = numbers.estimate.value;
        row.undefined = numbers.estimate.undefined;
        row.units = numbers.estimate.units + numbers.estimate.undefined;
        if (metric == findings.headline.metric) {
          row.undefined_items =
              static_cast<std::int64_t>(scores.items.counts.undefined);
        }
        out.push_back(std::move(row));
      }
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Row& a, const Row& b) { return a.key() < b.key(); });
  return out;
}

std::vector<Leak> tidied(std::vector<Leak> leaks) {
  using Like = std::tuple<std::string, std::string, std::vector<std::string>,
                          std::string>;
  std::map<Like, std::vector<std::string>> units;
  for (Leak& leak : leaks) {
    sort_once(leak.by);
    auto& all =
        units[{leak.kind, leak.unit_kind, leak.by, leak.acknowledged_by}];
    all.insert(all.end(), leak.units.begin(), leak.units.end());
  }
  leaks.clear();
  for (auto& [like, names] : units) {
    const auto& [kind, unit_kind, by, acknowledged_by] = like;
    sort_once(names);
    leaks.push_back({kind, unit_kind, std::move(names), by, acknowledged_by});
  }
  return leaks;
}

}  // namespace moonstain::gate
