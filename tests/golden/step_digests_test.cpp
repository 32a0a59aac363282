// Runs every step on a tiny made-up input and compares with
// step_digests.json, so that numbers cannot change without a new version.
// A changed step: raise its version, then take what the test prints.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <iostream>
#include <set>

#include "core/base/json.h"
#include "tests/golden/steps.h"
#include "tests/support/golden.h"

using namespace moonstain;

namespace {

/// All steps, each once, on two made-up sections of 16 spots and one of three.
// Four cells of 10 x 10 px in a picture of 64 x 64 px, their nuclei within.
void run_cells(Steps& steps, const Inputs::Item& image) {
  std::string cells = "cell_id,x_px,y_px,type\n";
  std::string outlines = "cell_id,x_px,y_px\n", nuclei = outlines;
  for (int i = 0; i < 4; ++i) {
    const int x = 2 + 15 * i, y = 3 + 14 * i;
    cells += concat(i + 1, ",", x + 5, ",", y + 5, ",", i % 2, "\n");
    for (const auto& [right, down] :
         {std::pair(0, 0), {10, 0}, {10, 10}, {0, 10}}) {
      outlines += concat(i + 1, ",", x + right, ",", y + down, "\n");
      nuclei += concat(4 - i, ",", x + 3 + 0.5 * right, ",", y + 2 + 0.6 * down,
                       "\n");
    }
  }
  const auto table = steps.file("cells.csv", cells);
  const auto dataset =
      steps.run("dataset",
                {{"section", "x/C"},
                 {"patient", "x/P"},
                 {"layout", "cell_tables"},
                 {"lattice", "none"},
                 {"um_per_px", 0.5}},
                {{"counts",
                  {steps.file("cell_counts.csv",
                              "cell,A,B\n1,0,2\n2,3,1\n3,0,0\n4,5,0\n")}},
                 {"spots", {table}},
                 {"picture", {image}}},
                "cells", "x/C");
  const auto types = steps.run("cell_types", {{"column", "type"}},
                               {{"dataset", {dataset}}, {"types", {table}}});
  const auto drawn = [&](const std::string& text, const std::string& kind,
                         const std::string& as) {
    const auto read =
        steps.run("cell_outlines", {{"section", "x/C"}, {"kind", kind}},
                  {{"outlines", {steps.file(kind + "_outlines.csv", text)}}},
                  as.empty() ? as : as + "_outlines");
    return steps.run("outline_labels", Json::object(),
                     {{"dataset", {dataset}}, {"outlines", {read}}}, as, "x/C");
  };
  const auto labels = drawn(outlines, "cell", "");
  const auto matches =
      steps.run("cell_matches", Json::object(),
                {{"cells", {labels}},
                 {"nuclei", {drawn(nuclei, "nucleus", "nucleus_labels")}}});
  steps.run("matched_cells", {{"least_nucleus_um2", 1.0}},
            {{"dataset", {dataset}}, {"matches", {matches}}});
  steps.run("matched_types", Json::object(),
            {{"types", {types}}, {"matches", {matches}}});
  Picture dapi{16, 16, {}};
  for (std::size_t i = 0; i < 256; ++i) {
    dapi.rgb.insert(dapi.rgb.end(), 3, static_cast<std::uint8_t>(i));
  }
  steps.run("virtual_picture", Json::object(),
            {{"dapi", {steps.file("dapi.png", png_encode(dapi))}}});
  steps.run("geojson", Json::object(), {{"dataset", {dataset}}});
  steps.run("normalised_picture", {{"patch_px", 32}, {"least_pixels", 100}},
            {{"picture", {image}}});
}

// GHIST on a drawn slide.
void run_ghist(Steps& steps) {
  const NucleusSample drawn(64, 64);
  const auto cells = steps.given(drawn.input.dataset, "ghist_cells", "x/S");
  const auto types = steps.given(*drawn.input.types, "ghist_types", "x/S");
  const Inputs::Item labels{drawn.input.labels, "", "x/S"};
  const Inputs::Item drawing{drawn.input.picture, "p.png", ""};
  const auto profiles =
      steps.run("mean_profiles", Json::object(),
                {{"targets",
                  {steps.run("targets", Json::object(), {{"dataset", {cells}}},
                             "ghist_targets", "x/S")}},
                 {"types", {types}}});
  steps.run(
      "profile_table", Json::object(),
      {{"table", {steps.file("profiles.csv", ",GA,GC\n0,1.5,0\n1,0,2\n")}}});
  const auto ghist = steps.run("ghist_model",
                               {{"width", 2},
                                {"epochs", 3},
                                {"batch", 2},
                                {"patch_px", 32},
                                {"seed", 1}},
                               {{"dataset", {cells}},
                                {"labels", {labels}},
                                {"types", {types}},
                                {"picture", {drawing}},
                                {"reference", {profiles}}});
  steps.run("predictions", {{"composition_rule", "immune"}, {"overlap_px", 8}},
            {{"model", {ghist}},
             {"dataset", {cells}},
             {"labels", {labels}},
             {"picture", {drawing}}},
            "ghist_predictions", "x/S");
}

Json run_all(Steps& steps) {
  const Sections made = run_sections(steps);
  const Pictures pictures = run_files(steps);
  run_cell_tables(steps, pictures.image);
  run_blocks(steps, made.datasets);
  run_pair(steps);
  run_cohorts(steps);
  run_cells(steps, pictures.stained);
  run_genome(steps);
  run_survival(steps);
  const Predicted predicted = run_networks(steps, made);
  run_eval(steps, made, pictures, predicted);
  run_patients(steps);
  return steps.results();
}

// Another instruction set rounds otherwise, and Adam makes much of it: what was
// trained, and what is scored of it, agrees to a percent only.
// Scores that are centred sum to rounding: the same tolerance.
bool comes_of_training(const std::string& step) {
  static const std::set<std::string> steps{
      "component_score",  "marker_score",      "hist_model",  "gate_model",
      "gate_latents",     "hespotex_model",    "ghist_model", "predictions",
      "grid_predictions", "expression_scores", "map_panel",   "scatter_panel",
      "heat_map_panel",   "training_panel"};
  return steps.contains(step);
}

bool same_numbers(const Json& a, const Json& b, bool trained) {
  if (a.size() != b.size()) return false;
  const double relative = trained ? 1e-2 : 1e-3;
  const double absolute = trained ? 2e-3 : 1e-9;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i].get<double>(), y = b[i].get<double>();
    if (std::fabs(x - y) >
        relative * std::max(std::fabs(x), std::fabs(y)) + absolute) {
      return false;
    }
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_digests_test)

