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
  run_spot_methods(steps, made);
  run_eval(steps, made, pictures, predicted);
  run_patients(steps);
  run_external(steps);
  return steps.results();
}

// Another instruction set rounds otherwise, and Adam makes much of it: what was
// trained agrees to a percent only.
// Scores and vectors that are centred sum to rounding: the same tolerance.
bool comes_of_training(const std::string& step) {
  static const std::set<std::string> steps{"bleep_frozen_model",
                                           "bleep_model",
                                           "chosen_epoch",
                                           "component_score",
                                           "ctranspath",
                                           "egnv1_model",
                                           "egnv2_model",
                                           "epoch_concordance",
                                           "epoch_panel",
                                           "gate_latents",
                                           "gate_model",
                                           "ghist_model",
                                           "grad_cam",
                                           "grid_predictions",
                                           "hespotex_model",
                                           "hist2st_model",
                                           "hist_ablation_model",
                                           "hist_model",
                                           "hist_response_model",
                                           "hist_survival_risk",
                                           "hist_tumour_model",
                                           "histogene_model",
                                           "igidl_model",
                                           "istar_model",
                                           "marker_score",
                                           "predictions",
                                           "stnet_model",
                                           "thitogene_model",
                                           "training_panel"};
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
