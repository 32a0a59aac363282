#include "core/eval/findings/walk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostSwitches = 8;  // 40,320 orders
constexpr std::string_view kSizeMatched = "+size_matched";

double value_of(const std::map<Arm, double>& values, const Arm& arm) {
  const auto found = values.find(arm);
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

Json bars_json(const BarSet& set) {
  Json bars = Json::array();
  for (const Bar& bar : set.bars) {
    bars.push_back({{"mean", json_number(bar.mean)},
                    {"least", json_number(bar.least)},
                    {"most", json_number(bar.most)},
                    {"orders", bar.orders}});
  }
  return {{"published", json_number(set.published)},
          {"audited", json_number(set.audited)},
          {"bars", bars},
          {"orders", set.orders},
          {"all_orders", set.all_orders},
          {"left_over", json_number(set.left_over)}};
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
       std::string_view(arm).substr(letters.size()) == kSizeMatched);
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
  Json& out = walk.content;
  out["schema"] = 2;
  out["kind"] = "walk";
  out["switches"] = Json::array();
  for (const WalkSwitch& one : switches) {
    out["switches"].push_back({{"name", one.name},
                               {"kind", one.kind},
                               {"published", one.published},
                               {"audited", one.audited},
                               {"why", one.why}});
  }
  // Where the audited protocol leaves nothing to hold out, the page shows the
  // published end in detail.
  const bool audited_is_scored =
      !by_arm[audited]->content.at("data").at("sections").empty();
  const Findings& detailed = *by_arm[audited_is_scored ? audited : published];
  out["detailed"] = audited_is_scored ? "audited" : "published";
  const std::vector<std::string> predictors = detailed.predictors();
  out["predictors"] = predictors;
  out["stages"] = stages(n);
  for (const auto& [arm, one] : by_arm) {
    Json values = Json::object();
    for (const std::string& predictor : predictors) {
      values[predictor] = json_number(one->headline(predictor));
    }
    out["arms"][arm] = {
        {"values", values},
        {"headline", one->content.at("headline")},
        {"collapsed", one->content.at("collapse").at("collapsed")},
        {"sections", one->content.at("data").at("sections").size()}};
  }
  for (const std::string& predictor : predictors) {
    std::map<Arm, double> values;
    for (const auto& [arm, one] : by_arm) {
      if (!arm.ends_with(kSizeMatched)) {
        values[arm] = one->headline(predictor);
      }
    }
    out["bars"][predictor] = bars_json(take_apart(values, n));
  }
  out["published"] = by_arm[published]->content;
  out["audited"] = by_arm[audited]->content;
  walk.files = detailed.files;
  return walk;
}

Walk Walk::read(const fs::path& folder) {
  const fs::path path = folder / "walk.json";
  Walk walk;
  walk.content = parse_json(read_file(path), path.string());
  check(text_member(walk.content, "kind", path.string()) == "walk",
        path.string(), ": is no walk");
  const auto schema = integer_member(walk.content, "schema", path.string());
  check(schema == 2, path.string(), ": a walk of schema ", schema,
        ", this program reads schema 2; repeat the run that made it");
  for (const std::string& name : list_files(folder)) {
    if (name != "walk.json") {
      walk.files[name] = read_file(folder / name);
    }
  }
  return walk;
}

void Walk::write(const fs::path& folder) const {
  make_folders(folder);
  write_file(folder / "walk.json", pretty_json(content));
  for (const auto& [name, bytes] : files) {
    write_file(folder / name, bytes);
  }
}

}  // namespace moonstain
