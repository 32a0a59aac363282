// Steps of single cells: their tables, and what is predicted for each.

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "tests/golden/steps.h"

namespace moonstain {

namespace {

/// 64 cells of 24 genes in two strips, 8 px apart on a picture of 64 x 64, a
/// label of 4 x 4 px each; of two types, which have other genes.
struct MadeCells {
  Dataset cells;
  CellTypes types;
  LabelImage labels;

  MadeCells() {
    cells.section = types.section = labels.section = "synthetic/S9";
    cells.patient = "synthetic/P9";
    cells.lattice = Lattice::none;
    cells.picture_width_px = cells.picture_height_px = 64;
    labels.width_px = labels.height_px = 64;
    labels.rule = types.how = "made for a test";
    labels.labels = 64;
    labels.values.assign(64 * 64, 0);
    types.classes = {"round", "long"};
    cells.counts = {64, 24, {0}, {}, {}};
    cells.pixel_xy.resize(64, 2);
    cells.array_xy.resize(64, 2);
    for (int gene = 0; gene < 24; ++gene) {
      cells.genes.push_back(concat("gene", gene));
    }
    for (int cell = 0; cell < 64; ++cell) {
      const int x = 8 * (cell % 8), y = 8 * (cell / 8);
      cells.spots.push_back(concat(cell + 1));
      cells.pixel_xy.row(cell) << x + 2, y + 2;
      const int type = cell % 8 < 4 ? 0 : 1;
      types.index.push_back(type);
      for (int gene = 0; gene < 24; ++gene) {
        const int count = (gene % 2 == type ? 4 : 0) + cell * (gene + 3) % 5;
        if (count == 0) continue;
        cells.counts.columns.push_back(gene);
        cells.counts.values.push_back(count);
      }
      cells.counts.row_starts.push_back(
          static_cast<std::int64_t>(cells.counts.values.size()));
      for (int pixel = 0; pixel < 16; ++pixel) {
        labels.values[static_cast<std::size_t>((y + pixel / 4) * 64 + x +
                                               pixel % 4)] = cell + 1;
      }
    }
    types.cells = cells.spots;
    set_pixel_array(cells);
  }
};

// The four cells of a bundle of version 1 in a picture of 12 x 8 px.
void run_bundle(Steps& steps) {
  Dataset cells;
  cells.section = "x/B";
  cells.patient = "x/P";
  cells.lattice = Lattice::none;
  cells.picture_width_px = 12;
  cells.picture_height_px = 8;
  cells.spots = {"1", "2", "3", "4"};
  cells.genes = {"A"};
  cells.counts = {4, 1, {0, 0, 0, 0, 0}, {}, {}};
  cells.pixel_xy.resize(4, 2);
  cells.pixel_xy << 2, 2, 6, 1, 7, 6, 11, 2;
  cells.array_xy.resize(4, 2);
  set_pixel_array(cells);
  const auto store =
      steps.file("cells.zarr.zip",
                 read_file("tests/data/source/xenium/cells_v1.zarr.zip"));
  steps.run("xenium_labels", Json::object(),
            {{"dataset", {steps.given(cells, "bundle_cells", "x/B")}},
             {"segmentation", {store}}},
            "", "x/B");
}

}  // namespace

// Four cells of 10 x 10 px in a picture of 64 x 64 px, their nuclei within.
void run_cell_tables(Steps& steps, const Inputs::Item& image) {
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

void run_cells(Steps& steps, const Inputs::Item& stained) {
  run_bundle(steps);
  // Cells: a strip of them to learn from, and the other one.
  const MadeCells made;
  const auto cells = steps.given(made.cells, "made_cells", section(9));
  const auto cell_types = steps.given(made.types, "made_types", section(9));
  const auto cell_labels = steps.given(made.labels, "made_labels", section(9));
  std::vector<Inputs::Item> strips, strip_types, strip_targets;
  for (const int i : {1, 2}) {
    const Json blocks{{"blocks", {concat("S9#r", i, "c1of2x1")}}};
    strips.push_back(steps.run("blocks", blocks, {{"dataset", {cells}}},
                               concat("strip_", i), section(9)));
    strip_types.push_back(
        steps.run("block_types", blocks,
                  {{"types", {cell_types}}, {"dataset", {strips.back()}}},
                  i == 1 ? "" : "second_block_types", section(9)));
    strip_targets.push_back(steps.run("targets", {{"total", "none"}},
                                      {{"dataset", {strips.back()}}},
                                      concat("strip_targets_", i), section(9)));
  }
  steps.run("spatial_genes", {{"list", "svg20"}}, {{"dataset", {cells}}});
  std::string twenty;
  for (int gene = 0; gene < 20; ++gene) twenty += concat("gene", gene, "\n");
  steps.run("listed_genes", Json::object(),
            {{"genes", {steps.file("twenty.txt", twenty)}}});
  steps.run("nucleus_features", {{"statistics", "all"}},
            {{"dataset", {strips[0]}},
             {"labels", {cell_labels}},
             {"picture", {stained}}});
  const auto of_neighbours = steps.run("type_predictions", {{"of", "nearest"}},
                                       {{"targets", {strip_targets[0]}},
                                        {"training_types", {strip_types[0]}},
                                        {"types", {strip_types[1]}},
                                        {"dataset", {strips[1]}}},
                                       "", section(9));
  const auto annotated = [&](const char* input, const Inputs::Item& of,
                             const std::string& as) {
    return steps.run("annotated_types", Json::object(),
                     {{"training", {strip_targets[0]}},
                      {"types", {strip_types[0]}},
                      {input, {of}}},
                     as, section(9));
  };
  const auto called = annotated("predictions", of_neighbours, "");
  const auto truth = annotated("targets", strip_targets[1], "measured_types");
  steps.run("type_scores", Json::object(),
            {{"predictions", {of_neighbours}},
             {"called", {called}},
             {"types", {truth}}});
  steps.run("cells_panel", {{"items", {"gene3"}}},
            {{"dataset", {cells}},
             {"labels", {cell_labels}},
             {"picture", {stained}},
             {"targets", strip_targets},
             {"predictions", {of_neighbours}},
             {"types", strip_types},
             {"called", {called}}});
}

}  // namespace moonstain
