#include "core/eval/findings/walk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostSwitches = 8;  // 40,320 orders

double value_of(const std::map<std::string, double>& values,
                const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? kNone : found->second;
}

void add_to(Bar& bar, double difference) {
  bar.least = bar.orders == 0 ? difference : std::min(bar.least, difference);
  bar.most = bar.orders == 0 ? difference : std::max(bar.most, difference);
  bar.mean += difference;
  ++bar.orders;
}

void finish(Bar& bar) {
  if (bar.orders == 0) {
    bar.mean = bar.least = bar.most = kNone;
  } else {
    bar.mean /= bar.orders;
  }
}

// The differences along one order; empty where an arm lacks a number.
std::vector<double> along(const std::map<Arm, double>& values,
                          const std::vector<std::size_t>& order) {
  Arm arm(order.size(), 'p');
  double before = value_of(values, arm);
  std::vector<double> differences(order.size());
  for (const std::size_t turned : order) {
    arm[turned] = 'a';
    const double after = value_of(values, arm);
    if (std::isnan(before) || std::isnan(after)) {
      return {};
    }
    differences[turned] = after - before;
    before = after;
  }
  return differences;
}

// Each bar from the pairs of arms that differ in it alone.
void add_pairs(const std::map<Arm, double>& values, BarSet& set) {
  for (const auto& [arm, before] : values) {
    for (std::size_t i = 0; i < set.bars.size(); ++i) {
      if (arm[i] != 'p') {
        continue;
      }
      Arm turned = arm;
      turned[i] = 'a';
      const double difference = value_of(values, turned) - before;
      if (!std::isnan(difference)) {
        add_to(set.bars[i], difference);
      }
    }
  }
}

// The arms met when the switches are turned in the recipe's order.
std::vector<Arm> stages(std::size_t switches) {
  Arm arm(switches, 'p');
  std::vector<Arm> list{arm};
  for (std::size_t i = 0; i < switches; ++i) {
    arm[i] = 'a';
    list.push_back(arm);
  }
  return list;
}

void check_arm(const Arm& arm, std::size_t switches) {
  const std::string_view letters =
      std::string_view(arm).substr(0, arm.find('+'));
  const bool fits =
      letters.size() == switches &&
      letters.find_first_not_of("pa") == std::string_view::npos &&
      (letters.size() == arm.size() ||
       std::string_view(arm).substr(letters.size()) == kSizeMatchedEnd);
  check(fits, "walk: arm '", arm, "' is not ", switches,
        " letters p or a, one a switch, optionally with +size_matched");
}

}  // namespace

BarSet take_apart(const std::map<Arm, double>& values, std::size_t switches) {
  check(switches <= kMostSwitches, "walk: ", switches, " switches; at most ",
        kMostSwitches, " can be taken apart");
  BarSet set;
  set.published = value_of(values, Arm(switches, 'p'));
  set.audited = value_of(values, Arm(switches, 'a'));
  set.bars.resize(switches);
  std::vector<std::size_t> order(switches);
  std::iota(order.begin(), order.end(), std::size_t{0});
  do {
    ++set.all_orders;
    const std::vector<double> differences = along(values, order);
    if (!differences.empty()) {
      ++set.orders;
      for (std::size_t i = 0; i < switches; ++i) {
        add_to(set.bars[i], differences[i]);
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
  if (set.orders == 0) {
    add_pairs(values, set);
  }
  set.left_over = set.audited - set.published;
  for (Bar& bar : set.bars) {
    finish(bar);
    set.left_over -= bar.mean;
  }
  if (set.orders > 0) {
    set.left_over = 0;  // but for rounding
  }
  return set;
}

Walk make_walk(const std::vector<WalkSwitch>& switches,
               const std::vector<Arm>& arms,
               const std::vector<Findings>& findings) {
  check(arms.size() == findings.size(), "walk: ", arms.size(), " arms for ",
        findings.size(), " findings");
  const std::size_t n = switches.size();
  std::map<Arm, const Findings*> by_arm;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    check_arm(arms[i], n);
    check(by_arm.emplace(arms[i], &findings[i]).second, "walk: arm '", arms[i],
          "' is given twice");
  }
  const Arm published(n, 'p');
  const Arm audited(n, 'a');
  for (const Arm& end : {published, audited}) {
    check(by_arm.contains(end), "walk: the arm '", end, "' is missing; both ",
          "ends are needed");
  }

  Walk walk;
  walk.switches = switches;
  walk.published = *by_arm[published];
  walk.audited = *by_arm[audited];
  walk.detailed = walk.audited.data.sections.empty() ? WalkEnd::published
                                                     : WalkEnd::audited;
  walk.files = walk.detailed_findings().files;
  walk.published.files.clear();
  walk.audited.files.clear();
  for (const PredictorFindings& one : walk.detailed_findings().predictors) {
    walk.predictors.push_back(one.name);
  }
  walk.stages = stages(n);
  for (const auto& [arm, one] : by_arm) {
    WalkArm& made = walk.arms[arm];
    made.headline = one->headline;
    made.collapsed = one->collapse.collapsed;
    made.sections = one->data.sections.size();
    for (const std::string& predictor : walk.predictors) {
      made.values[predictor] = one->headline_value(predictor);
    }
  }
  for (const std::string& predictor : walk.predictors) {
    std::map<Arm, double> values;
    for (const auto& [arm, one] : walk.arms) {
      if (!arm.ends_with(kSizeMatchedEnd)) {
        values[arm] = one.values.at(predictor);
      }
    }
    walk.bars[predictor] = take_apart(values, n);
  }
  return walk;
}

const Findings& Walk::detailed_findings() const {
  return detailed == WalkEnd::audited ? audited : published;
}

double Walk::value(const Arm& arm, const std::string& predictor) const {
  const auto found = arms.find(arm);
  return found == arms.end() ? kNone
                             : value_of(found->second.values, predictor);
}

}  // namespace moonstain
