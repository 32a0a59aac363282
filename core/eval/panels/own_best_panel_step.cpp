#include "core/eval/panels/own_best_panel_step.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

struct OwnBestOptions {
  std::string title = "Each predictor over its own best";
  std::string metric = "pearson";
  std::string reading = std::string(readings::kTissue.name);
  std::int64_t item_count = 50;
};

// Over units, of each the mean over those of the items that have a value.
double mean_over(const ItemScores& scores, const std::set<std::string>& names) {
  std::vector<double> units;
  for (Eigen::Index unit = 0; unit < scores.values.cols(); ++unit) {
    std::vector<double> values;
    for (std::size_t i = 0; i < scores.items.size(); ++i) {
      if (names.contains(scores.items[i])) {
        values.push_back(scores.values(static_cast<Eigen::Index>(i), unit));
      }
    }
    units.push_back(mean_of_defined(values));
  }
  return mean_of_defined(units);
}

Panel own_best_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<OwnBestOptions>();
  const auto groups = scores_by_predictor(in.list<Scores>("scores"));
  check(!groups.empty(), "own_best_panel: no scores");
  const std::string& first = groups.front().first;

  TablePanel data;
  data.item = "predictor";
  TableColumn names = text_column("predictor");
  TableColumn all = number_column("", 3), best = all,
              shared = number_column("", 0);
  std::set<std::string> of_first;
  std::string item, unit;
  for (const auto& [name, given] : groups) {
    const ItemScores scores = item_scores(given, own.reading, own.metric);
    item = scores.item;
    unit = scores.unit;
    const std::vector<std::string> list =
        own_best(scores, static_cast<std::size_t>(own.item_count));
    const std::set<std::string> chosen(list.begin(), list.end());
    if (name == first) of_first = chosen;
    names.texts.push_back(name);
    all.numbers.push_back(
        mean_over(scores, {scores.items.begin(), scores.items.end()}));
    best.numbers.push_back(mean_over(scores, chosen));
    shared.numbers.push_back(static_cast<double>(std::count_if(
        chosen.begin(), chosen.end(),
        [&](const auto& one) { return of_first.contains(one); })));
  }
  const std::string_view label = find_metric_kind(own.metric)->label;
  all.head = concat(label, ", all ", plural(item));
  best.head = concat(label, ", own best ", own.item_count);
  shared.head = concat("of these also of ", first);
  data.columns.push_back(std::move(names));
  data.columns.push_back(std::move(all));
  data.columns.push_back(std::move(best));
  data.columns.push_back(std::move(shared));
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Each predictor's own best ",
      counted(static_cast<std::uint64_t>(own.item_count), item),
      " by mean rank over the very ", plural(unit),
      " that are scored: chosen on the test, so too high, and over other ",
      plural(item), " for each. Means over ", plural(unit), ", ",
      reading_kind(own.reading).label, ".");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

std::vector<std::string> own_best(const ItemScores& scores, std::size_t count) {
  const Eigen::Index items = scores.values.rows();
  const double sign = scores.higher_is_better ? 1.0 : -1.0;
  Eigen::VectorXd ranks = Eigen::VectorXd::Zero(items);
  std::vector<Eigen::Index> order(static_cast<std::size_t>(items));
  for (Eigen::Index unit = 0; unit < scores.values.cols(); ++unit) {
    const auto values = scores.values.col(unit);
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    const auto defined = std::stable_partition(
        order.begin(), order.end(),
        [&](Eigen::Index i) { return !std::isnan(values[i]); });
    std::stable_sort(order.begin(), defined,
                     [&](Eigen::Index a, Eigen::Index b) {
                       return sign * values[a] > sign * values[b];
                     });
    for (auto at = order.begin(); at != order.end(); ++at) {
      ranks[*at] += at < defined ? static_cast<double>(at - order.begin() + 1)
                                 : static_cast<double>(items);
    }
  }
  std::vector<Eigen::Index> best;
  for (Eigen::Index i = 0; i < items; ++i) {
    if (!std::isnan(scores.mean[i])) best.push_back(i);
  }
  std::stable_sort(
      best.begin(), best.end(),
      [&](Eigen::Index a, Eigen::Index b) { return ranks[a] < ranks[b]; });
  best.resize(std::min(best.size(), count));
  std::vector<std::string> names;
  for (const Eigen::Index i : best) {
    names.push_back(scores.items[static_cast<std::size_t>(i)]);
  }
  return names;
}

StepKind own_best_panel_step() {
  return StepKind("own_best_panel", 1,
                  "Each predictor over the items that it predicts best, beside "
                  "all.")
      .applies_many<Scores>("scores", "one a predictor, unit and seed")
      .option("title", &OwnBestOptions::title, "heading of the panel")
      .option("metric", &OwnBestOptions::metric,
              "name of a metric of items: pearson")
      .option("reading", &OwnBestOptions::reading, "places scored")
      .option("item_count", &OwnBestOptions::item_count,
              "how many are a predictor's best", {1, 1e6})
      .needs(in_memory(3, 2))
      .makes<Panel>(own_best_panel);
}

}  // namespace moonstain
