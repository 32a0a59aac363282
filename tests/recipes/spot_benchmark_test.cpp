// The benchmark of methods over spots in small, on the two sections that ship:
// one animal, so that each section is predicted by a model that saw the other.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "core/eval/panels/panel.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

constexpr const char* kSmall =
    " --set dataset=mob --set protocol=p1 --set profile=quick"
    " --set methods=features --set hist2rna_epochs=2 --set deeppt_epochs=2"
    " --set sequoia_spots_epochs=1 --set bleep_epochs=2";

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_benchmark_test)

BOOST_AUTO_TEST_CASE(methods_are_ranked_beside_controls) {
  const WholeProgram program;
  const Findings findings = program.findings("spot_benchmark", kSmall);
  for (const char* predictor :
       {"hist2rna", "deeppt", "sequoia_spots", "bleep", "colour_ridge",
        "colour_sd_ridge", "ridge_features", "pca_ridge", "nearest_50",
        "spot_depth"}) {
    BOOST_TEST(std::isfinite(findings.headline_value(predictor)), predictor);
  }
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  BOOST_TEST(findings.model == "hist2rna");
  BOOST_TEST(findings.notes.at(0).find("colour ridge (") != std::string::npos);
  BOOST_TEST(findings.panels.at(0).title == "All methods and controls");
  // One animal, and all that is scored of it, but for the oracle and what is
  // undefined: the training mean.
  const auto& ranks = std::get<RanksPanel>(findings.panels.at(2).data);
  BOOST_TEST(ranks.units == 1U);
  BOOST_TEST(ranks.rows.size() == 9U);
  BOOST_TEST(ranks.bars.empty());
  BOOST_TEST(ranks.note.starts_with("No bar is drawn: with 1 patient "));
  BOOST_TEST(ranks.note.find(" 1 method is left out") != std::string::npos);
  const TableColumn& parameters =
      std::get<TablePanel>(findings.panels.at(0).data).columns.back();
  BOOST_TEST(parameters.head == "parameters");
  BOOST_TEST(
      std::count(parameters.texts.begin(), parameters.texts.end(), "-") == 7);

  // Published numbers of every method, each beside its own; of those that were
  // not run that they cannot be tested.
  BOOST_TEST(findings.claims.size() == 106U);
  std::map<std::string, int> claims;
  for (const JudgedClaim& claim : findings.claims) {
    BOOST_TEST_CONTEXT(claim.claim) {
      BOOST_REQUIRE(claim.predictor.has_value());
      ++claims[*claim.predictor];
      if (findings.find(*claim.predictor) == nullptr) {
        BOOST_TEST(std::isnan(claim.ours.value));
        BOOST_TEST((claim.number.verdict == NumberVerdict::cannot_be_tested));
      } else if (claim.metric == "pearson.mean") {
        BOOST_TEST(claim.ours.value ==
                   findings.headline_value(*claim.predictor));
      }
    }
  }
  BOOST_TEST(claims["histogene"] == 22);
  BOOST_TEST(claims["bleep"] == 14);
  BOOST_TEST(claims["pca_ridge"] == 3);
  BOOST_TEST(claims.size() == 16U);
}

BOOST_AUTO_TEST_CASE(every_method_can_be_planned) {
  const WholeProgram program;
  const std::string plan = program.say(
      "plan recipes/spot_benchmark --json --set dataset=mob --set "
      "protocol=p1");
  for (const char* step :
       {"hist2rna_model", "deeppt_model", "sequoia_model", "istar_model",
        "stnet_model", "igidl_model", "histogene_model", "hist2st_model",
        "thitogene_model", "bleep_frozen_model", "hist_model", "gate_model",
        "hespotex_model", "ghist_model"}) {
    BOOST_TEST(plan.find(concat("\"", step, "\"")) != std::string::npos, step);
  }
  // Of two sections one is left to learn from, and these look up another.
  for (const char* step : {"egnv2_model", "egnv1_model"}) {
    BOOST_TEST(plan.find(concat("\"", step, "\"")) == std::string::npos, step);
  }
}

// Methods and controls alike, and beside them what the mask alone scores.
BOOST_AUTO_TEST_CASE(cells_of_the_grid_can_be_scored) {
  const WholeProgram program;
  const std::string plan = concat("plan recipes/spot_benchmark --json", kSmall);
  BOOST_TEST(program.say(plan).find("tissue_mask") == std::string::npos);
  const std::string on_grid = program.say(plan + " --set cells=whole_grid");
  for (const char* words :
       {"\"name\": \"tissue_mask\"", "\"reading\": \"whole_grid\"",
        "where no spot lies measurement and prediction are 0"}) {
    BOOST_TEST(on_grid.find(words) != std::string::npos, words);
  }
}

// Labels name the encoder; it stands in for those of the papers that have
// another one, and of no other.
BOOST_AUTO_TEST_CASE(an_encoder_of_imagenet_is_planned_by_its_file) {
  const WholeProgram program;
  const std::string plan = concat("plan recipes/spot_benchmark --json", kSmall);
  const std::string refused = program.say(plan + " --set encoder=resnet18", 2);
  BOOST_TEST(
      refused.find("weights are missing: name a file by --weights FILE, "
                   "resnet18-f37072fd.pth as torchvision publishes it, its "
                   "weights IMAGENET1K_V1 of resnet18, or their state as "
                   "safetensors") != std::string::npos,
      refused);
  write_file(program.folder() / "w.pth", "weights");
  const std::string said =
      program.say(plan + " --set encoder=resnet18 --weights w.pth");
  for (const char* words :
       {"\"step\": \"resnet18\"", "hist2RNA (frozen ResNet-18 features)",
        "ResNet-18 of ImageNet, for each method's own encoder"}) {
    BOOST_TEST(said.find(words) != std::string::npos, words << "\n" << said);
  }
  BOOST_TEST(said.find("\"step\": \"mobilenet_v1\"") == std::string::npos);
  const std::string own =
      program.say(plan + " --set encoder=resnet50 --weights w.pth");
  BOOST_TEST(own.find("hist2RNA (frozen ResNet-50 features)") !=
             std::string::npos);
  BOOST_TEST(own.find("own encoder") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
