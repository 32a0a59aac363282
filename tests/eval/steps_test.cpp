#include "core/eval/steps.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "core/base/path.h"
#include "core/engine/step/catalog.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"
#include "core/eval/metrics/metrics.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

StepKind step(const std::string& name) {
  for (StepKind& kind : eval_steps()) {
    if (kind.decl().name == name) {
      return kind;
    }
  }
  fail("no step ", name);
}

using Items = std::map<std::string, std::vector<Inputs::Item>>;

void run_step(const std::string& name, const Items& items, const Json& given,
              const fs::path& out) {
  const StepKind kind = step(name);
  kind.run(Inputs(name, items), complete_options(kind.decl(), given), out);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(steps_test)

BOOST_AUTO_TEST_CASE(every_step_is_there_once_with_a_sentence) {
  std::set<std::string> names;
  for (const StepKind& kind : eval_steps()) {
    const StepDecl& decl = kind.decl();
    BOOST_TEST(names.insert(decl.name).second);
    BOOST_TEST(decl.version ==
               (decl.name == "findings" || decl.name == "walk" ||
                        decl.name == "ridge_model"
                    ? 2
                    : 1));
  }
  BOOST_TEST(names.size() == 9U);
  BOOST_TEST(step("metrics").decl().scores == "predictions");
}

// From targets and a grid to metrics and findings, through the disk.
BOOST_AUTO_TEST_CASE(baselines_run_to_metrics) {
  const TempFolder folder;
  const sample::Section training = sample::section("s/A", 36, 8);
  const sample::Section held_out = sample::section("s/B", 30, 8);
  training.targets.write(folder.path / "targets_a");
  held_out.targets.write(folder.path / "targets_b");
  held_out.grid.write(folder.path / "grid_b");
  const Inputs::Item a{folder.path / "targets_a", "", "s/A"};
  const Inputs::Item b{folder.path / "targets_b", "", "s/B"};
  const Inputs::Item grid{folder.path / "grid_b", "", "s/B"};
  run_step("mean_predictions", {{"targets", {a}}, {"grid", {grid}}}, {},
           folder.path / "mean");
  run_step("mask_predictions", {{"targets", {b}}, {"grid", {grid}}}, {},
           folder.path / "mask");
  run_step("depth_predictions", {{"training", {a}}, {"targets", {b}}}, {},
           folder.path / "depth");
  for (const std::string name : {"mean", "mask", "depth"}) {
    run_step("metrics",
             {{"predictions", {{folder.path / name, "", "s/B"}}},
              {"targets", {b}},
              {"grid", {grid}}},
             {}, folder.path / (name + "_metrics"));
  }
  const Metrics mean = Metrics::read(folder.path / "mean_metrics");
  const Metrics mask = Metrics::read(folder.path / "mask_metrics");
  BOOST_TEST(mean.model == "training_mean");
  BOOST_TEST(mask.model == "tissue_mask");
  // A constant in tissue is the mask, whatever its height.
  BOOST_TEST(
      (mean.reading("whole_grid").pearson - mask.reading("whole_grid").pearson)
          .cwiseAbs()
          .maxCoeff() < 1e-9);
  BOOST_TEST(metric_value(
                 Metrics::read(folder.path / "depth_metrics").reading("tissue"),
                 "pearson.mean") > 0.2);
}

BOOST_AUTO_TEST_CASE(kinds_that_are_none_are_named) {
  const TempFolder folder;
  sample::scores(1.0).model[0].write(folder.path / "m");
  BOOST_TEST(error_of([&] {
               run_step("findings",
                        {{"metrics", {{folder.path / "m", "", ""}}}},
                        {{"kinds", {"mask=trivial"}}}, folder.path / "f");
             }) ==
             "findings: kinds: 'mask=trivial' is not PREDICTOR=KIND with a "
             "kind null, simple, oracle or ceiling");
}

BOOST_AUTO_TEST_CASE(walk_options_must_agree) {
  BOOST_TEST(error_of([] {
               run_step("walk", {},
                        {{"arms", Json::array()},
                         {"switches", {"cells", "unit"}},
                         {"kinds", {"scoring"}},
                         {"published", {"a", "b"}},
                         {"audited", {"c", "d"}}},
                        "nowhere");
             }) ==
             "walk: 2 switches, but 1 kinds, 2 published and 2 audited values, "
             "2 reasons");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
