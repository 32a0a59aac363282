// Steps of patients: cohorts, the genome, survival.

#include "core/data/patients/synthetic_map.h"
#include "core/data/patients/synthetic_slide.h"
#include "core/data/stored/predictions.h"
#include "tests/golden/steps.h"

namespace moonstain {

namespace {

Inputs::Item positions_of_genes(Steps& steps, const std::string& name) {
  return steps.file(
      name,
      "symbol\tchromosome\tstart\nA\t17\t39687914\nB\t17\t40388524\n"
      "C\t1\t1000\nD\t1\t2000\n");
}

}  // namespace

void run_cohorts(Steps& steps) {
  const auto cohort = steps.run(
      "cohort", {{"about", "x/all"}, {"id", "id"}, {"matrix_names", {"rna"}}},
      {{"table",
        {steps.file("clinical.tsv",
                    "id\tage\tstage\nP1\t50\tII\nP2\tNA\tI\n")}},
       {"matrices", {steps.file("rna.csv", "id,A,B\nP2,1,2.5\nP1,NA,3\n")}}});
  const auto narrowed =
      steps.run("rows", {{"patients", {"P1"}}}, {{"cohort", {cohort}}});
  steps.run("class_targets", {{"column", "stage"}, {"positive", {"II"}}},
            {{"cohort", {cohort}}});
  steps.run("clinical_features", {{"columns", {"age"}}},
            {{"cohort", {narrowed}}});

  const auto trial = steps.run(
      "cohort", {{"about", "x/trial"}, {"id", "id"}, {"matrix_names", {"rna"}}},
      {{"table",
        {steps.file("trial.tsv",
                    "id\tdays\tdead\tarm\nP1\t9\t1\told\nP2\t7\t0\told\n"
                    "P3\t4\t1\tnew\nP4\t8\t1\tnew\n")}},
       {"matrices",
        {steps.file("trial.csv", "id,A\nP1,1\nP2,3\nP3,7\nP4,6\n")}}},
      "second_cohort");
  steps.run("survival_panel",
            {{"time", "days"}, {"event", "dead"}, {"group", "arm"}},
            {{"cohort", {trial}}});
  steps.run("volcano_panel",
            {{"matrix", "rna"},
             {"group", "arm"},
             {"one", {"new"}},
             {"other", {"old"}}},
            {{"cohort", {trial}}});
}

void run_genome(Steps& steps) {
  // Along the genome: six patients, two loci, two features; three cells.
  const auto positions = positions_of_genes(steps, "positions.tsv");
  const auto carriers = steps.run(
      "cohort",
      {{"about", "x/carriers"},
       {"id", "id"},
       {"matrix_names", {"copy_number", "nn"}}},
      {{"table",
        {steps.file("carriers.tsv",
                    "id\tage\nP1\t1\nP2\t2\nP3\t3\nP4\t4\nP5\t5\nP6\t6"
                    "\n")}},
       {"matrices",
        {steps.file("calls.csv",
                    "id,A,B,C\nP1,-1,-1,0\nP2,-1,-2,0\nP3,-1,0,0\nP4,1,1,"
                    "0\nP5,2,1,0\nP6,1,1,0\n"),
         steps.file("nn.csv",
                    "id,A,D\nP1,1,5\nP2,2,6\nP3,2.5,4\nP4,4,5\nP5,5.5,6.5\n"
                    "P6,3,5\n")}}},
      "cohort_of_carriers");
  const auto tests = steps.run("copy_number_tests",
                               {{"feature_matrix", "nn"},
                                {"least", 2},
                                {"permutations", 20},
                                {"seed", 1}},
                               {{"copy_number", {carriers}},
                                {"features", {carriers}},
                                {"positions", {positions}}});
  steps.run("locus_scores", {{"listed", {"A"}}}, {{"tests", {tests}}});
  steps.run("track_panel", {{"genes", {"A"}}}, {{"tests", {tests}}});
  steps.run("locus_volcano_panel", {{"region", "17q11-21"}},
            {{"tests", {tests}}});
  const auto by_expression =
      steps.run("expression_copy_number",
                {{"about", "x/cells"},
                 {"reference", {"normal"}},
                 {"window", 3},
                 {"least_genes", 2}},
                {{"counts",
                  {steps.file("cells.tsv",
                              "a\tb\tc\td\nA\t9\t8\t4\t3\nB\t7\t8\t3\t4\n"
                              "C\t5\t6\t9\t9\nD\t6\t5\t8\t9\n")}},
                 {"groups",
                  {steps.file("groups.tsv",
                              "a\tnormal\nb\tnormal\nc\ttumour\nd\ttumour\n")}},
                 {"positions", {positions}}});
  steps.run("copy_number_panel", Json::object(), {{"cells", {by_expression}}});
}

namespace {

// Risks by epochs of maps and covariates, of which some are noise.
void run_by_epochs(Steps& steps, const Inputs::Item& followed,
                   const Json& follow_up) {
  const auto clinical = steps.run(
      "clinical_covariates", {{"columns", {"days"}}}, {{"cohort", {followed}}});
  const auto noise =
      steps.run("noise_covariates", {{"count", 2}}, {{"cohort", {followed}}});
  std::vector<Inputs::Item> maps;
  Json patients = Json::array();
  for (int i = 0; i < 12; ++i) {
    const std::string section = concat("synthetic_cells/C", i);
    const SyntheticPatientOptions patient{
        .section = section,
        .patient = concat("synthetic_cells/P", i),
        .genes = {"A", "B"},
        .planted_gene = "A"};
    maps.push_back(
        steps.given(synthetic_map({.rows = 32, .columns = 32}, patient),
                    concat("map_", i), section));
    patients.push_back(concat("P", i));
  }
  steps.run("synthetic_map",
            {{"section", "synthetic_cells/C1"},
             {"patient", "synthetic_cells/P1"},
             {"rows", 32},
             {"columns", 32},
             {"genes", {"A", "B"}},
             {"planted_gene", "A"}},
            {});
  Json how = follow_up;
  how.update({{"folds", 2}, {"fold_seed", 1}});
  Json training = how;
  training.update({{"matrices", {"clinical", "noise"}},
                   {"map_patients", patients},
                   {"epochs", 3},
                   {"learning_rate", 1}});
  const auto risk = steps.run("hist_survival_risk", training,
                              {{"maps", maps},
                               {"features", {clinical, noise}},
                               {"cohort", {followed}}});
  how["from_epoch"] = 1;
  steps.run("epoch_concordance", how,
            {{"risk", {risk}}, {"cohort", {followed}}});
  Json chosen = how;
  chosen["rule"] = "checkpoint";
  steps.run(
      "chosen_epoch", chosen,
      {{"risk", {risk}}, {"cohort", {followed}}, {"chosen_on", {followed}}});
  steps.run("epoch_panel", how, {{"risks", {risk}}, {"cohort", {followed}}});
}

}  // namespace

void run_survival(Steps& steps) {
  std::string outcomes = "id\tdays\tcensorship\n", values = "id,A,B,C\n";
  for (int i = 0; i < 16; ++i) {
    outcomes += concat("P", i, "\t", 3 + i * 7 % 16, "\t", i % 2, "\n");
    values += concat("P", i, ",", i * 5 % 16, ",", i * 3 % 11, ",",
                     i == 4 ? std::string("NA") : concat(i * 11 % 13), "\n");
  }
  const auto followed = steps.run(
      "cohort",
      {{"about", "x/followed"}, {"id", "id"}, {"matrix_names", {"rna"}}},
      {{"table", {steps.file("outcomes.tsv", outcomes)}},
       {"matrices", {steps.file("values.csv", values)}}},
      "followed_cohort");
  const Json follow_up{
      {"time", "days"}, {"event", "censorship"}, {"one_means", "censored"}};
  Json protocol = follow_up;
  protocol.update({{"matrices", {"rna"}},
                   {"folds", 2},
                   {"repeats", 2},
                   {"feature_count", 1}});
  const std::map<std::string, std::vector<Inputs::Item>> of_patients{
      {"features", {followed}}, {"cohort", {followed}}};
  const auto risk = steps.run("survival_risk", protocol, of_patients);
  protocol["permutations"] = 3;
  const auto null = steps.run("survival_null", protocol, of_patients);
  protocol.erase("permutations");
  const auto chances = steps.run("survival_chances", protocol, of_patients);
  steps.run("risk_groups", Json::object(),
            {{"risk", {risk}}, {"cohort", {followed}}});
  steps.run("gene_groups", {{"gene", "B"}, {"matrix", "rna"}},
            {{"cohort", {followed}}});
  Json how = follow_up;
  how.update({{"draws", 100}});
  const auto of_risk = steps.run(
      "survival_scores", how,
      {{"risk", {risk}}, {"cohort", {followed}}, {"permuted", {null}}});
  const auto study = steps.run(
      "synthetic_study",
      {{"cohorts", 2},
       {"patients", 40},
       {"cells", 40},
       {"repeats", 1},
       {"feature_count", 2},
       {"permutations", 3},
       {"draws", 100},
       {"track_permutations", 3},
       {"loci", {"A", "B"}},
       {"planted_locus", "A"}},
      {{"positions", {positions_of_genes(steps, "study_positions.tsv")}}});
  steps.run("study_panel", Json::object(), {{"study", {study}}});
  steps.run("survival_claim_panel", Json::object(),
            {{"scores", {of_risk}}, {"study", {study}}});
  steps.run("forest_panel", Json::object(), {{"scores", {of_risk}}});
  how.update({{"times", {8, 12}}});
  const auto accuracy = steps.run("survival_accuracy", how,
                                  {{"risk", {risk}},
                                   {"cohort", {followed}},
                                   {"base", {risk}},
                                   {"chances", {chances}}});
  steps.run("survival_accuracy_panel", Json::object(),
            {{"scores", {accuracy}}});
  run_by_epochs(steps, followed, follow_up);
}

namespace {

// HiST's network for response, on made-up slides.
void run_responders(Steps& steps) {
  std::vector<Inputs::Item> maps, responses;
  for (int i = 0; i < 6; ++i) {
    const SyntheticSlideOptions slide{
        .section = concat("synthetic_responders/S", i),
        .patient = concat("synthetic_responders/P", i),
        .rows = 32,
        .columns = 32,
        .genes = 2,
        .response_effect = 1};
    Targets response = synthetic_response(slide);
    response.values.setConstant(i % 2 == 0 ? 1.F : 0.F);
    maps.push_back(steps.given(synthetic_slide_map(slide),
                               concat("slide_map_", i), slide.section));
    responses.push_back(
        steps.given(response, concat("response_", i), slide.section));
  }
  const Json about{{"section", "synthetic_responders/S1"},
                   {"patient", "synthetic_responders/P1"},
                   {"rows", 32},
                   {"columns", 32},
                   {"genes", 2},
                   {"kinship", 1}};
  steps.run("synthetic_slide_map", about, {});
  steps.run("synthetic_response", about, {});
  const auto model =
      steps.run("hist_response_model", {{"epochs", 2}, {"learning_rate", 1e-3}},
                {{"maps", maps}, {"targets", responses}});
  // A chance near a half may round to either side; what is scored does not.
  Predictions chance =
      Predictions::read(steps
                            .run("predictions", Json::object(),
                                 {{"model", {model}}, {"map", {maps[0]}}},
                                 "response_chance", maps[0].section)
                            .path);
  chance.values.setConstant(0.75F);
  steps.run(
      "response_scores", {{"about", "synthetic_responders"}},
      {{"predictions", {steps.given(chance, "ruled_chance", maps[0].section)}},
       {"targets", {responses[0]}}});
}

}  // namespace

/// Features of two made-up patients' cells.
void run_patients(Steps& steps) {
  std::vector<Inputs::Item> cells, types, features;
  for (const int i : {1, 2}) {
    const std::string section = concat("synthetic_cells/C", i);
    const Json about{{"seed", 7},
                     {"section", section},
                     {"patient", concat("synthetic_cells/P", i)},
                     {"cells", 60}};
    const auto as = [&](const std::string& name) {
      return i == 1 ? "" : "second_" + name;
    };
    cells.push_back(steps.run("synthetic_cells", about, {},
                              as("synthetic_cells"), section));
    types.push_back(steps.run("synthetic_cell_types", about, {},
                              as("synthetic_cell_types"), section));
    steps.run("synthetic_outcomes", about, {}, as("synthetic_outcomes"),
              section);
  }
  const Json slide{{"section", "synthetic_cells/C1"},
                   {"patient", "synthetic_cells/P1"},
                   {"rows", 8},
                   {"columns", 8},
                   {"genes", {"TOP2A", "LUM"}}};
  const auto tumour = steps.run("synthetic_tumour_dataset", slide, {});
  Json tiles = slide;
  tiles["tile_px"] = 12;
  steps.run("synthetic_tumour_patches", tiles, {{"dataset", {tumour}}});
  const auto genes = steps.run("variable_cell_genes", {{"most_variable", 3}},
                               {{"dataset", cells}, {"types", types}});
  for (const std::size_t i : {0U, 1U}) {
    features.push_back(
        steps.run("cell_features", {{"thin", "number"}, {"thin_to", 50}},
                  {{"dataset", {cells[i]}},
                   {"types", {types[i]}},
                   {"genes", {genes}},
                   {"correlation_genes", {genes}}},
                  i == 0 ? "" : "second_cell_features", cells[i].section));
  }
  steps.run("joined_features", {{"about", "synthetic_cells"}},
            {{"features", features}});
  steps.run("synthetic_cohort", {{"patients", 3}, {"cells", 40}}, {});
  run_responders(steps);
}

}  // namespace moonstain
