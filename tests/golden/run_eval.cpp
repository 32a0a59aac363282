// Baselines, scores, panels, findings.

#include "core/data/stored/dataset.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/grid_values.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/pair_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "tests/golden/steps.h"

namespace moonstain {

namespace {

/// The second section laid on the first, spot on spot.
PairMap pair_of(const fs::path& a, const fs::path& b) {
  const Dataset first = Dataset::read(a);
  const Dataset second = Dataset::read(b);
  PairMap pair;
  pair.section_a = first.section;
  pair.section_b = second.section;
  pair.dice = 1;
  pair.spots_a = first.spots;
  pair.spots_b = second.spots;
  pair.xy_a = first.pixel_xy;
  pair.xy_b = second.pixel_xy;
  pair.reach_px = 70;
  pair.near = near_points(pair.xy_a, pair.xy_b, pair.reach_px);
  return pair;
}

NucleusCounts nuclei_of(const fs::path& dataset) {
  const Dataset section = Dataset::read(dataset);
  NucleusCounts made;
  made.section = section.section;
  made.spots = section.spots;
  made.side_px = 64;
  const auto spots = static_cast<Eigen::Index>(made.spots.size());
  made.factor.resize(spots);
  for (Eigen::Index spot = 0; spot < spots; ++spot) {
    made.distinct.push_back(static_cast<std::int32_t>(spot + 1));
    made.factor[spot] =
        1 + static_cast<double>(spot + 1) / static_cast<double>(spots);
  }
  return made;
}

/// A pathologist's labels of a section: every third spot is cancer.
std::string labels_of(const Inputs::Item& dataset) {
  const Dataset places = Dataset::read_places(dataset.path);
  std::string text = "x\ty\tlabel\n";
  for (Eigen::Index spot = 0; spot < places.array_xy.rows(); ++spot) {
    text += concat(places.array_xy(spot, 0), "\t", places.array_xy(spot, 1),
                   spot % 3 == 0 ? "\tcancer\n" : "\tconnective tissue\n");
  }
  return text;
}

// What is read from maps: of predictions beside what was measured.
void run_downstream(Steps& steps, const Inputs::Item& predicted,
                    const Inputs::Item& measured, const Inputs::Item& dataset,
                    const Inputs::Item& profile, const Inputs::Item& cohort) {
  const auto sets = steps.file("sets.gmt",
                               "first\tmade up\tgene0\tgene1\n"
                               "second\tmade up\tgene1\tgene2\n");
  struct Analysed {
    Inputs::Item clusters, tests, terms;
  };
  const auto analysed = [&](const Inputs::Item& values,
                            std::vector<Inputs::Item> like, std::string as) {
    const std::string name = std::move(as);
    const Json how{{"most_variable", 3}, {"neighbours", 6}, {"components", 2}};
    Analysed out;
    out.clusters = steps.run(
        "expression_clusters", how, {{"predictions", {values}}, {"like", like}},
        name.empty() ? "" : name + "_clusters", section(2));
    out.tests =
        steps.run("gene_tests", Json::object(),
                  {{"predictions", {values}},
                   {"groups", {like.empty() ? out.clusters : like.front()}}},
                  name.empty() ? "" : name + "_tests", section(2));
    out.terms = steps.run(
        "enriched_terms",
        {{"min_genes", 1}, {"threshold", 1.0}, {"term_threshold", 1.0}},
        {{"tests", {out.tests}}, {"sets", {sets}}, {"dataset", {dataset}}},
        name.empty() ? "" : name + "_terms", section(2));
    return out;
  };
  const Analysed of_measured = analysed(measured, {}, "measured");
  const Analysed own = analysed(predicted, {of_measured.clusters}, "");
  const auto scores = steps.run("group_scores", {{"threshold", 1.0}},
                                {{"predictions", {predicted}},
                                 {"tests", {own.tests}},
                                 {"measured_tests", {of_measured.tests}},
                                 {"terms", {own.terms}},
                                 {"measured_terms", {of_measured.terms}},
                                 {"clusters", {own.clusters}},
                                 {"measured_clusters", {of_measured.clusters}}},
                                "", section(2));
  steps.run("group_panel", Json::object(), {{"scores", {scores}}});
  steps.run("terms_panel", Json::object(),
            {{"measured", {of_measured.terms}}, {"predicted", {own.terms}}});
  steps.run("cluster_panel", Json::object(),
            {{"dataset", {dataset}},
             {"measured", {of_measured.clusters}},
             {"predicted", {own.clusters}}});
  const std::map<std::string, std::vector<Inputs::Item>> beside{
      {"profile", {profile}}, {"cohort", {cohort}}};
  steps.run("bulk_panel", Json::object(),
            {{"scores",
              {steps.run("bulk_scores", Json::object(), beside),
               steps.run("average_bulk_scores", Json::object(), beside)}}});
}

// HiST's predictions with values of a rule in place of its own: what is trained
// rounds by the CPU, and of a few spots all that is scored and drawn with it.
Predicted by_rule(Steps& steps, const Predicted& trained,
                  const Inputs::Item& grid) {
  GridValues map = GridValues::read(trained.map.path);
  for (Eigen::Index cell = 0; cell < map.values.rows(); ++cell) {
    for (Eigen::Index gene = 0; gene < map.values.cols(); ++gene) {
      map.values(cell, gene) =
          static_cast<float>((7 * cell + 5 * gene * gene) % 11) / 8.0F;
    }
  }
  Predictions spots = at_spots(map, GridMap::read(grid.path));
  spots.of_grid = Predictions::read(trained.predictions.path).of_grid;
  return {trained.model, steps.given(spots, "ruled_predictions", section(2)),
          steps.given(map, "ruled_grid_predictions", section(2))};
}

}  // namespace

void run_eval(Steps& steps, const Sections& made, const Pictures& pictures,
              const Predicted& predicted) {
  const auto& [datasets, patches, targets, grids, features, colours] = made;
  const auto& [model, predictions, map] = by_rule(steps, predicted, grids[1]);
  const auto ridge =
      steps.run("ridge_model", {{"alpha", 1.0}},
                {{"features", {colours[0]}}, {"targets", {targets[0]}}});
  std::vector<Inputs::Item> baselines;
  const auto score = [&](const Inputs::Item& made, const std::string& as,
                         const std::vector<Inputs::Item>& of_cells = {}) {
    return steps.run("expression_scores", Json::object(),
                     {{"predictions", {made}},
                      {"map", of_cells},
                      {"targets", {targets[1]}},
                      {"training", {targets[0]}},
                      {"dataset", {datasets[1]}},
                      {"grid", {grids[1]}}},
                     as, section(2));
  };
  const auto by_ridge =
      steps.run("ridge_predictions", Json::object(),
                {{"model", {ridge}}, {"features", {colours[1]}}});
  baselines.push_back(score(by_ridge, "scores_ridge"));
  const auto choice =
      steps.run("candidate_choice", Json::object(),
                {{"tried", {by_ridge}}, {"targets", {targets[1]}}});
  steps.run("chosen_predictions", Json::object(),
            {{"choice", {choice}}, {"predictions", {by_ridge}}});
  steps.run("choice_panel", Json::object(), {{"choices", {choice}}});
  const auto by_mean =
      steps.run("mean_predictions", Json::object(),
                {{"targets", {targets[0]}}, {"grid", {grids[1]}}});
  steps.run("averaged_predictions", Json::object(),
            {{"predictions", {by_ridge}}, {"beside", {by_mean}}});
  baselines.push_back(score(by_mean, "scores_mean"));
  baselines.push_back(
      score(steps.run("mask_predictions", Json::object(),
                      {{"targets", {targets[1]}}, {"grid", {grids[1]}}}),
            "scores_mask"));
  const auto depth =
      steps.run("depth_predictions", Json::object(),
                {{"training", {targets[0]}}, {"targets", {targets[1]}}});
  baselines.push_back(score(depth, "scores_depth"));
  const auto scores = score(predictions, "", {map});
  auto of_all = baselines;
  of_all.push_back(scores);
  steps.run("mask_identity_panel", Json::object(), {{"scores", of_all}});
  const auto labelled = steps.run(
      "label_targets", {{"positive", {"cancer"}}, {"name", "cancer"}},
      {{"dataset", {datasets[1]}},
       {"labels", {steps.file("labels.tsv", labels_of(datasets[1]))}}},
      "", section(2));
  // The spots that are labelled.
  const auto as_labelled =
      steps.run("measured_predictions", Json::object(),
                {{"targets", {labelled}}}, "measured_labels", section(2));
  steps.run("marked_predictions", Json::object(),
            {{"predictions", {depth}}, {"mask", {as_labelled}}}, "",
            section(2));
  // A mask by where there is tissue.
  const auto by_tissue =
      steps.run("mask_predictions", Json::object(),
                {{"targets", {labelled}}, {"grid", {grids[1]}}},
                "mask_by_tissue", section(2));
  const auto mask_score = steps.run("mask_scores", Json::object(),
                                    {{"predictions", {by_tissue}},
                                     {"targets", {labelled}},
                                     {"grid", {grids[1]}}},
                                    "", section(2));
  steps.run("pooled_mask_scores", {{"about", "synthetic"}},
            {{"predictions", {by_tissue}},
             {"targets", {labelled}},
             {"grid", {grids[1]}},
             {"scores", {mask_score}}});
  steps.run("diagnosis_scores", {{"about", "synthetic"}},
            {{"predictions", {depth}},
             {"classes", {labelled}},
             {"dataset", {datasets[1]}}});
  const auto measured = steps.run("measured_predictions", Json::object(),
                                  {{"targets", {targets[1]}}}, "", section(2));
  const auto marked =
      steps.run("marker_score", {{"markers", {"gene0"}}, {"name", "cancer"}},
                {{"predictions", {depth}}}, "", section(2));
  steps.run("top_spots", {{"share", 0.25}},
            {{"dataset", {datasets[1]}}, {"score", {marked}}});
  steps.run("top_targets", {{"share", 0.25}, {"markers", {"gene0"}}},
            {{"targets", {targets[1]}}});
  steps.run("component_score", Json::object(), {{"features", {colours[1]}}});
  const auto made_nuclei = steps.given(nuclei_of(datasets[1].path),
                                       "nucleus_counts_made", section(2));
  steps.run("nucleus_score", Json::object(), {{"nuclei", {made_nuclei}}});
  const auto stable =
      steps.run("slide_agreement", Json::object(),
                {{"predictions", {depth}}, {"unchanged", {predictions}}});
  steps.run("slide_agreement_panel", {{"changes", {"none"}}},
            {{"scores", {stable}}});
  steps.run("pseudobulk", {{"about", "x/bulk"}}, {{"dataset", datasets}});
  const auto slide =
      steps.run("slide_values", Json::object(),
                {{"predictions", {depth}}, {"dataset", {datasets[1]}}});
  const auto of_slides = steps.run(
      "cohort",
      {{"about", "x/slides"}, {"id", "id"}, {"matrix_names", {"rna"}}},
      {{"table",
        {steps.file("status.tsv",
                    "id\ther2\nP1\tPositive\nP2\tNegative\n"
                    "P3\tPositive\n")}},
       {"matrices",
        {steps.file("slides.csv",
                    "id,gene0,gene1,gene2\nP1,1,2,5\nP2,3,2.5,4\n"
                    "P3,2,7,1\n")}}},
      "third_cohort");
  steps.run(
      "slide_scores",
      {{"permutations", 20},
       {"status_genes", {"gene1"}},
       {"status_columns", {"her2"}}},
      {{"predictions",
        {steps.slide_of(slide, "P1", 0.3F), steps.slide_of(slide, "P2", 0.1F),
         steps.slide_of(slide, "P3", -0.2F)}},
       {"cohort", {of_slides}}});
  run_downstream(steps, depth, measured, datasets[1], slide, of_slides);
  const auto pair = steps.given(pair_of(datasets[0].path, datasets[1].path),
                                "made_pair_map", section(1));
  steps.run("copied_predictions", {{"sections", {"S1"}}},
            {{"pair_map", {pair}}, {"targets", {targets[1]}}});
  steps.run("factor_predictions", Json::object(),
            {{"targets", {targets[0]}}, {"nuclei", {made_nuclei}}});
  const auto of_pair =
      steps.run("consistency_scores", {{"rotations", 20}},
                {{"predictions",
                  {steps.run("ridge_predictions", Json::object(),
                             {{"model", {ridge}}, {"features", {colours[0]}}},
                             "second_ridge_predictions", section(1)),
                   by_ridge}},
                 {"targets", {targets[0], targets[1]}},
                 {"pair_map", {pair}},
                 {"training", {targets[0]}}});
  steps.run("pair_table_panel", Json::object(), {{"scores", {of_pair}}});
  steps.run("pair_scatter_panel", Json::object(), {{"scores", {of_pair}}});
  const auto seen = steps.seen_classes(targets[1]);
  steps.run("class_scores", Json::object(),
            {{"predictions", {depth}}, {"targets", {seen}}});
  const std::map<std::string, std::vector<Inputs::Item>> of_one{
      {"predictions", {steps.of_first<Predictions>(depth)}},
      {"targets", {steps.of_first<Targets>(seen)}}};
  steps.run("roc_panel", Json::object(), of_one);
  steps.run("confusion_panel", Json::object(), of_one);
  steps.run("picture_panel", Json::object(),
            {{"dataset", {datasets[1]}},
             {"targets", {seen}},
             {"picture", {pictures.image}}});
  steps.run("table_panel", Json::object(), {{"scores", {scores}}});
  steps.run("own_best_panel", {{"item_count", 2}}, {{"scores", {scores}}});
  steps.run("fold_groups_panel", {{"folds", 2}},
            {{"slides",
              {steps.file("slides.tsv",
                          "slide\tpatient\n1\ta\n2\ta\n3\tb\n4\tc\n")}}});
  const std::map<std::string, std::vector<Inputs::Item>> drawn{
      {"scores", {scores}},
      {"dataset", {datasets[1]}},
      {"targets", {targets[1]}},
      {"predictions", {predictions}}};
  const auto maps = steps.run("map_panel", Json::object(), drawn);
  steps.run("scatter_panel", Json::object(),
            {{"scores", {scores}},
             {"targets", {targets[1]}},
             {"predictions", {predictions}}});
  steps.run("heat_map_panel", Json::object(), {{"scores", {scores}}});
  steps.run("training_panel", Json::object(), {{"models", {model}}});
  const auto findings = steps.run("findings", Json::object(),
                                  {{"scores", {scores}},
                                   {"baselines", baselines},
                                   {"models", {model}},
                                   {"panels", {maps}},
                                   {"dataset", {datasets[1]}}});
  std::vector<Inputs::Item> ranked{scores};
  ranked.insert(ranked.end(), baselines.begin(), baselines.end());
  steps.run("ranking_panel", {{"against", "ridge_features"}},
            {{"scores", ranked}, {"dataset", {datasets[0], datasets[1]}}});
  steps.run("section_copies", Json::object(),
            {{"dataset", {datasets[0], datasets[1]}}});
  steps.run("walk",
            {{"arms", {"p", "a"}},
             {"switches", {"cells"}},
             {"kinds", {"scoring"}},
             {"published", {"whole_grid"}},
             {"audited", {"tissue"}}},
            {{"findings", {findings, findings}}});
}

}  // namespace moonstain
