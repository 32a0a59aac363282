#include "core/eval/panels/item_scores.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/stats/summary.h"

namespace moonstain {

ItemScores item_scores(const std::vector<Metrics>& scores,
                       std::string_view reading, std::string_view metric) {
  check(!scores.empty(), "panel: no scores");
  const ReadingColumn column = metric_column(metric);
  ItemScores out;
  out.higher_is_better = higher_is_better(metric);
  out.items = scores[0].genes;
  std::map<std::string, std::vector<const Metrics*>> by_section;
  for (const Metrics& one : scores) {
    check_same_genes(one.genes, out.items,
                     concat("panel: scores of ", one.section));
    by_section[one.section].push_back(&one);
  }
  const auto items = static_cast<Eigen::Index>(out.items.size());
  out.values.resize(items, static_cast<Eigen::Index>(by_section.size()));
  for (const auto& [section, seeds] : by_section) {
    const auto at = static_cast<Eigen::Index>(out.sections.size());
    out.sections.push_back(section);
    for (Eigen::Index item = 0; item < items; ++item) {
      std::vector<double> values;
      for (const Metrics* one : seeds) {
        values.push_back((one->reading(reading).*column)[item]);
      }
      out.values(item, at) = mean_of_defined(values);
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
