// Steps that make up or read sections and pictures.

#include "core/data/image/png.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/tissue_view.h"
#include "tests/golden/steps.h"
#include "tests/support/h5_file.h"
#include "tests/support/hest_patches.h"

namespace moonstain {

namespace {

// A slide with a leaning ellipse of noise under HiST's grid.
void run_slide_grid(Steps& steps) {
  Picture picture{160, 120, {}};
  for (std::int64_t y = 0; y < 120; ++y) {
    for (std::int64_t x = 0; x < 160; ++x) {
      const std::int64_t dx = x - 80, dy = y - 60;
      const bool tissue = 5 * dx * dx + 6 * dx * dy + 3 * dy * dy <= 4000;
      for (std::int64_t k = 0; k < 3; ++k) {
        const auto at = static_cast<std::uint32_t>(7 * x * x + 13 * y * y +
                                                   5 * x * y + 31 * k);
        picture.rgb.push_back(
            tissue ? static_cast<std::uint8_t>(at * 2654435761U >> 24) : 240);
      }
    }
  }
  const auto slide = steps.file("leaning.png", png_encode(picture));
  const std::string name = "x/leaning";
  const auto under =
      steps.run("slide_grid", {{"section", name}, {"patient", "x/P"}},
                {{"slide", {slide}}}, "", name);
  const auto tiles = steps.run("slide_grid_dataset", Json::object(),
                               {{"slide_grid", {under}}}, "", name);
  const auto cut =
      steps.run("slide_grid_patches", {{"tile_px", 3}},
                {{"slide_grid", {under}}, {"slide", {slide}}}, "", name);
  steps.run("clean_patches", {{"most_waste", 0.5}}, {{"patches", {cut}}}, "",
            name);
  steps.run("grid", {{"row_offset", 0}, {"blank_rows", 0}},
            {{"dataset", {tiles}}}, "slide_grid_map", name);
  Predictions predictions;
  predictions.about = name;
  predictions.predictor.name = "made";
  predictions.names = Dataset::read_places(tiles.path).spots;
  predictions.variables = {"A"};
  predictions.values = Eigen::VectorXf::LinSpaced(5120, 0.F, 5119.F);
  steps.run("slide_map_panel", {{"longest_px", 64}},
            {{"slide_grid", {under}},
             {"slide", {slide}},
             {"predictions", {steps.given(predictions, "maps", name)}}});
}

// Features that another program has stored of two of a section's spots.
void run_feature_file(Steps& steps, const Inputs::Item& dataset) {
  const std::vector<std::string> spots =
      Dataset::read_places(dataset.path).spots;
  const auto stored = steps.file("features.h5", [&](const fs::path& path) {
    H5File out(path);
    out.numbers<float>("features", {1, 2, 3, 4, 5, 6}, {3, 2});
    out.strings("barcodes", {spots[3], "none", spots[1]});
  });
  const auto features =
      steps.run("feature_file", {{"most_missing", 0.9}},
                {{"dataset", {dataset}},
                 {"file", {stored}},
                 {"encoder", {steps.file("encoder.txt", "made up\n")}}},
                "", dataset.section);
  steps.run("featured_spots", Json::object(),
            {{"dataset", {dataset}}, {"features", {features}}});
}

}  // namespace

Sections run_sections(Steps& steps) {
  Sections made;
  auto& [datasets, patches, targets, grids, features, colours] = made;
  for (const int i : {1, 2}) {
    const std::string copy = i == 1 ? "" : "second_";
    const auto as = [&](const std::string& name) {
      return copy.empty() ? "" : copy + name;
    };
    datasets.push_back(steps.run("synthetic_dataset", about(i), {},
                                 as("synthetic_dataset"), section(i)));
    Json tiles = about(i);
    tiles["tile_px"] = 32;
    patches.push_back(steps.run("synthetic_patches", tiles,
                                {{"dataset", {datasets.back()}}},
                                as("synthetic_patches"), section(i)));
    grids.push_back(steps.run("grid", {{"rows", 32}, {"columns", 32}},
                              {{"dataset", {datasets.back()}}},
                              concat("synthetic_grid_", i), section(i)));
    targets.push_back(steps.run("targets", Json::object(),
                                {{"dataset", {datasets.back()}}}, as("targets"),
                                section(i)));
    features.push_back(steps.run("stain_texture", Json::object(),
                                 {{"patches", {patches.back()}}},
                                 as("stain_texture"), section(i)));
    colours.push_back(steps.run("colour", {{"statistics", "nine"}},
                                {{"patches", {patches.back()}}},
                                concat("synthetic_colour_", i), section(i)));
  }

  run_feature_file(steps, datasets[0]);
  steps.run("dense_dataset", {{"step_px", 70}, {"cells", 4}},
            {{"dataset", {datasets[0]}}}, "", datasets[0].section);
  steps.run("gene_choice",
            {{"most_variable", 3}, {"bins", 1}, {"min_spots", 30}},
            {{"dataset", {datasets[0]}}, {"presence", datasets}});
  steps.run(
      "moran_genes",
      {{"neighbours", 4}, {"below_p", 0.9}, {"above_index", -0.9}},
      {{"dataset", datasets}, {"also", {steps.file("also.txt", "CD4\n")}}});
  const auto genes =
      steps.run("shared_genes", Json::object(), {{"dataset", datasets}});
  steps.run("top_genes", {{"by", "variance"}, {"most", 3}, {"min_share", 0.1}},
            {{"dataset", datasets}});
  steps.run("smoothed_targets", Json::object(),
            {{"dataset", {datasets[0]}}, {"targets", {targets[0]}}});
  steps.run("smoothed_features", Json::object(),
            {{"dataset", {datasets[0]}}, {"features", {features[0]}}});
  steps.run("kept_features", Json::object(),
            {{"dataset", {datasets[0]}}, {"features", {features[0]}}});
  // Of five genes a span of all makes the curve.
  steps.run("variable_genes",
            {{"most_variable", 2}, {"span", 1.0}, {"min_spots", 1}},
            {{"dataset", datasets}, {"gene_list", {genes}}});
  return made;
}

Pictures run_files(Steps& steps) {
  // The reader of files, on a table of three spots.
  Picture picture;
  picture.width_px = 64;
  picture.height_px = 64;
  picture.rgb.resize(64 * 64 * 3);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
    picture.rgb[i] = static_cast<std::uint8_t>(i * 7 % 251);
  }
  const auto image = steps.file("picture.png", png_encode(picture));
  const auto counts =
      steps.file("counts.tsv", "\tA\tB\n1x1\t1\t2\n1x2\t0\t3\n2x1\t4\t0\n");
  const auto spots =
      steps.file("spots.tsv",
                 "x\ty\tnew_x\tnew_y\tpixel_x\tpixel_y\tselected\n"
                 "1\t1\t1\t1\t20\t20\t1\n1\t2\t1\t2\t20\t40\t1\n"
                 "2\t1\t2\t1\t40\t20\t1\n");
  const auto table = steps.run(
      "dataset", {{"section", "x/1"}, {"patient", "x/P"}},
      {{"counts", {counts}}, {"spots", {spots}}, {"picture", {image}}}, "",
      "x/1");
  steps.run("grid", Json::object(), {{"dataset", {table}}});
  const auto tiles = steps.run(
      "patches", {{"crop_px", 15}, {"tile_px", 8}, {"jpeg_quality", 75}},
      {{"dataset", {table}}, {"picture", {image}}});
  const auto colours =
      steps.run("colour", {{"statistics", "nine"}}, {{"patches", {tiles}}});
  const auto mean = steps.run("colour", {{"statistics", "mean"}},
                              {{"patches", {tiles}}}, "mean_colour");
  steps.run("side_by_side", Json::object(),
            {{"features", {colours}}, {"beside", {mean}}});
  // Of 44 px, those at 20 and 40 clipped; 42 px of height to 8 by area.
  steps.run("clipped_patches", {{"side_px", 45}, {"tile_px", 8}},
            {{"dataset", {table}}, {"picture", {image}}});
  steps.run("spot_graph", {{"neighbours", 2}}, {{"dataset", {table}}});
  steps.run("spot_graph",
            {{"neighbours", 2},
             {"with_self", false},
             {"undirected", false},
             {"on_array", true},
             {"reach", 2}},
            {{"dataset", {table}}}, "spot_graph_on_array");
  steps.run("edge_distance", Json::object(), {{"dataset", {table}}});
  steps.run("counted_dataset", {{"min_spots", 2}}, {{"dataset", {table}}});
  steps.run(
      "listed_dataset", {{"absent", "zero"}},
      {{"dataset", {table}}, {"genes", {steps.file("listed.txt", "B\nC\n")}}});

