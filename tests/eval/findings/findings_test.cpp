#include "core/eval/findings/findings.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/eval/findings/walk.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const double kNone = std::nan("");

Estimate estimate_of(double value) {
  Estimate made;
  made.value = value;
  made.how = "how";
  made.averaging = Averaging::clusters;
  made.unit = "section";
  made.cluster = "patient";
  made.units = 7;
  made.undefined = 1;
  made.clusters = 6;
  made.effective_clusters = 5.5;
  made.by_cluster = {{"s/P", kNone}};
  return made;
}

// Every member once, with and without a value.
Findings findings() {
  Findings made;
  made.title = "HiST";
  made.model = "m";
  made.headline = {"pearson.mean", "tissue", "patient", Averaging::clusters};
  made.scope = {Scope::subset, "6 of 36 sections"};
  made.stand_ins = {"a for b"};
  made.missing = "slides";
  made.protocol.stated = true;
  made.protocol.switches["unit"] = {SwitchKind::leak, "patient", "section"};
  made.protocol.params["epochs"] = {1, 200};
  made.data.units = {{"s/A", "s/P", "P", {{"spots", 4}}}};
  made.data.clusters = 1;
  made.data.items = 2;
  made.data.target = "ln";
  made.training.models = {{"P", 42, 9, 3, 0.5, 0.25},
                          {"Q", 43, 9, 3, kNone, {}}};
  made.training.published_steps = 1800;
  made.copies = {{"s/A", "s/P", "s/B", "s/Q", "the same counts", true}};
  MetricScores scores{estimate_of(0.25), 0.125, 0.5, {{"s/A", 0.25}}};
  scores.estimate.interval = {0.125, 0.5};
  ReadingScores reading;
  reading.metrics["pearson.mean"] = scores;
  reading.distribution["s/A"] = {2, 1, {{0.25, 1}}, {{0, 2}}};
  reading.distribution["s/B"] = {2, 2, {}, {}};
  reading.places["s/A"] = 8;
  reading.items = {2, {2, 1, 0, 0, 0, 1}};
  made.predictors = {{"m", PredictorKind::model, 2, {{"tissue", reading}}}};
  made.collapse = {true, "tissue", {{"s/A", {1, 2}}}, 2};
  made.mask = {{{"s/A", 0.5}}, {{"s/A", kNone}}, 0.5, kNone, 0};
  Gain run;
  run.baseline = "r";
  run.kind = PredictorKind::simple;
  run.by_unit = {{"s/A", 0.5}};
  run.estimate = estimate_of(0.5);
  run.lacking = {10, 1};
  made.gains = {run};
  Comparison not_run;
  not_run.gain.baseline = "x";
  not_run.gain.estimate = estimate_of(kNone);
  not_run.counts = false;
  JudgedClaim claim;
  claim.claim = "c";
  claim.published = 0.45;
  claim.published_text = "0.450";
  claim.metric = "pearson.mean";
  claim.reading = "tissue";
  claim.ours = estimate_of(1);
  claim.number = {NumberVerdict::protocol_unknown, "n"};
  claim.meaning = {MeaningVerdict::better, "b", {not_run}};
  claim.trivial = {{{"tissue mask", 0.5, "half"}, true}};
  made.claims = {claim};
  made.items = {{"G", "H"}, {{"m", {0.25, kNone}}}};
  return made;
}

// What is stored of `estimate_of`.
std::string stored_estimate(const char* value, const char* interval = "null") {
  return concat(R"("value": )", value, R"(, "interval": )", interval,
                R"(, "how": "how", "averaging": "patients", "unit": "section",
                    "cluster": "patient", "units": 7, "undefined": 1,
                    "clusters": 6, "effective_clusters": 5.5,
                    "by_cluster": {"s/P": null})");
}

