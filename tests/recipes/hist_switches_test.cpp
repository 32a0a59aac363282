// The two readings of HiST's recipes, by plan: each value of a switch makes
// other results, and its published reading those that are made without naming
// it.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/eval/findings/findings.h"
#include "core/eval/panels/panel.h"
#include "tests/recipes/whole_program.h"

using namespace moonstain;

namespace {

// Of a plan's steps the ids of their nodes; of no leaf.
struct Planned {
  std::map<std::string, std::set<std::string>> ids;
  std::set<std::string> leaks;
  std::set<std::string> titles;  // of what is found
  std::string stand_ins;         // of all findings, as JSON

  std::set<std::string> of(const std::string& step) const {
    const auto found = ids.find(step);
    return found == ids.end() ? std::set<std::string>{} : found->second;
  }
};

Planned planned(const WholeProgram& program, const std::string& recipe,
                const std::string& settings = "") {
  const int code =
      program.start_apart(concat("plan ", recipe, " --json ", settings));
  BOOST_REQUIRE_MESSAGE(code == 0 || code == 3, program.errors());
  const Json plan = parse_json(program.said(), "plan");
  Planned out;
  for (const Json& node : plan.at("nodes")) {
    out.ids[node.at("step")].insert(node.at("id").get<std::string>());
    if (node.at("step") == "findings") {
      out.titles.insert(node.at("options").at("title").get<std::string>());
      out.stand_ins += node.at("options").value("stand_ins", Json()).dump();
    }
  }
  for (const Json& leak : plan.at("leaks")) {
    out.leaks.insert(concat(leak.at("severity").get<std::string>(), " ",
                            leak.at("unit").get<std::string>()));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_switches_test)

// Of two slices of one mouse. What is given away by white tiles, by JPEG or by
// the network's parts is no measurement of who is held out: no leak more.
BOOST_AUTO_TEST_CASE(readings_of_the_gene_module_change_what_is_trained) {
  const WholeProgram program;
  const Planned usual = planned(program, "demo");
  BOOST_TEST(usual.of("hist_model").size() == 2U);
  BOOST_TEST(usual.of("hist_ablation_model").empty());
  BOOST_TEST(usual.of("background_dataset").empty());
  BOOST_TEST(usual.of("grad_cam").empty());

  const Planned same = planned(
      program, "demo",
      "--set background=white --set jpeg=true --set skips=gated "
      "--set positions=kept --set target_row_shift=0 --set cells=published");
  BOOST_TEST((same.ids == usual.ids));

  for (const char* setting :
       {"background=audited", "jpeg=false", "target_row_shift=1"}) {
    const Planned other = planned(program, "demo", concat("--set ", setting));
    BOOST_TEST(other.of("hist_model").size() == 2U, setting);
    BOOST_TEST((other.of("hist_model") != usual.of("hist_model")), setting);
    BOOST_TEST((other.of("targets") == usual.of("targets")), setting);
    BOOST_TEST((other.leaks == usual.leaks), setting);
  }
  for (const char* setting :
       {"skips=plain", "skips=none", "positions=within_tissue",
        "positions=anywhere", "skips=plain --set positions=anywhere",
        "skips=none --set background=picture"}) {
    const Planned other = planned(program, "demo", concat("--set ", setting));
    BOOST_TEST(other.of("hist_model").empty(), setting);
    BOOST_TEST(other.of("hist_ablation_model").size() == 2U, setting);
    // Baselines do not look at places.
    BOOST_TEST((other.of("ridge_model") == usual.of("ridge_model")), setting);
    BOOST_TEST((other.leaks == usual.leaks), setting);
  }
  // Scoring alone: what is trained stays.
  const Planned tissue = planned(program, "demo", "--set cells=audited");
  BOOST_TEST((tissue.of("hist_model") == usual.of("hist_model")));
  BOOST_TEST((tissue.of("findings") != usual.of("findings")));

  // One map more, of the first held-out section.
  const Planned seen = planned(program, "demo", "--set grad_cam=Penk");
  BOOST_TEST((seen.of("hist_model") == usual.of("hist_model")));
  BOOST_TEST(seen.of("grad_cam").size() == 1U);
  BOOST_TEST(seen.of("grad_cam_panel").size() == 1U);
  BOOST_TEST((seen.of("training_panel") == usual.of("training_panel")));
}

// Hazards that are leaks are told with the unit that they are about.
BOOST_AUTO_TEST_CASE(hazards_that_are_leaks_are_told_and_no_other) {
  const WholeProgram program;
  const Planned usual = planned(program, "demo");
  // Of both sections the network, the mean, three ridges and the spot depth.
  const std::set<std::string> of_all = {
      "label patient mob/mouse1 on both sides of 12 scores"};
  BOOST_TEST(usual.leaks == of_all, boost::test_tools::per_element());
  // The epoch of the lowest error on the section that is scored.
  const Planned best = planned(program, "demo", "--set checkpoint=best");
  BOOST_TEST(best.leaks.contains(
      "selection sections mob/MOB1, mob/MOB2 on both sides of 2 scores"));
  BOOST_TEST((best.of("hist_model") != usual.of("hist_model")));
}

BOOST_AUTO_TEST_CASE(readings_of_the_other_modules_change_their_results) {
  const WholeProgram program;
  const auto changes = [&](const std::string& recipe,
                           const std::string& setting,
                           const std::string& step) {
    const Planned usual = planned(program, recipe);
    const Planned other = planned(program, recipe, concat("--set ", setting));
    BOOST_TEST(!usual.of(step).empty(), recipe);
    BOOST_TEST((other.of(step) != usual.of(step)), recipe << " " << setting);
  };
  changes("hist_tumour", "background=picture", "hist_tumour_model");
  changes("hist_tumour", "jpeg=false", "hist_tumour_model");
  changes("hist_tumour", "checkpoint=audited", "hist_tumour_model");
  changes("hist_slide", "batch=all", "hist_model");
  for (const char* knob : {"folds", "class_weights", "checkpoint"}) {
    changes("hist_response", concat(knob, "=audited"), "hist_response_model");
  }
  changes("hist_survival", "loss=audited", "hist_survival_risk");
  changes("hist_survival", "risk_norm=audited", "hist_survival_risk");
  changes("hist_survival", "rule=audited", "chosen_epoch");
  changes("hist_survival", "rule=audited", "epoch_concordance");
  changes("hist_survival", "rule=checkpoint", "epoch_concordance");
  changes("hist_survival", "covariates=image", "hist_survival_risk");
  changes("hist_survival", "covariates=with_image", "findings");
}

// Whatever makes the tiles' vectors by default, the paper's encoder takes its
// place, and nothing is said to stand in for it.
BOOST_AUTO_TEST_CASE(every_module_takes_the_encoder_of_the_paper) {
  const WholeProgram program;
  write_file(program.folder() / "w.pth", "weights");
  for (const auto& [recipe, usual_step] : std::map<std::string, std::string>{
           {"hist_loocv", "mobilenet_v1"},
           {"hist_tumour", "mobilenet_v1"},
           {"hist_visium", "stain_texture"},
           {"hist_slide", "stain_texture"},
           {"hist_downstream", "mobilenet_v1"}}) {
    const Planned usual = planned(program, recipe);
    const Planned paper =
        planned(program, recipe, "--set encoder=ctranspath --weights w.pth");
    BOOST_TEST(!usual.of(usual_step).empty(), recipe);
    BOOST_TEST(usual.of("ctranspath").empty(), recipe);
    BOOST_TEST(paper.of("ctranspath").size() == usual.of(usual_step).size(),
               recipe);
    BOOST_TEST(paper.of(usual_step).empty(), recipe);
    BOOST_TEST((usual.stand_ins.find("for CTransPath") != std::string::npos) ==
                   (recipe != "hist_downstream"),
               recipe);
    BOOST_TEST(paper.stand_ins.find("for CTransPath") == std::string::npos,
               recipe);
    // Its authors trained it on TCGA, whose patients' bulk is set beside maps.
    const auto of_tcga = [](const std::string& leak) {
      return leak.starts_with("pretraining patients tcga_brca/");
    };
    BOOST_TEST(std::none_of(usual.leaks.begin(), usual.leaks.end(), of_tcga),
               recipe);
    BOOST_TEST(std::any_of(paper.leaks.begin(), paper.leaks.end(), of_tcga) ==
                   (recipe == "hist_downstream"),
               recipe);
  }
}

// A page that says of what its network is follows the choice.
BOOST_AUTO_TEST_CASE(the_title_of_the_survival_head_names_its_covariates) {
  const WholeProgram program;
  for (const auto& [covariates, words] : std::map<std::string, std::string>{
           {"clinical", "clinical covariates"},
           {"with_image", "clinical covariates and bulk expression"},
           {"image", "bulk expression"}}) {
    const Planned plan = planned(program, "hist_survival",
                                 concat("--set covariates=", covariates));
    BOOST_TEST(plan.titles.size() == 6U, covariates);
    BOOST_TEST(plan.titles.contains(concat("HiST's survival head on ", words,
                                           ", trained by epochs")),
               covariates);
  }
}

// Dealt out one by one, slides of a held-out slide's patient are learned from;
// what is chosen by held-out slides is told beside it, and every switch turned
// leaves nothing.
BOOST_AUTO_TEST_CASE(folds_by_slide_leak_what_is_known_of_the_patient) {
  const WholeProgram program;
  const auto of_patients = [](const Planned& plan) {
    return std::count_if(plan.leaks.begin(), plan.leaks.end(),
                         [](const std::string& leak) {
                           return leak.starts_with("label patient");
                         });
  };
  BOOST_TEST(of_patients(planned(program, "hist_response")) == 1);
  BOOST_TEST(of_patients(planned(program, "hist_response",
                                 "--set folds=patient")) == 0);
  BOOST_TEST(program.start_apart("lint hist_response") == 0, program.errors());
  const std::string said = program.said();
  BOOST_TEST(said.starts_with("leak (label): patients synthetic_responders/P"),
             said);
  BOOST_TEST(said.find("acknowledged: switch folds") != std::string::npos,
             said);
  BOOST_TEST(program.start_apart(
                 "lint hist_response --set folds=audited "
                 "--set class_weights=audited --set checkpoint=audited") == 0,
             program.errors());
  BOOST_TEST(program.said().starts_with("0 leaks"), program.said());
}

// Of 17 patients who respond and 13 who do not each fold has three or four, and
// two or three, and of each patient both slides.
BOOST_AUTO_TEST_CASE(folds_by_patient_have_their_share_of_responders) {
  const WholeProgram program;
  const int code =
      program.start_apart("plan hist_response --json --set folds=patient");
  BOOST_REQUIRE_MESSAGE(code == 0 || code == 3, program.errors());
  const Json plan = parse_json(program.said(), "plan");
  const Json& nodes = plan.at("nodes");
  std::size_t scored = 0;
  for (const Json& node : nodes) {
    if (node.at("step") != "response_scores") continue;
    ++scored;
    std::map<std::string, int> slides;
    int responders = 0;
    for (const Json& at : node.at("inputs").at("targets")) {
      const Json& options = nodes.at(at.get<std::size_t>()).at("options");
      const auto patient = options.at("patient").get<std::string>();
      if (++slides[patient] > 1) continue;
      for (const Json& one : options.at("responders")) {
        responders +=
            patient == concat("synthetic_responders/", one.get<std::string>());
      }
    }
    BOOST_TEST(slides.size() == 6U);
    for (const auto& [patient, count] : slides) {
      BOOST_TEST(count == 2, patient);
    }
    BOOST_TEST((responders == 3 || responders == 4), responders);
  }
  BOOST_TEST(scored == 20U);  // network and mean, two cohorts, five folds
}

// A fold's highest epoch is chosen by whom the score is about; the last is not.
BOOST_AUTO_TEST_CASE(a_score_at_the_highest_epoch_is_told) {
  const WholeProgram program;
  for (const char* rule : {"published", "checkpoint"}) {
    const int code =
        program.start_apart(concat("lint hist_survival --set rule=", rule));
    BOOST_TEST(code == 0, program.errors());
    const std::string said = program.said();
    BOOST_TEST(said.starts_with("leak (selection): patients tcga_brca/"), said);
    BOOST_TEST(said.find("-> chosen_epoch -> epoch_concordance    "
                         "acknowledged: switch rule") != std::string::npos,
               said);
    BOOST_TEST(
        said.find("1 leak, 0 unacknowledged; 0 unused") != std::string::npos,
        said);
  }
  program.start_apart("lint hist_survival --set rule=audited");
  BOOST_TEST(program.said().starts_with("0 leaks"), program.said());
}

// A score that chose its own epoch would be told of nobody: there is none.
BOOST_AUTO_TEST_CASE(no_score_chooses_the_epoch_it_is_at) {
  const WholeProgram program;
  const fs::path source = fs::current_path() / "recipes/hist_survival";
  std::string text = read_file(source / "recipe.lua");
  const std::string scored = "risk = noise_risks[i], from_epoch = 20,";
  const auto at = text.find(scored);
  BOOST_REQUIRE(at != std::string::npos);
  text.replace(at, scored.size(), "rule = rule, " + scored);
  const fs::path recipe = program.folder() / "hole";
  fs::create_directory(recipe);
  write_file(recipe / "recipe.lua", text);
  fs::copy_file(source / "expected_not_here.json",
                recipe / "expected_not_here.json");
  BOOST_TEST(program.start_apart("lint hole") != 0);
  BOOST_TEST(program.errors().find("epoch_concordance: no option 'rule'") !=
                 std::string::npos,
             program.errors());
}

// An ablation is run to its page: what is shown of the model is of the network
// without the part.
BOOST_AUTO_TEST_CASE(an_ablation_has_a_page_of_its_own) {
  const WholeProgram program;
  const Findings findings = program.findings(
      "demo", "--set epochs=2 --set skips=none --set positions=anywhere");
  BOOST_TEST(findings.model == "hist_ablation_model");
  BOOST_TEST(findings.find("hist_model") == nullptr);
  BOOST_TEST(findings.training.models.size() == 2U);
  const auto drawn = std::count_if(
      findings.panels.begin(), findings.panels.end(), [](const Panel& panel) {
        return panel.title == "What the tissue mask alone scores";
      });
  BOOST_TEST(drawn == 1);
}

BOOST_AUTO_TEST_SUITE_END()
