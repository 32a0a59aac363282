// What lies in a store may come from a stranger: whatever findings say, a page
// is made of them or an Error is the answer.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <concepts>
#include <cstdint>
#include <exception>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/eval/findings/build.h"
#include "core/eval/findings/walk.h"
#include "core/eval/panels/panel.h"
#include "core/eval/report/report.h"
#include "core/eval/report/summary.h"
#include "tests/eval/panels/sample_panels.h"
#include "tests/eval/sample.h"

namespace moonstain::report {
namespace {

Findings findings(double noise, const std::string& reading) {
  const sample::SampleScores scores = sample::scores(noise, 3);
  FindingsPlan plan;
  plan.reading = reading;
  plan.protocol.stated = true;
  plan.training.models = {{"P", 42, 9, 3, 0.5, 0.25}};
  const auto claims = parse_expected(R"({
    "claim": "c", "published": "0.450", "half_width": 0.04,
    "units": "36 sections", "where": "w", "cohort": "k", "protocol": "p",
    "metric": "pearson.mean", "reading": "whole_grid",
    "baselines": ["tissue_mask", "ridge_features"], "margin": 0.01,
    "arithmetic": [{"predictor": "mask", "tissue_fraction": 0.5, "cv": 0.8}]})",
                                     "expected.json");
  return make_findings(plan, scores.model, scores.baselines, scores.sections,
                       claims);
}

// Values that a member of whatever kind may be replaced by.
std::vector<Json> hostile_values() {
  Json deep = 1;
  for (int level = 0; level < 80; ++level) deep = Json::array({deep});
  return {nullptr,
          -1,
          1e308,
          5e-324,
          std::numeric_limits<std::uint64_t>::max(),
          "x",
          Json::array(),
          Json::object(),
          Json::array({1e308, -1e308, 5e-324}),
          deep};
}

// Members whose own members are named by what was scored.
bool names_vary(std::string_view member) {
  constexpr std::string_view kSuch[] = {
      "readings",   "metrics",      "distribution", "by_unit",
      "by_cluster", "by_predictor", "places",       "bars",
      "arms",       "values",       "identity",     "measured"};
  return std::find(std::begin(kSuch), std::end(kSuch), member) !=
         std::end(kSuch);
}

// A place of each member, of those that differ by number or name alone the
// first.
void places_of(const Json& json, const Json::json_pointer& at,
               const std::string& shape, std::set<std::string>& seen,
               std::vector<Json::json_pointer>& places) {
  if (!seen.insert(shape).second) return;
  places.push_back(at);
  // Both ends of a walk are findings, which have a case of their own.
  if (shape == "/published" || shape == "/audited") return;
  if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      // Each panel is of another kind.
      const bool panels = !at.empty() && at.back() == "panels";
      places_of(json[i], at / i, concat(shape, "/", panels ? concat(i) : "*"),
                seen, places);
    }
  } else if (json.is_object()) {
    const bool vary = !at.empty() && names_vary(at.back());
    for (const auto& [name, one] : json.items()) {
      places_of(one, at / name, concat(shape, "/", vary ? "*" : name), seen,
                places);
    }
  }
}

// Everything that a run and `report` do with it. @return what came of it that
// is no answer; "" where all is well
template <typename Value>
std::string fault_of(const Json& json, const std::vector<Panel>& panels) {
  try {
    Value value = Value::of_json(json, "json");
    if constexpr (std::same_as<Value, Findings>) {
      take_files(value.panels, files_of(panels), "json");
    }
    const Object object(std::move(value));
    render(object, {});
    summary(object, {});
    headline_text(object);
  } catch (const Error&) {
  } catch (const std::exception& e) {
    return e.what();
  }
  return "";
}

// Each member missing, and replaced by each value.
template <typename Value>
void spoil(const Json& whole, const std::vector<Panel>& panels = {}) {
  std::set<std::string> seen;
  std::vector<Json::json_pointer> places;
  places_of(whole, Json::json_pointer(), "", seen, places);
  BOOST_TEST(places.size() > 30U);
  const std::vector<Json> values = hostile_values();
  Json changed = whole;
  for (const Json::json_pointer& at : places) {
    if (at.empty()) continue;
    for (const Json& value : values) {
      changed[at] = value;
      BOOST_TEST(fault_of<Value>(changed, panels) == "",
                 at.to_string() << " is " << value.dump().substr(0, 60));
    }
    Json& parent = changed[at.parent_pointer()];
    const Json before = whole[at.parent_pointer()];
    if (parent.is_object()) {
      parent.erase(at.back());
    } else {
      parent.erase(std::stoul(at.back()));
    }
    BOOST_TEST(fault_of<Value>(changed, panels) == "",
               "without " << at.to_string());
    changed[at.parent_pointer()] = before;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_test)

BOOST_AUTO_TEST_CASE(spoiled_findings_are_answered) {
  spoil<Findings>(findings(1.0, "tissue").json());
}

BOOST_AUTO_TEST_CASE(spoiled_panels_are_answered) {
  Findings of;
  of.model = "m";
  of.headline = {"pearson.mean", "tissue", "section"};
  of.predictors = {{"m", PredictorKind::model, 0, {}}};
  of.panels = sample::panels();
  spoil<Findings>(of.json(), of.panels);
}

BOOST_AUTO_TEST_CASE(a_spoiled_walk_is_answered) {
  const Walk walk = make_walk(
      {{"cells", SwitchKind::scoring, "whole_grid", "tissue", "why"}},
      {"p", "a"}, {findings(1.0, "whole_grid"), findings(1.0, "tissue")});
  spoil<Walk>(walk.json());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
