#include "core/eval/findings/walk.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostSwitches = 8;  // 40,320 orders

double value_of(const std::map<std::string, double>& values,
                const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? kNone : found->second;
}

// What turning a switch changes between two arms.
struct Change {
  bool defined = false;
  double value = 0;
  NumbersByName by_unit;
  std::map<std::string, std::string> clusters;
  std::map<std::string, std::string> folds;
  NumbersByName weights;
  std::int64_t cells = 0;     // defined in both
  std::int64_t cells_of = 0;  // defined in either
};

// For each of `names` its place in `others`, or -1.
std::vector<std::ptrdiff_t> places_in(const std::vector<std::string>& names,
                                      const std::vector<std::string>& others) {
  std::vector<std::ptrdiff_t> places;
  if (names == others) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      places.push_back(static_cast<std::ptrdiff_t>(i));
    }
    return places;
  }
  std::map<std::string_view, std::ptrdiff_t> at;
  for (std::size_t i = 0; i < others.size(); ++i) {
    at.emplace(others[i], static_cast<std::ptrdiff_t>(i));
  }
  for (const std::string& name : names) {
    const auto found = at.find(name);
    places.push_back(found == at.end() ? -1 : found->second);
  }
  return places;
}

double over_values(std::vector<double>& values, Over over) {
  if (values.empty()) return kNone;
  if (is_median(over)) return quantile(values, 0.5);
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(values.size());
}

std::ptrdiff_t place_of(const std::vector<std::string>& names,
                        const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : found - names.begin();
}

// The paired change from one arm to another. Arms of two metrics, or of which
// one lacks the predictor, have none.
Change change_between(const HeadlineCells& before, const HeadlineCells& after,
                      const std::string& predictor, const EstimateHow& how,
                      const NumbersByName& places) {
  Change change;
  const auto p = place_of(before.predictors, predictor);
  const auto q = place_of(after.predictors, predictor);
  if (p < 0 || q < 0 || before.metric != after.metric) return change;
  const Over over = parse_metric(before.metric).over;
  const auto unit_at = places_in(before.units, after.units);
  const auto item_at = places_in(before.items, after.items);
  const std::size_t items = before.items.size();
  const std::size_t other_items = after.items.size();
  const auto defined = [](const HeadlineCells& cells, std::ptrdiff_t predictor,
                          std::size_t unit, std::size_t item) {
    return cells.counts[unit * cells.items.size() + item] != 0 &&
           !std::isnan(
               cells.value(static_cast<std::size_t>(predictor), unit, item));
  };
  // Cells of either arm are those of both, counted once.
  std::int64_t cells_before = 0;
  std::int64_t cells_after = 0;
  for (std::size_t v = 0; v < after.units.size(); ++v) {
    for (std::size_t j = 0; j < other_items; ++j) {
      cells_after += defined(after, q, v, j);
    }
  }
  for (std::size_t u = 0; u < before.units.size(); ++u) {
    std::vector<double> first, second;
    for (std::size_t i = 0; i < items; ++i) {
      if (!defined(before, p, u, i)) continue;
      ++cells_before;
      if (unit_at[u] < 0 || item_at[i] < 0) continue;
      const auto v = static_cast<std::size_t>(unit_at[u]);
      const auto j = static_cast<std::size_t>(item_at[i]);
      if (!defined(after, q, v, j)) continue;
      first.push_back(before.value(static_cast<std::size_t>(p), u, i));
      second.push_back(after.value(static_cast<std::size_t>(q), v, j));
    }
    if (unit_at[u] < 0) continue;
    const std::string& unit = before.units[u];
    change.cells += static_cast<std::int64_t>(first.size());
    change.weights[unit] = static_cast<double>(first.size());
    change.clusters[unit] = before.clusters[u];
    change.folds[unit] = before.folds[u];
    change.by_unit[unit] = over_values(second, over) - over_values(first, over);
  }
  change.cells_of = cells_before + cells_after - change.cells;
  change.value = estimate(unit_values(change.by_unit, change.clusters,
                                      change.weights, change.folds, places),
                          how)
                     .value;
  change.defined = !std::isnan(change.value);
  return change;
}