  // Nuclei: four blue squares of 5 um on pink tissue.
  for (std::size_t i = 0; i < picture.rgb.size() / 3; ++i) {
    const bool blue = i % 32 < 10 && i / 64 % 32 < 10;
    const int colour[] = {blue ? 90 : 230, blue ? 80 : 200, blue ? 140 : 220};
    for (std::size_t c = 0; c < 3; ++c) {
      picture.rgb[3 * i + c] = static_cast<std::uint8_t>(colour[c]);
    }
  }
  const auto stained = steps.file("stained.png", png_encode(picture));
  const auto scaled = steps.run(
      "dataset", {{"section", "x/2"}, {"patient", "x/P"}, {"um_per_px", 0.5}},
      {{"counts", {counts}}, {"spots", {spots}}, {"picture", {stained}}},
      "scaled_dataset", "x/2");
  // HEST's patches of 16 px; their corners lie 8 px left of and above spots.
  const auto published = steps.file("patches.h5", [](const fs::path& path) {
    HestPatchesMade{{"2x1", "1x1", "1x2"}, {32, 12, 12, 12, 12, 32}, 16}.write(
        path);
  });
  steps.run("hest_patches", {{"blank", false}},
            {{"dataset", {scaled}}, {"patches", {published}}});
  const auto nuclei =
      steps.run("nuclei", Json::object(),
                {{"dataset", {scaled}}, {"picture", {stained}}}, "", "x/2");
  const auto around =
      steps.run("nucleus_counts", {{"side_px", 30}},
                {{"dataset", {scaled}}, {"labels", {nuclei}}}, "", "x/2");
  steps.run(
      "spot_nuclei", {{"side_um", 32.0}, {"border_px", 30}},
      {{"dataset", {scaled}}, {"labels", {nuclei}}, {"picture", {stained}}}, "",
      "x/2");
  steps.run("nucleus_graph", {{"side_um", 32.0}, {"border_px", 30}},
            {{"dataset", {scaled}}, {"labels", {nuclei}}}, "", "x/2");
  steps.run("superpixel_features", {{"spot_um", 16.0}},
            {{"dataset", {scaled}}, {"picture", {stained}}}, "", "x/2");
  steps.run("log_share_targets", {{"scale_to", 1e6}}, {{"dataset", {scaled}}},
            "", "x/2");
  steps.run("nuclei_panel", {{"longest_px", 64}},
            {{"dataset", {scaled}},
             {"labels", {nuclei}},
             {"counts", {around}},
             {"picture", {stained}}});
  std::string mask =
      "{'descr': '|u1', 'fortran_order': False, 'shape': (64, 64), }";
  mask.resize(117, ' ');
  mask = concat("\x93NUMPY", std::string("\x01\x00\x76\x00", 4), mask, "\n");
  for (int i = 0; i < 64 * 64; ++i) mask += static_cast<char>(i / 500);
  steps.run("label_mask", Json::object(),
            {{"dataset", {table}}, {"mask", {steps.file("mask.npy", mask)}}});
  steps.run("slide_tiles",
            {{"section", "x/slide"},
             {"patient", "x/P"},
             {"um_per_px", 8.0},
             {"tile_um", 64.0},
             {"pitch_um", 128.0},
             {"least_tissue", 0.1}},
            {{"slide", {image}}});
  run_slide_grid(steps);
  steps.run("stain_jitter", {{"haematoxylin", 1.2}, {"eosin", 0.8}},
            {{"patches", {tiles}}});

