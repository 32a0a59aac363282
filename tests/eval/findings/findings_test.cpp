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

// Every member once, with and without a value.
Findings findings() {
  Findings made;
  made.title = "HiST";
  made.model = "m";
  made.headline = {"pearson.mean", "tissue", "patient"};
  made.scope = {Scope::subset, "6 of 36 sections"};
  made.stand_ins = {"a for b"};
  made.missing = "slides";
  made.switches["unit"] = {SwitchKind::leak, "patient", "section"};
  made.data.sections = {{"s/A", "s/P", 4, 0.5}};
  made.data.patients = 1;
  made.data.genes = 2;
  made.data.transform = "ln";
  made.data.grid = {4, 2};
  made.data.target_row_shift = 1;
  MetricScores scores{
      {{1, 0, 0.25, kNone, {}}, 0.125}, {{"s/A", 0.25}}, {{"s/P", kNone}}};
  ReadingScores reading;
  reading.metrics["pearson.mean"] = scores;
  reading.distribution["s/A"] = {2, 1, {{0.25, 1}}, {{0, 2}}};
  reading.distribution["s/B"] = {2, 2, {}, {}};
  reading.cells["s/A"] = 8;
  reading.genes = {2, {1, 0, 0, 0}};
  made.predictors = {{"m", PredictorKind::model, 2, {{"tissue", reading}}}};
  made.collapse = {true, {{"s/A", {1, 2}}}, 2};
  made.mask = {{{"s/A", 0.5}}, {{"s/A", kNone}}, 0.5, kNone, 0};
  const Comparison run{"r",
                       PredictorKind::simple,
                       {{"s/P", 0.5}},
                       {7, 1, 0.5, 0.25, 0.125},
                       MeaningVerdict::equivalent,
                       "why"};
  Comparison not_run;
  not_run.baseline = "x";
  not_run.summary.mean = not_run.summary.sd = kNone;
  made.comparisons = {run};
  JudgedClaim claim;
  claim.claim = "c";
  claim.published = 0.45;
  claim.metric = "pearson.mean";
  claim.ours = {{1, 0, 1, kNone, {}}, {}};
  claim.number = {NumberVerdict::protocol_unknown, "n"};
  claim.meaning = {MeaningVerdict::better, "b", {{not_run, false}}};
  claim.trivial = {{{"tissue mask", 0.5, "half"}, true}};
  made.claims = {claim};
  made.genes = {{"G", "H"}, {{"m", {0.25, kNone}}}};
  made.maps = {
      {"s/A", "s/P", "A.jpg", 9, 8, 0.5, {1}, {2}, {{"G", kNone, {3}, {4}}}},
      {"s/B", "s/P", {}, 9, 8, 0.5, {}, {}, {}}};
  return made;
}

constexpr const char* kStored = R"({
"schema": 2, "kind": "findings", "title": "HiST", "model": "m",
"headline": {"metric": "pearson.mean", "reading": "tissue", "unit": "patient"},
"scope": {"kind": "subset", "note": "6 of 36 sections"},
"stand_ins": ["a for b"], "notes": [], "missing": "slides",
"switches": {"unit": {"kind": "leak", "value": "patient",
                      "published": "section"}},
"data": {"sections": [{"section": "s/A", "patient": "s/P", "spots": 4,
                       "tissue_fraction": 0.5}],
         "patients": 1, "genes": 2, "transform": "ln", "grid": [4, 2],
         "target_row_shift": 1},
"predictors": [{"name": "m", "kind": "model", "seeds": 2, "readings": {
  "tissue": {
    "metrics": {"pearson.mean": {
      "n": 1, "missing": 0, "mean": 0.25, "sd": null, "half_width": null,
      "seed_sd": 0.125, "by_section": {"s/A": 0.25},
      "by_patient": {"s/P": null}}},
    "distribution": {
      "s/A": {"values": 2, "undefined": 1, "quantiles": [0.25, 1.0],
              "histogram": [0.0, 2.0]},
      "s/B": {"values": 2, "undefined": 2, "quantiles": null}},
    "cells": {"s/A": 8},
    "genes": {"scored": 2, "undefined": 1, "constant_measured": 0,
              "constant_predicted": 0, "flat_predicted": 0}}}}],