// All changes of one predictor, each made once: by the arm before, as a bit a
// switch that is turned, and the switch.
class Changes {
 public:
  Changes(const std::map<Arm, const HeadlineCells*>& arms,
          const std::string& predictor, std::size_t switches,
          const EstimateHow& how, const NumbersByName& places)
      : switches_(switches),
        arms_(std::size_t{1} << switches, nullptr),
        made_((std::size_t{1} << switches) * switches) {
    for (const auto& [arm, cells] : arms) arms_[bits_of(arm)] = cells;
    for (std::size_t arm = 0; arm < arms_.size(); ++arm) {
      for (std::size_t i = 0; i < switches; ++i) {
        const std::size_t turned = arm | std::size_t{1} << i;
        if (turned == arm || arms_[arm] == nullptr ||
            arms_[turned] == nullptr) {
          continue;
        }
        made_[arm * switches + i] =
            change_between(*arms_[arm], *arms_[turned], predictor, how, places);
      }
    }
  }

  /// From an arm to the same with switch `i` turned.
  const Change& at(std::size_t arm, std::size_t i) const {
    return made_[arm * switches_ + i];
  }
  std::size_t arms() const { return arms_.size(); }

 private:
  static std::size_t bits_of(const Arm& arm) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < arm.size(); ++i) {
      if (arm[i] == 'a') bits |= std::size_t{1} << i;
    }
    return bits;
  }

  std::size_t switches_;
  std::vector<const HeadlineCells*> arms_;
  std::vector<Change> made_;
};

// A bar while it is made: how often each change counts.
struct Tally {
  std::map<const Change*, int> uses;

  void add(const Change& change) { ++uses[&change]; }

  // The value is the mean over orders of what they change. Where all orders
  // compare the same cells it is also the estimate of the units' mean changes,
  // and has its interval; else units are shown, and no interval is given.
  Bar bar(const EstimateHow& how, const NumbersByName& places) const {
    Bar bar;
    double sum = 0;
    bool alike = true;
    NumbersByName sums, counts, weights;
    std::map<std::string, std::string> clusters, folds;
    bar.least = bar.most = kNone;
    for (const auto& [change, times] : uses) {
      const bool first = bar.orders == 0;
      bar.least = first ? change->value : std::min(bar.least, change->value);
      bar.most = first ? change->value : std::max(bar.most, change->value);
      if (first || change->cells < bar.cells) {
        bar.cells = change->cells;
        bar.cells_of = change->cells_of;
      }
      bar.orders += times;
      sum += times * change->value;
      alike = alike && change->weights == uses.begin()->first->weights;
      for (const auto& [unit, value] : change->by_unit) {
        clusters[unit] = change->clusters.at(unit);
        folds[unit] = change->folds.at(unit);
        sums[unit] += std::isnan(value) ? 0 : times * value;
        counts[unit] += std::isnan(value) ? 0 : times;
        weights[unit] += times * change->weights.at(unit);
      }
    }
    for (auto& [unit, sum] : sums) sum /= counts.at(unit);  // 0 / 0 is NaN
    bar.estimate =
        estimate(unit_values(sums, clusters, weights, folds, places), how);
    if (bar.orders > 0) bar.estimate.value = sum / bar.orders;
    if (!alike) {
      bar.estimate.interval.reset();
      bar.estimate.how = "no interval: the orders compare other cells";
    }
    return bar;
  }
};

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

// Places that the headline compares, by unit: those of the findings shown, and
// of units that these lack those of the first arm that has them.
NumbersByName places_of(const Findings& shown,
                        const std::map<Arm, const Findings*>& arms) {
  NumbersByName places;
  const auto add = [&](const Findings& one) {
    if (one.predictors.empty()) return;
    const auto& readings = one.predictors.front().readings;
    const auto found = readings.find(one.headline.reading);
    if (found == readings.end()) return;
    for (const auto& [unit, count] : found->second.places) {
      places.emplace(unit, static_cast<double>(count));
    }
  };
  add(shown);
  for (const auto& [arm, one] : arms) add(*one);
  return places;
}