  // For `check --leaks`.
  steps.run("scrambled_dataset", Json::object(), {{"dataset", {table}}}, "",
            "x/1");
  steps.run("scrambled_patches", Json::object(), {{"patches", {tiles}}}, "",
            "x/1");

  return {image, stained};
}

void run_blocks(Steps& steps, const std::vector<Inputs::Item>& datasets) {
  steps.run("blocks", {{"blocks", {"S1#r1c2of2x2"}}},
            {{"dataset", {datasets[0]}}});
  // Of 4 x 4 spots, 64 px apart, the inner four.
  steps.run("inner_spots", {{"crop_px", 100}}, {{"dataset", {datasets[0]}}});
}

void run_pair(Steps& steps) {
  // Two sections of one tissue; the first of them from its picture too.
  std::vector<Inputs::Item> members, views;
  for (const int i : {0, 1}) {
    const std::string copy = i == 0 ? "" : "second_";
    const auto as = [&](const std::string& name) {
      return copy.empty() ? "" : copy + name;
    };
    Json member{{"seed", 7},
                {"pair", "1"},
                {"member", i == 0 ? "a" : "b"},
                {"section", section(3 + i)},
                {"patient", "synthetic/P2"},
                {"side", 10},
                {"genes", 3}};
    members.push_back(steps.run("synthetic_pair_dataset", member, {},
                                as("synthetic_pair_dataset"), section(3 + i)));
    views.push_back(steps.run("synthetic_pair_view", member,
                              {{"dataset", {members.back()}}},
                              as("synthetic_pair_view"), section(3 + i)));
    member["tile_px"] = 8;
    if (i == 0) {
      steps.run("synthetic_pair_patches", member,
                {{"dataset", {members.back()}}});
    }
  }
  steps.run(
      "tissue_view", {{"um_per_px", 32}},
      {{"dataset", {members[0]}},
       {"picture",
        {steps.file("view.png",
                    png_encode(TissueView::read(views[0].path).picture))}}});
  const auto transform = steps.run("registration", Json::object(),
                                   {{"a", {views[0]}}, {"b", {views[1]}}});
  steps.run(
      "stated_transform", {{"section_a", "x/1-DAPI"}, {"section_b", "x/1"}},
      {{"alignment", {steps.file("matrix.csv", "0,-2,100\n2,0,20\n0,0,1\n")}}});
  const auto pair_map = steps.run("pair_map", Json::object(),
                                  {{"dataset_a", {members[0]}},
                                   {"dataset_b", {members[1]}},
                                   {"transform", {transform}}});
  steps.run("pair_overlay_panel", {{"longest_px", 64}},
            {{"a", {views[0]}},
             {"b", {views[1]}},
             {"transform", {transform}},
             {"pair_map", {pair_map}}});
  steps.run("registration_panel", Json::object(),
            {{"transform", {transform}}, {"pair_map", {pair_map}}});
}