const std::string kStored =
    concat(R"({
"schema": 5, "kind": "findings", "title": "HiST", "model": "m",
"headline": {"metric": "pearson.mean", "reading": "tissue", "unit": "patient",
             "averaging": "patients", "interval": "t"},
"scope": {"kind": "subset", "note": "6 of 36 sections"},
"stand_ins": ["a for b"], "notes": [], "missing": "slides",
"protocol": {"stated": true,
             "switches": {"unit": {"kind": "leak", "value": "patient",
                                   "published": "section"}},
             "params": {"epochs": {"value": 1, "paper": 200}}},
"data": {"units": [{"unit": "s/A", "cluster": "s/P", "fold": "P",
                    "facts": {"spots": 4.0}}],
         "clusters": 1, "items": 2, "target": "ln", "unit_noun": "section",
         "cluster_noun": "patient", "item_noun": "gene"},
"training": {"published_steps": 1800, "models": [
  {"fold": "P", "seed": 42, "steps": 9, "epochs": 3, "final_loss": 0.5,
   "constant_loss": 0.25},
  {"fold": "Q", "seed": 43, "steps": 9, "epochs": 3, "final_loss": null,
   "constant_loss": null}]},
"copies": [{"first": "s/A", "first_patient": "s/P", "second": "s/B",
            "second_patient": "s/Q", "in_common": "the same counts",
            "apart": true}],
"predictors": [{"name": "m", "kind": "model", "seeds": 2, "readings": {
  "tissue": {
    "metrics": {"pearson.mean": {)",
           stored_estimate("0.25", R"({"low": 0.125, "high": 0.5})"), R"(,
      "undefined_counted": 0.125, "seed_sd": 0.5, "by_unit": {"s/A": 0.25}}},
    "distribution": {
      "s/A": {"values": 2, "undefined": 1, "quantiles": [0.25, 1.0],
              "histogram": [0.0, 2.0]},
      "s/B": {"values": 2, "undefined": 2, "quantiles": null}},
    "places": {"s/A": 8},
    "items": {"scored": 2, "undefined": 1, "constant_measured": 0,
              "constant_predicted": 0, "flat_predicted": 0,
              "clamped_predicted": 1}}}}],
"collapse": {"collapsed": true, "reading": "tissue", "scored": 2,
             "units": {"s/A": {"flat": 1, "varying": 2}}},
"mask": {"identity": {"s/A": 0.5}, "measured": {"s/A": null},
         "identity_mean": 0.5, "measured_mean": null,
         "largest_difference": 0.0},
"gains": [{
  "baseline": "r", "kind": "simple", "by_unit": {"s/A": 0.5},
  "estimate": {)",
           stored_estimate("0.5"), R"(},
  "lacking": {"of": 10, "lacking": 1}, "model_silent": false,
  "baseline_silent": false}],
"claims": [{
  "claim": "c", "published": 0.45, "published_text": "0.450", "not_published": "",
  "half_width": null, "units": null, "unit": "",
  "where": "", "cohort": "", "protocol": "", "metric": "pearson.mean",
  "reading": "tissue", "meaning_reading": "", "margin": 0.0,
  "ours": {)",
           stored_estimate("1.0"), R"(},
  "seed_sd": null,
  "number": {"verdict": "protocol unknown", "reason": "n"},
  "meaning": {"verdict": "better", "reason": "b", "against": [{
    "baseline": "x", "kind": "", "by_unit": {},
    "estimate": {)",
           stored_estimate("null"), R"(},
    "lacking": {"of": 0, "lacking": 0}, "model_silent": false,
    "baseline_silent": false,
    "verdict": "inconclusive", "reason": "", "counts": false}]},
  "arithmetic": [{"predictor": "tissue mask", "value": 0.5, "how": "half",
                  "excluded": true}]}],
"items": {"names": ["G", "H"], "by_predictor": {"m": [0.25, null]}},
"panels": []
})");

// But for both ends.
const std::string kStoredWalk =
    concat(R"({
"schema": 5, "kind": "walk", "detailed": "published",
"switches": [{"name": "unit", "kind": "leak", "published": "section",
              "audited": "patient", "why": "w"}],
"predictors": ["m"], "stages": ["p", "a"],
"arms": {"p": {"values": {"m": null}, "collapsed": true, "not_fitted": "no",
               "units": 1,
               "headline": {"metric": "pearson.mean", "reading": "tissue",
                            "unit": "section", "averaging": "units",
                            "interval": "t"}},
         "a": {"values": {}, "collapsed": false, "not_fitted": "", "units": 0,
               "headline": {"metric": "pearson.mean", "reading": "tissue",
                            "unit": "section", "averaging": "units",
                            "interval": "t"}}},
"bars": {"m": {
  "published": 0.5, "audited": null, "orders": 0, "all_orders": 1,
  "left_over": null,
  "bars": [{)",
           stored_estimate("null"), R"(, "least": null, "most": null,
            "orders": 0, "cells": 3, "cells_of": 4}]}}
})");

