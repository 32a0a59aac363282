#include "core/eval/findings/rank_differences.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/stats/studentised_range.h"

namespace moonstain {
namespace {

constexpr double kLevel = 0.05;
constexpr std::size_t kNamed = 6;

using ByCluster = std::map<std::string, double>;

ByCluster means_by_cluster(const NumbersByName& by_unit,
                           const ClusterOf& cluster_of) {
  std::map<std::string, std::pair<double, int>> sums;
  for (const auto& [unit, value] : by_unit) {
    auto& [sum, count] = sums[cluster_in(cluster_of, unit)];
    sum += value;
    ++count;
  }
  ByCluster means;
  for (const auto& [cluster, of] : sums) {
    means[cluster] = of.first / of.second;
  }
  return means;
}

std::string p_words(double p) {
  return p < 0.001 ? std::string("p < 0.001")
                   : concat("p = ", fixed(p, places_apart(p, kLevel, 3)));
}

// What is not among the ranked, in a sentence; "" where all are.
std::string left_out_words(
    const RankDifferences& all,
    const std::function<std::string(const std::string&)>& called) {
  const auto named = [&](std::vector<std::string> names) {
    for (std::string& name : names) name = called(name);
    return listed(names, kNamed);
  };
  std::string said;
  const auto leave_out = [&](const std::vector<std::string>& names,
                             const std::string& why) {
    if (names.empty()) return;
    said += concat(" ", counted(names.size(), "method"),
                   names.size() == 1 ? " is" : " are", " left out, ", why, ": ",
                   named(names), ".");
  };
  leave_out(all.lacking, "without a number in every unit");
  leave_out(all.lacking_items, concat("with more than ", 100 * kMostLacking,
                                      " % of the items undefined"));
  if (!all.oracles.empty()) {
    said += concat(" ", named(all.oracles),
                   all.oracles.size() == 1 ? " is" : " are",
                   " not ranked: what was measured of the unit that is scored "
                   "is used.");
  }
  return said;
}

}  // namespace

bool RankDifferences::can_differ() const {
  return critical_difference <= static_cast<double>(ranked.size()) - 1;
}

bool RankDifferences::any_differ() const {
  return can_differ() && test.p < kLevel;
}

std::vector<RankGroup> RankDifferences::groups() const {
  if (!can_differ()) return {};
  if (!any_differ()) return {{0, ranked.size() - 1}};
  std::vector<RankGroup> found;
  for (std::size_t first = 0; first < ranked.size(); ++first) {
    std::size_t last = first;
    while (last + 1 < ranked.size() &&
           ranked[last + 1].rank - ranked[first].rank < critical_difference) {
      ++last;
    }
    // A run that ends where the one before it does is a part of that.
    if (last > first && (found.empty() || last > found.back().last)) {
      found.push_back({first, last});
    }
  }
  return found;
}

std::string RankDifferences::words(
    const std::function<std::string(const std::string&)>& called) const {
  const std::string over = counted(units, unit);
  std::string said;
  if (std::isnan(critical_difference)) {
    said = concat("Nothing is compared: ", counted(ranked.size(), "method"),
                  ranked.size() == 1 ? " is" : " are", " ranked, over ", over,
                  "; two methods and a ", unit, " are needed.");
  } else if (!can_differ()) {
    said =
        concat("No bar is drawn: with ", over, " mean ranks of ", ranked.size(),
               " methods would have to lie ", fixed(critical_difference, 2),
               " apart to differ (Nemenyi, 5 %), and they cannot lie more "
               "than ",
               ranked.size() - 1, " apart: so few ", plural(unit),
               " cannot tell any two methods apart.");
  } else if (std::isnan(test.p)) {
    said = concat("Every ", unit, " ties all methods, so one bar joins all.");
  } else {
    const std::string friedman =
        concat("Friedman's test over ", over, ": chi-squared ",
               fixed(test.chi_squared, 2), " with ", ranked.size() - 1,
               ranked.size() == 2 ? " degree" : " degrees", " of freedom, ",
               p_words(test.p));
    if (!any_differ()) {
      said = concat(friedman,
                    ": it does not tell the methods apart, so one bar joins "
                    "all.");
    } else {
      said = concat(friedman,
                    ". Methods that a bar joins are not shown to "
                    "differ: their mean ranks lie less than ",
                    fixed(critical_difference, 2), " apart (Nemenyi, 5 %).");
    }
  }
  return said + left_out_words(*this, called);
}

RankDifferences rank_differences(const std::vector<PredictorScores>& predictors,
                                 std::string_view reading, const Metric& metric,
                                 const ClusterOf& cluster_of,
                                 std::string unit) {
  RankDifferences made;
  made.unit = std::move(unit);
  made.critical_difference = std::numeric_limits<double>::quiet_NaN();
  std::vector<NumbersByName> numbers;
  std::set<std::string> scored;
  for (const PredictorScores& one : predictors) {
    numbers.push_back(one.by_unit(reading, metric));
    for (const auto& [name, value] : numbers.back()) scored.insert(name);
  }
  std::vector<ByCluster> values;
  for (std::size_t i = 0; i < predictors.size(); ++i) {
    const bool whole =
        numbers[i].size() == scored.size() &&
        std::none_of(numbers[i].begin(), numbers[i].end(),
                     [](const auto& one) { return std::isnan(one.second); });
    if (uses_measurement(predictors[i].kind())) {
      made.oracles.push_back(predictors[i].name());
    } else if (!whole) {
      made.lacking.push_back(predictors[i].name());
    } else if (predictors[i].lacking(reading, metric).too_many()) {
      made.lacking_items.push_back(predictors[i].name());
    } else {
      made.ranked.push_back({predictors[i].name(), 0});
      values.push_back(means_by_cluster(numbers[i], cluster_of));
    }
  }
  std::set<std::string> clusters;
  for (const std::string& name : scored) {
    clusters.insert(cluster_in(cluster_of, name));
  }
  made.units = clusters.size();
  const double sign = metric.higher_is_better() ? 1 : -1;
  const auto k = static_cast<Eigen::Index>(made.ranked.size());
  if (k < 2 || clusters.empty()) {
    for (MeanRank& one : made.ranked) one.rank = 1;
    return made;
  }
  MatrixD table(static_cast<Eigen::Index>(clusters.size()), k);
  for (Eigen::Index column = 0; column < k; ++column) {
    Eigen::Index row = 0;
    for (const auto& [cluster, value] :
         values[static_cast<std::size_t>(column)]) {
      table(row++, column) = sign * value;
    }
  }
  made.test = friedman_test(table);
  made.critical_difference = nemenyi_critical_difference(
      static_cast<int>(k), static_cast<int>(clusters.size()), kLevel);
  for (Eigen::Index i = 0; i < k; ++i) {
    made.ranked[static_cast<std::size_t>(i)].rank = made.test.mean_ranks[i];
  }
  std::stable_sort(
      made.ranked.begin(), made.ranked.end(),
      [](const MeanRank& a, const MeanRank& b) { return a.rank < b.rank; });
  return made;
}

}  // namespace moonstain