"collapse": {"collapsed": true, "scored": 2,
             "sections": {"s/A": {"flat_genes": 1, "varying_genes": 2}}},
"mask": {"identity": {"s/A": 0.5}, "measured": {"s/A": null},
         "identity_mean": 0.5, "measured_mean": null,
         "largest_difference": 0.0},
"comparisons": [{
  "baseline": "r", "kind": "simple", "by_patient": {"s/P": 0.5},
  "summary": {"n": 7, "missing": 1, "mean": 0.5, "sd": 0.25,
              "half_width": 0.125},
  "verdict": "equivalent within the margin", "reason": "why"}],
"claims": [{
  "claim": "c", "published": 0.45, "half_width": null, "units": null,
  "where": "", "cohort": "", "protocol": "", "metric": "pearson.mean",
  "reading": "", "meaning_reading": "", "margin": 0.0,
  "ours": {"n": 1, "missing": 0, "mean": 1.0, "sd": null, "half_width": null},
  "seed_sd": null,
  "number": {"verdict": "protocol unknown", "reason": "n"},
  "meaning": {"verdict": "better", "reason": "b", "against": [{
    "baseline": "x", "kind": "", "by_patient": {},
    "summary": {"n": 0, "missing": 0, "mean": null, "sd": null,
                "half_width": null},
    "verdict": "inconclusive", "reason": "", "counts": false}]},
  "arithmetic": [{"predictor": "tissue mask", "value": 0.5, "how": "half",
                  "excluded": true}]}],
"genes": {"names": ["G", "H"], "by_predictor": {"m": [0.25, null]}},
"maps": [
  {"section": "s/A", "patient": "s/P", "picture": "A.jpg", "width_px": 9.0,
   "height_px": 8.0, "spot_radius_px": 0.5, "x": [1.0], "y": [2.0],
   "genes": [{"gene": "G", "r": null, "measured": [3.0],
              "predicted": [4.0]}]},
  {"section": "s/B", "patient": "s/P", "picture": null, "width_px": 9.0,
   "height_px": 8.0, "spot_radius_px": 0.5, "x": [], "y": [], "genes": []}]
})";

// But for both ends.
constexpr const char* kStoredWalk = R"({
"schema": 2, "kind": "walk", "detailed": "published",
"switches": [{"name": "unit", "kind": "leak", "published": "section",
              "audited": "patient", "why": "w"}],
"predictors": ["m"], "stages": ["p", "a"],
"arms": {"p": {"values": {"m": null}, "collapsed": true, "sections": 1,
               "headline": {"metric": "pearson.mean", "reading": "tissue",
                            "unit": "section"}}},
"bars": {"m": {
  "published": 0.5, "audited": null, "orders": 0, "all_orders": 1,
  "left_over": null,
  "bars": [{"mean": null, "least": null, "most": null, "orders": 0}]}}
})";

// Integers and numbers apart, as they are stored.
std::string canonical(const char* text) {
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
  walk.arms["p"] = {
      {{"m", kNone}}, {"pearson.mean", "tissue", "section"}, true, 1};
  walk.bars["m"] = {0.5, kNone, {{kNone, kNone, kNone, 0}}, 0, 1, kNone};
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
                                   "schema 2; repeat the run that made it"));
  json["kind"] = "walk";
  BOOST_TEST(error(json) == path.string() + ": is no findings");
  const Json walk{{"kind", "walk"}, {"schema", 3}};
  make_folders(folder.path / "w");
  write_file(folder.path / "w/walk.json", pretty_json(walk));
  BOOST_TEST(error_of([&] { Walk::read(folder.path / "w"); }) ==
             concat((folder.path / "w/walk.json").string(),
                    ": a walk of schema 3, this program reads schema 2; "
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
             "'equivalent within the margin', 'worse' or 'inconclusive'");
  BOOST_TEST(error(Place("/data"), Json::object()) ==
             "f: /data: member 'sections' is missing");
  BOOST_TEST(error(Place("/maps/0/x/0"), nullptr) ==
             "f: /maps/0/x/0: expected a number, found null");
  BOOST_TEST(error(Place("/headline"), Json::array()) ==
             "f: /headline: expected an object, found array");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