// Integers and numbers apart, as they are stored.
std::string canonical(const std::string& text) {
  return canonical_json(parse_json(text, "stored"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(findings_test)

// What lies in stores: a change of it needs another schema.
BOOST_AUTO_TEST_CASE(the_stored_form_stays) {
  const std::string stored = canonical(kStored);
  BOOST_TEST(canonical_json(findings().json()) == stored);
  const Json json = parse_json(kStored, "stored");
  BOOST_TEST(canonical_json(Findings::of_json(json, "stored").json()) ==
             stored);
}

BOOST_AUTO_TEST_CASE(the_stored_form_of_a_walk_stays) {
  Walk walk;
  walk.switches = {{"unit", SwitchKind::leak, "section", "patient", "w"}};
  walk.detailed = WalkEnd::published;
  walk.predictors = {"m"};
  walk.stages = {"p", "a"};
  walk.arms["p"] = {{{"m", kNone}},
                    {"pearson.mean", "tissue", "section", Averaging::units},
                    true,
                    "no",
                    1};
  walk.arms["a"] = {{}, walk.arms["p"].headline, false, "", 0};
  walk.bars["m"] = {0.5, kNone, {{estimate_of(kNone), kNone, kNone, 0, 3, 4}},
                    0,   1,     kNone};
  walk.published = findings();
  walk.audited = findings();
  walk.audited.title = "audited";
  Json json = walk.json();
  BOOST_TEST(canonical_json(Walk::of_json(json, "stored").json()) ==
             canonical_json(json));
  BOOST_TEST(canonical_json(json["published"]) == canonical(kStored));
  BOOST_TEST(json["audited"]["title"] == "audited");
  json.erase("published");
  json.erase("audited");
  BOOST_TEST(canonical_json(json) == canonical(kStoredWalk));
}

BOOST_AUTO_TEST_CASE(a_number_is_found_by_its_predictor) {
  BOOST_TEST(findings().headline_value("m") == 0.25);
  BOOST_TEST(std::isnan(findings().headline_value("nobody")));
  BOOST_TEST(findings().find("nobody") == nullptr);
  // One that was scored elsewhere than the headline has no number there.
  Findings other = findings();
  other.headline.reading = "nuclei";
  BOOST_TEST(std::isnan(other.headline_value("m")));
  other = findings();
  other.headline.metric = "spearman.mean";
  BOOST_TEST(std::isnan(other.headline_value("m")));
}

BOOST_AUTO_TEST_CASE(a_folder_of_another_kind_or_schema_is_refused) {
  const TempFolder folder;
  const fs::path path = folder.path / "f/findings.json";
  findings().write(folder.path / "f");
  const auto error = [&](const Json& json) {
    replace_file(path, pretty_json(json));
    return error_of([&] { Findings::read(folder.path / "f"); });
  };
  Json json = findings().json();
  json["schema"] = 1;
  BOOST_TEST(error(json) == concat(path.string(),
                                   ": findings of schema 1, this program reads "
                                   "schema 5; repeat the run that made it"));
  json["kind"] = "walk";
  BOOST_TEST(error(json) == path.string() + ": is no findings");
  const Json walk{{"kind", "walk"}, {"schema", 6}};
  make_folders(folder.path / "w");
  write_file(folder.path / "w/walk.json", pretty_json(walk));
  BOOST_TEST(error_of([&] { Walk::read(folder.path / "w"); }) ==
             concat((folder.path / "w/walk.json").string(),
                    ": a walk of schema 6, this program reads schema 5; "
                    "repeat the run that made it"));
}

BOOST_AUTO_TEST_CASE(a_damaged_member_is_named_by_its_place) {
  const auto error = [](const Json::json_pointer& place, const Json& value) {
    Json json = findings().json();
    json[place] = value;
    return error_of([&] { Findings::of_json(json, "f"); });
  };
  using Place = Json::json_pointer;
  BOOST_TEST(error(Place("/predictors/0/seeds"), "two") ==
             "f: /predictors/0/seeds: expected an integer, found string");
  BOOST_TEST(error(Place("/claims/0/meaning/verdict"), "good") ==
             "f: /claims/0/meaning/verdict: is 'good'; expected 'better', "
             "'equivalent within the margin', 'worse', 'inconclusive' or 'no "
             "verdict'");
  BOOST_TEST(error(Place("/data"), Json::object()) ==
             "f: /data: member 'units' is missing");
  BOOST_TEST(error(Place("/collapse/units/s~1A/flat"), nullptr) ==
             "f: /collapse/units/s/A/flat: expected an integer, found null");
  BOOST_TEST(error(Place("/headline"), Json::array()) ==
             "f: /headline: expected an object, found array");
}

// Parts that do not fit each other: whoever reads findings looks names up.
BOOST_AUTO_TEST_CASE(parts_that_do_not_fit_are_refused) {
  const auto error = [](const char* place, const Json& value) {
    Json json = findings().json();
    json[Json::json_pointer(place)] = value;
    return error_of([&] { Findings::of_json(json, "f"); });
  };
  const Json none = Json::object();
  const Json list = Json::array();
  const Json model = findings().json()["predictors"][0];
  Json other = model;
  other["name"] = "ridge";
  const auto two = [&](const Json& second) {
    return Json::array({model, second});
  };
  BOOST_TEST(error("/predictors", list) ==
             "f: no predictors, expected the model");
  BOOST_TEST(error("/model", "n") ==
             "f: the first predictor is 'm', expected the model, 'n'");
  BOOST_TEST(error("/predictors/0/kind", "null") ==
             "f: predictor 'm' is null, expected model");
  BOOST_TEST(error("/predictors", two(other)) ==
             "f: predictor 'ridge' is model, as the first is");
  BOOST_TEST(error("/predictors", two(model)) ==
             "f: predictor 'm' is there twice");
  other["kind"] = "simple";
  other["readings"] = none;
  BOOST_TEST(error("/predictors", two(other)) ==
             "f: predictor 'ridge' has no reading 'tissue'");
  const Json tissue = model["readings"]["tissue"];
  other["readings"] = {{"tissue", tissue}, {"nuclei", tissue}};
  BOOST_TEST(error("/predictors", two(other)) ==
             "f: predictor 'ridge' has a reading 'nuclei', which the model "
             "has not");
  other["readings"].erase("nuclei");
  BOOST_TEST(error("/predictors", two(other)) ==
             "f: items: no numbers of 'ridge'");
  other["readings"]["tissue"]["metrics"] = none;
  BOOST_TEST(error("/predictors", two(other)) ==
             "f: predictor 'ridge', tissue has no metric 'pearson.mean'");
  BOOST_TEST(error("/predictors/0/readings", none) ==
             "f: units are scored, but the model has no reading");
  BOOST_TEST(error("/headline/reading", "nuclei") ==
             "f: the headline's reading 'nuclei' was not scored");
  BOOST_TEST(error("/headline/metric", "dice") ==
             "f: tissue has no metric 'dice', the headline's");
  BOOST_TEST(error("/headline/metric", "guess")
                 .starts_with("f: no metric 'guess'; it is one of "));
  const std::string reading = "/predictors/0/readings/tissue";
  BOOST_TEST(error((reading + "/metrics/pearson.mean/by_unit").c_str(), none) ==
             "f: predictor 'm', tissue: 'pearson.mean' has no number of s/A");
  BOOST_TEST(error((reading + "/distribution").c_str(), none) ==
             "f: predictor 'm', tissue has no distribution of s/A");
  BOOST_TEST(
      error((reading + "/distribution/s~1A/quantiles").c_str(), list) ==
      "f: predictor 'm', tissue: s/A: an empty list of quantiles, expected "
      "some or null");
  BOOST_TEST(error((reading + "/distribution/s~1A/histogram").c_str(), list) ==
             "f: predictor 'm', tissue: s/A: a histogram without bins");
  BOOST_TEST(error("/claims/0/metric", "dice") ==
             "f: claim 'c': its metric 'dice' was not scored");
  BOOST_TEST(error("/items/names", Json::array({"G"})) ==
             "f: items: 1 names, but 2 numbers of 'm'");
}

BOOST_AUTO_TEST_CASE(parts_of_a_walk_that_do_not_fit_are_refused) {
  const auto error = [](const char* place, const Json& value) {
    Walk walk;
    walk.switches = {{"unit", SwitchKind::leak, "section", "patient", "w"}};
    walk.predictors = {"m"};
    walk.stages = {"p", "a"};
    walk.arms["p"].headline = walk.arms["a"].headline = findings().headline;
    walk.bars["m"].bars.resize(1);
    walk.published = walk.audited = findings();
    Json json = walk.json();
    json[Json::json_pointer(place)] = value;
    return error_of([&] { Walk::of_json(json, "w"); });
  };
  const Json list = Json::array();
  BOOST_TEST(error("/switches", list) == "w: 0 switches, expected 1 to 8");
  BOOST_TEST(error("/stages", Json::array({"p"})) ==
             "w: 1 switches, but 1 stages, expected one more");
  BOOST_TEST(error("/stages/1", "x") == "w: no arm 'x', which is an end");
  BOOST_TEST(error("/bars/m/bars", list) ==
             "w: predictor 'm' has 0 bars of 1 switches");
  BOOST_TEST(error("/bars", Json::object()) == "w: no bars of predictor 'm'");
  BOOST_TEST(error("/predictors", list) ==
             "w: no predictors, expected the model");
  BOOST_TEST(error("/predictors/0", "n") ==
             "w: the model of the end shown is 'm', the walk's 'n'");
  BOOST_TEST(error("/published/claims", list) ==
             "w: the published end has 0 claims, the audited one 1");
  BOOST_TEST(error("/audited/predictors", list) ==
             "w: audited: no predictors, expected the model");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