// One axis holds all arms, and both ends judge the same claims.
void check_alike(const std::map<Arm, const Findings*>& arms) {
  const auto& [first_arm, first] = *arms.begin();
  for (const auto& [arm, one] : arms) {
    check(one->headline.metric == first->headline.metric, "walk: arm '", arm,
          "' is about ", one->headline.metric, ", arm '", first_arm, "' about ",
          first->headline.metric, "; a walk shows one metric");
    check(one->claims.size() == first->claims.size(), "walk: arm '", arm,
          "' judges ", one->claims.size(), " claims, arm '", first_arm, "' ",
          first->claims.size(), "; give all of them the same expected.json");
    const bool both = !one->data.units.empty() && !first->data.units.empty();
    check(!both || one->data.item == first->data.item, "walk: arm '", arm,
          "' scores ", plural(one->data.item), ", arm '", first_arm, "' ",
          plural(first->data.item));
  }
}

}  // namespace

BarSet take_apart(const std::map<Arm, const HeadlineCells*>& arms,
                  const std::string& predictor, std::size_t switches,
                  const EstimateHow& how, const NumbersByName& places) {
  check(switches <= kMostSwitches, "walk: ", switches, " switches; at most ",
        kMostSwitches, " can be taken apart");
  const Changes changes(arms, predictor, switches, how, places);
  std::vector<Tally> tallies(switches);
  BarSet set;
  std::vector<std::size_t> order(switches);
  std::iota(order.begin(), order.end(), std::size_t{0});
  do {
    ++set.all_orders;
    std::size_t arm = 0;
    bool complete = true;
    for (const std::size_t turned : order) {
      complete = complete && changes.at(arm, turned).defined;
      arm |= std::size_t{1} << turned;
    }
    if (!complete) continue;
    ++set.orders;
    arm = 0;
    for (const std::size_t turned : order) {
      tallies[turned].add(changes.at(arm, turned));
      arm |= std::size_t{1} << turned;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  if (set.orders == 0) {
    for (std::size_t arm = 0; arm < changes.arms(); ++arm) {
      for (std::size_t i = 0; i < switches; ++i) {
        const Change& change = changes.at(arm, i);
        if (change.defined) tallies[i].add(change);
      }
    }
  }
  for (const Tally& tally : tallies) {
    set.bars.push_back(tally.bar(how, places));
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

  check_alike(by_arm);
  Walk walk;
  walk.switches = switches;
  walk.published = *by_arm[published];
  walk.audited = *by_arm[audited];
  walk.detailed =
      walk.audited.data.units.empty() ? WalkEnd::published : WalkEnd::audited;
  for (Findings* end : {&walk.published, &walk.audited}) {
    end->cells = {};
    if (end != &walk.detailed_findings()) end->panels.clear();
  }
  for (const PredictorFindings& one : walk.detailed_findings().predictors) {
    walk.predictors.push_back(one.name);
  }
  walk.stages = stages(n);
  for (const auto& [arm, one] : by_arm) {
    WalkArm& made = walk.arms[arm];
    made.headline = one->headline;
    made.collapsed = one->collapse.collapsed;
    made.not_fitted = one->training.not_fitted();
    made.units = one->data.units.size();
    for (const std::string& predictor : walk.predictors) {
      made.values[predictor] = one->headline_value(predictor);
    }
  }
  std::map<Arm, const HeadlineCells*> cells;
  for (const auto& [arm, one] : by_arm) {
    if (!arm.ends_with(kSizeMatchedEnd)) cells[arm] = &one->cells;
  }
  const Findings& shown = walk.detailed_findings();
  const EstimateHow how{.averaging = shown.headline.averaging,
                        .method = shown.headline.interval,
                        .unit = shown.data.unit,
                        .cluster = shown.data.cluster};
  const NumbersByName places = places_of(shown, by_arm);
  for (const std::string& predictor : walk.predictors) {
    BarSet& set = walk.bars[predictor];
    set = take_apart(cells, predictor, n, how, places);
    set.published = walk.value(published, predictor);
    set.audited = walk.value(audited, predictor);
    set.left_over = set.audited - set.published;
    for (const Bar& bar : set.bars) set.left_over -= bar.estimate.value;
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