// A section as others store it, with predictions that do not join whole.
void run_external(Steps& steps) {
  std::string truth = "spot,G1,G2,G3\n", predicted = "spot,G3,GX,G1\n";
  for (int spot = 0; spot < 24; ++spot) {
    truth += concat("s", spot, ",", 3 + spot % 5, ",", 2 * spot, ",",
                    spot % 3 == 0 ? 9 : 4, "\n");
    predicted += concat("s", 23 - spot + 1, ",", 0.125 * (spot % 7), ",1,",
                        0.25 * spot, "\n");
  }
  const std::string name = "external/A";
  const auto counts = steps.file("truth.csv", truth);
  const auto guesses = steps.file("predicted.csv", predicted);
  const Json section{{"section", name}};
  const auto dataset = steps.run(
      "external_dataset", {{"section", name}, {"patient", "external/P"}},
      {{"truth", {counts}}, {"predictions", {guesses}}}, "", name);
  const auto genes =
      steps.run("external_genes", section,
                {{"truth", {counts}}, {"predictions", {guesses}}}, "", name);
  const auto predictions = steps.run(
      "external_predictions", section,
      {{"predictions", {guesses}}, {"dataset", {dataset}}, {"genes", {genes}}},
      "", name);
  steps.run("shuffled_predictions", Json::object(),
            {{"predictions", {predictions}}}, "", name);
  steps.run("external_targets", {{"section", name}, {"unit", "n"}},
            {{"truth", {counts}}, {"dataset", {dataset}}, {"genes", {genes}}},
            "", name);
  const auto targets =
      steps.run("targets", Json::object(),
                {{"dataset", {dataset}}, {"gene_list", {genes}}},
                "targets_of_external", name);
  steps.run("thinned_ceiling", {{"given_depth", true}},
            {{"dataset", {dataset}}, {"targets", {targets}}}, "", name);
}

}  // namespace moonstain
