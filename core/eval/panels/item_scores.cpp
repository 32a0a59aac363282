#include "core/eval/panels/item_scores.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/summary.h"

namespace moonstain {

std::vector<std::pair<std::string, std::vector<Scores>>> scores_by_predictor(
    std::vector<Scores> scores) {
  std::vector<std::pair<std::string, std::vector<Scores>>> groups;
  for (Scores& one : scores) {
    const std::string name = one.predictor.name;
    auto found =
        std::find_if(groups.begin(), groups.end(),
                     [&](const auto& group) { return group.first == name; });
    if (found == groups.end()) {
      groups.push_back({name, {}});
      found = std::prev(groups.end());
    }
    found->second.push_back(std::move(one));
  }
  return groups;
}

ItemScores item_scores(const std::vector<Scores>& scores,
                       std::string_view reading, std::string_view metric) {
  check(!scores.empty(), "panel: no scores");
  const MetricKind* kind = find_metric_kind(metric);
  check(kind != nullptr && !kind->whole, "panel: ",
        kind == nullptr ? "no metric" : "no number of each item: the metric",
        " '", metric, "'");
  ItemScores out;
  out.higher_is_better = kind->higher_is_better;
  out.item = scores[0].item;
  out.unit = word_of(scores[0].unit_kind);
  std::map<std::string, std::vector<const Scores*>> by_unit;
  std::map<std::string, Eigen::Index> place;
  for (const Scores& one : scores) {
    check(one.predictor.name == scores[0].predictor.name, "panel: scores of ",
          scores[0].predictor.name, " and of ", one.predictor.name,
          "; a panel shows one predictor");
    by_unit[one.unit].push_back(&one);
    for (const std::string& item : one.items) {
      const auto next = static_cast<Eigen::Index>(out.items.size());
      if (place.emplace(item, next).second) out.items.push_back(item);
    }
  }
  const auto items = static_cast<Eigen::Index>(out.items.size());
  out.values =
      MatrixD::Constant(items, static_cast<Eigen::Index>(by_unit.size()),
                        std::numeric_limits<double>::quiet_NaN());
  for (const auto& [unit, seeds] : by_unit) {
    const auto at = static_cast<Eigen::Index>(out.units.size());
    out.units.push_back(unit);
    for (std::size_t i = 0; i < seeds.front()->items.size(); ++i) {
      std::vector<double> values;
      for (const Scores* one : seeds) {
        check_same_names(one->items, seeds.front()->items, out.item,
                         concat("panel: scores of ", unit));
        values.push_back(
            one->column(reading, kind->name)[static_cast<Eigen::Index>(i)]);
      }
      out.values(place.at(seeds.front()->items[i]), at) =
          mean_of_defined(values);
    }
  }
  out.mean.resize(items);
  for (Eigen::Index item = 0; item < items; ++item) {
    const Eigen::VectorXd row = out.values.row(item);
    out.mean[item] = mean_of_defined({row.begin(), row.end()});
  }
  return out;
}

std::vector<std::size_t> ranked(const ItemScores& scores) {
  std::vector<std::size_t> order;
  for (Eigen::Index item = 0; item < scores.mean.size(); ++item) {
    if (!std::isnan(scores.mean[item])) {
      order.push_back(static_cast<std::size_t>(item));
    }
  }
  const double sign = scores.higher_is_better ? 1.0 : -1.0;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return sign * scores.mean[static_cast<Eigen::Index>(a)] >
                            sign * scores.mean[static_cast<Eigen::Index>(b)];
                   });
  return order;
}

std::vector<std::string> items_across_ranks(const ItemScores& scores,
                                            std::size_t count) {
  const std::vector<std::size_t> order = ranked(scores);
  count = std::min(count, order.size());
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t rank =
        count == 1 ? 0 : i * (order.size() - 1) / (count - 1);
    chosen.push_back(scores.items[order[rank]]);
  }
  return chosen;
}

}  // namespace moonstain