BOOST_AUTO_TEST_CASE(no_step_changes_its_numbers_under_one_version) {
  Steps steps;
  const Json found = run_all(steps);
  const Json golden = read_golden("step_digests");
  for (const StepKind& kind : steps.kinds()) {
    if (kind.decl().starts_programs)
      continue;  // what it gives is its program's
    BOOST_TEST(found.contains(kind.decl().name),
               "step " << kind.decl().name << " is not run by this test");
  }
  bool equal = found.size() == golden.size();
  for (const auto& [name, entry] : found.items()) {
    const Json& expected = golden.value(name, Json());
    bool same = expected.is_object() &&
                expected.value("version", 0) == entry.at("version");
    if (same && entry.contains("digest")) {
      same = expected.value("digest", Json()) == entry.at("digest");
    } else if (same) {
      same = same_numbers(expected.value("numbers", Json::array()),
                          entry.at("numbers"), comes_of_training(name));
    }
    BOOST_TEST(same, "step " << name << " gave " << entry.dump() << ", "
                             << "step_digests.json says " << expected.dump()
                             << "; numbers changed: raise the step's version "
                                "and take the new line");
    equal = equal && same;
  }
  if (!equal)
    std::cout << "step_digests.json as found:\n" << pretty_json(found);
}

BOOST_AUTO_TEST_SUITE_END()
