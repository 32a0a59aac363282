#include "core/eval/steps.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "core/base/path.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/catalog.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"
#include "core/eval/metrics/scores.h"
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
    BOOST_TEST(!decl.sentence.empty());
  }
  BOOST_TEST(step("expression_scores").decl().scores == "predictions");
}

// From targets and a grid to scores, through the disk; each baseline says what
// it is.
BOOST_AUTO_TEST_CASE(baselines_run_to_scores) {
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
    run_step("expression_scores",
             {{"predictions", {{folder.path / name, "", "s/B"}}},
              {"targets", {b}},
              {"grid", {grid}}},
             {}, folder.path / (name + "_scores"));
  }
  const Scores mean = Scores::read(folder.path / "mean_scores");
  const Scores mask = Scores::read(folder.path / "mask_scores");
  const Scores depth = Scores::read(folder.path / "depth_scores");
  BOOST_TEST(mean.predictor.name == "training_mean");
  BOOST_TEST(mask.predictor.name == "tissue_mask");
  BOOST_TEST((mask.predictor.kind == PredictorKind::null));
  BOOST_TEST((depth.predictor.kind == PredictorKind::oracle));
  // A constant in tissue is the mask, whatever its height.
  BOOST_TEST((mean.column("whole_grid", "pearson") -
              mask.column("whole_grid", "pearson"))
                 .cwiseAbs()
                 .maxCoeff() < 1e-9);
  BOOST_TEST(metric_value(depth, "tissue", parse_metric("pearson.mean")) > 0.2);
}

// Findings are made of what is stored, and the patients of the sections.
BOOST_AUTO_TEST_CASE(scores_run_to_findings_and_a_walk) {
  const TempFolder folder;
  const sample::SampleScores scores = sample::scores(1.0, 8);
  Items items;
  for (std::size_t i = 0; i < scores.model.size(); ++i) {
    const fs::path at = folder.path / concat("s", i);
    scores.model[i].write(at);
    items["scores"].push_back({at, "", ""});
    Dataset dataset;
    dataset.section = scores.sections[i].section;
    dataset.patient = scores.sections[i].patient;
    dataset.counts.row_starts = {0};
    if (i < 2) dataset.remarks = {"no picture"};
    const fs::path sheet = folder.path / concat("d", i);
    dataset.write(sheet);
    items["dataset"].push_back({sheet, "", ""});
  }
  run_step("findings", items, {{"averaging", "patients"}}, folder.path / "f");
  const Findings findings = Findings::read(folder.path / "f");
  BOOST_TEST(findings.data.clusters == 2U);
  BOOST_TEST(
      findings.notes == (std::vector<std::string>{concat(
                            scores.sections[0].section, ", ",
                            scores.sections[1].section, ": no picture.")}),
      boost::test_tools::per_element());
  BOOST_TEST(findings.predictors.at(0)
                 .readings.at("tissue")
                 .metrics.at("pearson.mean")
                 .estimate.of_what() == "mean of 2 patients");
  const Inputs::Item arm{folder.path / "f", "", ""};
  run_step("walk", {{"findings", {arm, arm}}},
           {{"arms", {"p", "a"}},
            {"switches", {"cells"}},
            {"kinds", {"scoring"}},
            {"published", {"grid"}},
            {"audited", {"tissue"}}},
           folder.path / "w");
  const Walk walk = Walk::read(folder.path / "w");
  BOOST_TEST(walk.bars.at("hist_model").bars.at(0).estimate.value == 0);
  BOOST_TEST(walk.bars.at("hist_model").bars.at(0).cells == 48);
}

// The second has its spots and genes in another order, and other names of
// spots; the third has one count more.
BOOST_AUTO_TEST_CASE(a_copy_in_another_order_is_found_once_it_is_read) {
  const TempFolder folder;
  Items items;
  const auto add = [&](const std::string& name,
                       const std::vector<std::string>& genes,
                       const SparseCounts& counts) {
    Dataset d;
    d.section = "d/" + name;
    d.patient = "d/of " + name;
    d.spots = {name + "-1", name + "-2"};
    d.genes = genes;
    d.counts = counts;
    d.array_xy.setZero(2, 2);
    d.pixel_xy.setZero(2, 2);
    d.write(folder.path / name);
    items["dataset"].push_back({folder.path / name, "", ""});
  };
  add("A", {"GNAS", "FN1"}, {2, 2, {0, 2, 3}, {0, 1, 1}, {4, 5, 6}});
  add("B", {"FN1", "GNAS"}, {2, 2, {0, 1, 3}, {0, 0, 1}, {6, 5, 4}});
  add("C", {"GNAS", "FN1"}, {2, 2, {0, 2, 3}, {0, 1, 1}, {4, 5, 7}});
  run_step("section_copies", items, Json::object(), folder.path / "c");
  const auto copies = SectionCopies::read(folder.path / "c").copies;
  BOOST_REQUIRE(copies.size() == 1U);
  BOOST_TEST(copies[0].words() ==
             "d/A (patient d/of A) and d/B (patient d/of B) have the same "
             "counts");
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
