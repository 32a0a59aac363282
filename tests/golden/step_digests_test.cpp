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
#include "core/data/image/png.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/cohort.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/expression_copy_number.h"
#include "core/data/stored/features.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/grid_values.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/latents.h"
#include "core/data/stored/locus_tests.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/pair_map.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/profiles.h"
#include "core/data/stored/targets.h"
#include "core/data/stored/tissue_view.h"
#include "core/data/stored/transform.h"
#include "core/engine/step/catalog.h"
#include "core/engine/store/store.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/learn/model.h"
#include "core/learn/network/vision_transformer.h"
#include "core/learn/weights/safetensors.h"
#include "tests/learn/examples/nucleus_sample.h"
#include "tests/support/hest_patches.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// Number of values, their sum and sum of squares.
Json moments(std::span<const float> values) {
  double sum = 0, squares = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    squares += double{value} * value;
  }
  return {static_cast<double>(values.size()), sum, squares};
}

Json moments(const Matrix& matrix) {
  return moments(std::span(matrix.data(), matrix.size()));
}

/// The same of all numbers in a document.
Json moments(const Json& document) {
  std::vector<float> values;
  const std::function<void(const Json&)> collect = [&](const Json& value) {
    if (value.is_number()) values.push_back(value.get<float>());
    if (value.is_structured()) {
      for (const Json& element : value) collect(element);
    }
  };
  collect(document);
  return moments(std::span<const float>(values));
}

/// What of a result is compared by tolerance, by the type of the result.
Json numbers_of(const std::string& type, const fs::path& folder) {
  if (type == "Targets") return moments(Targets::read(folder).values);
  if (type == "Features") return moments(Features::read(folder).values);
  if (type == "Profiles") return moments(Profiles::read(folder).values);
  if (type == "Latents") return moments(Latents::read(folder).values);
  if (type == "Predictions") return moments(Predictions::read(folder).values);
  if (type == "GeneList") {
    const GeneList list = GeneList::read(folder);
    double letters = 0;
    for (const std::string& gene : list.genes) {
      for (const char letter : gene) letters += letter;
    }
    return {static_cast<double>(list.genes.size()), letters};
  }
  if (type == "LocusTests") {
    const LocusTests tests = LocusTests::read(folder);
    Matrix values = tests.p.cast<float>();
    values += tests.effect.cast<float>();
    Json out = moments(values);
    for (const LocusBin& bin : tests.bins) {
      out.push_back(bin.value);
      out.push_back(bin.chance);
    }
    return out;
  }
  if (type == "ExpressionCopyNumber") {
    const auto cells = ExpressionCopyNumber::read(folder);
    Json out = moments(cells.values);
    for (const double call : cells.calls.reshaped()) out.push_back(call);
    return out;
  }
  if (type == "GridValues") return moments(GridValues::read(folder).values);
  if (type == "Scores") {
    const Scores scores = Scores::read(folder);
    Json means = Json::array();
    for (const ScoreColumn& one : scores.columns) {
      if (find_metric_kind(one.name) == nullptr) continue;
      const double mean = metric_value(scores, one.reading,
                                       parse_metric(concat(one.name, ".mean")));
      if (std::isfinite(mean)) means.push_back(mean);
    }
    for (const ScoreColumn& one : scores.whole) {
      if (std::isfinite(one.values[0])) means.push_back(one.values[0]);
    }
    return means;
  }
  if (type == "Panel") {
    JsonWriter json;
    members(json, Panel::read(folder));
    return moments(json.take());
  }
  if (type == "Findings") return moments(Findings::read(folder).json());
  if (type == "Walk") return moments(Walk::read(folder).json());
  if (type == "SectionCopies") {
    return {static_cast<double>(SectionCopies::read(folder).copies.size())};
  }
  if (type == "RidgeModel") {
    return moments(RidgeModel::read(folder).ridge.weights.cast<float>());
  }
  if (type == "Model") {
    Json out = Json::array();
    const Model model = Model::read(folder);
    for (const Json& epoch : model.training.at("epochs")) {
      for (const Json& loss : epoch.at("losses")) out.push_back(loss);
    }
    return out;
  }
  if (type == "Patches") {
    const Patches patches = Patches::read(folder);
    double sum = 0;
    for (const auto value : patches.pixels) sum += value;
    return {static_cast<double>(patches.pixels.size()), sum};
  }
  if (type == "LabelImage") {
    const LabelImage image = LabelImage::read(folder);
    double sum = 0;
    for (const auto value : image.values) sum += value;
    return {static_cast<double>(image.labels), sum};
  }
  if (type == "NucleusCounts") {
    const NucleusCounts counts = NucleusCounts::read(folder);
    double sum = 0;
    for (const auto value : counts.distinct) sum += value;
    return {sum, counts.factor.sum()};
  }
  if (type == "TissueView") {
    const TissueView view = TissueView::read(folder);
    double tissue = 0;
    for (const auto value : view.tissue) tissue += value;
    Json out = moments(std::span<const float>(view.haematoxylin));
    out.push_back(tissue);
    return out;
  }
  if (type == "Transform") {
    const Transform transform = Transform::read(folder);
    return {transform.correlation, transform.inside, transform.dice};
  }
  if (type == "PairMap") {
    const PairMap map = PairMap::read(folder);
    return {static_cast<double>(map.mapped_spots().size()), map.dice};
  }
  if (type == "CellTypes") {
    const CellTypes types = CellTypes::read(folder);
    double sum = 0;
    for (const auto value : types.index) sum += value;
    return {static_cast<double>(types.cells.size()), sum};
  }
  if (type == "Cohort") {
    const Cohort cohort = Cohort::read(folder);
    Json out = Json::array();
    for (const MeasuredMatrix& one : cohort.measured) {
      for (const Json& number : moments(one.values)) out.push_back(number);
    }
    for (const ClinicalColumn& one : cohort.clinical) {
      double sum = 0;
      if (const auto* numbers = std::get_if<0>(&one.values)) {
        for (const double value : *numbers) {
          sum += std::isfinite(value) ? value : 0;
        }
      } else {
        for (const auto& text : std::get<1>(one.values)) {
          sum = 3 * sum + static_cast<double>(text.size());
        }
      }
      out.push_back(sum);
    }
    return out;
  }
  if (type == "Dataset") {
    const Dataset dataset = Dataset::read(folder);
    double sum = 0;
    for (const auto value : dataset.counts.values) sum += value;
    return {static_cast<double>(dataset.spots.size()), sum};
  }
  if (type == "File") {
    double sum = 0;
    const std::string name = list_files(folder).at(0);
    const Picture picture = png_decode(read_file(folder / name), name);
    for (const auto value : picture.rgb) sum += value;
    return {static_cast<double>(picture.rgb.size()), sum};
  }
  fail("numbers_of: a result of type ", type,
       " is not exact; say what of it is compared");
}

class Steps {
 public:
  /// Runs a step; the result is called `as`, by default as the step, and then
  /// compared. An exact step is compared bit for bit unless what it was given
  /// came out of the C library's or LibTorch's arithmetic.
  Inputs::Item run(const std::string& name, Json given,
                   std::map<std::string, std::vector<Inputs::Item>> inputs,
                   const std::string& as = "",
                   const std::string& section = "") {
    const StepKind& kind =
        *std::find_if(kinds_.begin(), kinds_.end(),
                      [&](const StepKind& k) { return k.decl().name == name; });
    const Json options = complete_options(kind.decl(), given);
    const fs::path out = folder_ / (as.empty() ? name : as);
    make_folders(out);
    bool exact = kind.decl().numeric == Numeric::exact;
    for (const auto& [input, items] : inputs) {
      for (const Inputs::Item& item : items) {
        exact = exact && !inexact_.contains(item.path);
      }
    }
    if (!exact) inexact_.insert(out);
    std::map<std::string, FileEntry> files;
    {
      WriteRecorder recorder(out);
      kind.run(Inputs(name, std::move(inputs)), options, out);
      files = recorder.entries();
    }
    const Digest digest = object_digest(files);
    if (as.empty()) {
      Json entry = {{"version", kind.decl().version}};
      if (exact) {
        entry["digest"] = digest.hex();
      } else {
        entry["numbers"] = numbers_of(kind.decl().output, out);
      }
      results_[name] = entry;
    }
    return {out, "", section};
  }

  /// A value that no step here makes.
  template <typename T>
  Inputs::Item given(const T& value, const std::string& name,
                     const std::string& section) {
    value.write(folder_ / name);
    return {folder_ / name, "", section};
  }

  /// Targets of a section's genes as classes: a spot that has a gene is of it.
  Inputs::Item seen_classes(const Inputs::Item& targets) {
    Targets classes = Targets::read(targets.path);
    classes.values = (classes.values.array() > 0).cast<float>();
    return kept(classes, "classes", targets.section);
  }

  /// Targets or predictions of the first variable alone.
  template <typename T>
  Inputs::Item of_first(const Inputs::Item& item) {
    T first = T::read(item.path);
    first.variables.resize(1);
    first.values = Matrix(first.values.leftCols(1));
    return kept(first, concat("first_", T::kType), item.section);
  }

  /// Values of a slide as another patient's, farther apart by `factor`.
  Inputs::Item slide_of(const Inputs::Item& item, const std::string& patient,
                        float factor) {
    Predictions values = Predictions::read(item.path);
    values.names = {patient};
    for (Eigen::Index i = 0; i < values.values.size(); ++i) {
      values.values.data()[i] *= 1 + factor * static_cast<float>(i);
    }
    return kept(values, patient, "");
  }

  Inputs::Item file(const std::string& name, std::string_view bytes) {
    write_file(folder_ / name, bytes);
    return {folder_ / name, name, ""};
  }

  Inputs::Item file(const std::string& name,
                    const std::function<void(const fs::path&)>& write) {
    write(folder_ / name);
    return {folder_ / name, name, ""};
  }

  Inputs::Item weights(const std::string& name, const State& state) {
    write_safetensors(folder_ / name, weights_of(state));
    return {folder_ / name, name, ""};
  }

  const std::vector<StepKind>& kinds() const { return kinds_; }
  const Json& results() const { return results_; }

 private:
  template <typename T>
  Inputs::Item kept(const T& value, const std::string& name,
                    const std::string& section) {
    value.write(folder_ / name);
    inexact_.insert(folder_ / name);
    return {folder_ / name, "", section};
  }

  TempFolder folder_;
  std::vector<StepKind> kinds_ = all_steps();
  std::set<fs::path> inexact_;
  Json results_ = Json::object();
};

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
}

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
  run_eval(steps, made, pictures, predicted);
  const auto section = [](int i) { return concat("synthetic/S", i); };
  const auto about = [&](int i) {
    return Json{{"seed", 7},
                {"section", section(i)},
                {"patient", concat("synthetic/P", i)},
                {"side", 4},
                {"genes", 5}};
  };
  std::vector<Inputs::Item> datasets, patches, targets, grids, features,
      colours;
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

  steps.run("gene_choice",
            {{"most_variable", 3}, {"bins", 1}, {"min_spots", 30}},
            {{"dataset", {datasets[0]}}, {"presence", datasets}});
  const auto genes =
      steps.run("shared_genes", Json::object(), {{"dataset", datasets}});
  // Of five genes a span of all makes the curve.
  steps.run("variable_genes",
            {{"most_variable", 2}, {"span", 1.0}, {"min_spots", 1}},
            {{"dataset", datasets}, {"gene_list", {genes}}});

  // The reader of files, on a table of three spots.
  Picture picture;
  picture.width_px = 64;
  picture.height_px = 64;
  picture.rgb.resize(64 * 64 * 3);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
    picture.rgb[i] = static_cast<std::uint8_t>(i * 7 % 251);
  }
  const auto image = steps.file("picture.png", png_encode(picture));
  run_cells(steps, image);
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
  steps.run("colour", {{"statistics", "nine"}}, {{"patches", {tiles}}});
  // Of 44 px, those at 20 and 40 clipped; 42 px of height to 8 by area.
  steps.run("clipped_patches", {{"side_px", 45}, {"tile_px", 8}},
            {{"dataset", {table}}, {"picture", {image}}});
  steps.run("spot_graph", {{"neighbours", 2}}, {{"dataset", {table}}});
  steps.run("counted_dataset", {{"min_spots", 2}}, {{"dataset", {table}}});

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
  steps.run("stain_jitter", {{"haematoxylin", 1.2}, {"eosin", 0.8}},
            {{"patches", {tiles}}});

  steps.run("blocks", {{"blocks", {"S1#r1c2of2x2"}}},
            {{"dataset", {datasets[0]}}});
  // Of 4 x 4 spots, 64 px apart, the inner four.
  steps.run("inner_spots", {{"crop_px", 100}}, {{"dataset", {datasets[0]}}});

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
  // Along the genome: six patients, two loci, two features; three cells.
  const auto positions =
      steps.file("positions.tsv",
                 "symbol\tchromosome\tstart\nA\t17\t39687914\nB\t17\t40388524\n"
                 "C\t1\t1000\nD\t1\t2000\n");
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
  steps.run("risk_groups", Json::object(),
            {{"risk", {risk}}, {"cohort", {followed}}});
  Json how = follow_up;
  how.update({{"draws", 20}});
  const auto of_risk = steps.run(
      "survival_scores", how,
      {{"risk", {risk}}, {"cohort", {followed}}, {"permuted", {null}}});
  steps.run("survival_claim_panel", Json::object(), {{"scores", {of_risk}}});
  steps.run("forest_panel", Json::object(), {{"scores", {of_risk}}});

  // For `check --leaks`.
  steps.run("scrambled_dataset", Json::object(), {{"dataset", {table}}}, "",
            "x/1");
  steps.run("scrambled_patches", Json::object(), {{"patches", {tiles}}}, "",
            "x/1");

  const Inputs::Item weights{
      "recipes/lib/mobilenet_v1/imagenet_uint8.safetensors",
      "imagenet_uint8.safetensors", ""};
  steps.run("mobilenet_v1", {{"layer", "block2"}, {"input_px", 32}},
            {{"patches", {patches[0]}}, {"weights", {weights}}});

  // The network is of one size: weights drawn from a seed.
  State state;
  const VisionTransformer tower(
      Names(state, {7, "step_digests"}, at::kFloat) / "visual", {});
  const auto tower_weights = steps.weights("clip.safetensors", state);
  Json large = about(1);
  large["tile_px"] = 224;
  const auto large_tiles =
      steps.run("synthetic_patches", large, {{"dataset", {datasets[0]}}},
                "large_patches", section(1));
  steps.run("clip_vit_b32", Json::object(),
            {{"patches", {large_tiles}}, {"weights", {tower_weights}}});

  const auto model = steps.run("hist_model", {{"epochs", 2}, {"seed", 1}},
                               {{"features", {features[0]}},
                                {"targets", {targets[0]}},
                                {"grid", {grids[0]}}});
  const std::map<std::string, std::vector<Inputs::Item>> held_out{
      {"model", {model}}, {"features", {features[1]}}, {"grid", {grids[1]}}};
  const auto predictions =
      steps.run("predictions", Json::object(), held_out, "", section(2));
  const auto map =
      steps.run("grid_predictions", Json::object(), held_out, "", section(2));
  steps.run("knn_predictions", {{"neighbours", 2}},
            {{"training", {colours[0]}},
             {"targets", {targets[0]}},
             {"features", {colours[1]}}});
  // HESpotEx: an autoencoder of one section's expression, then of the other's;
  // its latents, and the image stage that learns them.
  const auto eight =
      steps.run("spot_graph", Json::object(), {{"dataset", {datasets[0]}}},
                "spot_graph_of_gate", section(1));
  const auto four = [&](int i) {
    return steps.run("spot_graph",
                     {{"neighbours", 4},
                      {"with_self", false},
                      {"undirected", false},
                      {"whole_pixels", true}},
                     {{"dataset", {datasets[i - 1]}}}, concat("spot_graph_", i),
                     section(i));
  };
  const auto gate = steps.run("gate_model", {{"steps", 3}, {"seed", 1}},
                              {{"targets", {targets[0]}}, {"graph", {eight}}});
  const auto latents = steps.run(
      "gate_latents", Json::object(),
      {{"model", {gate}}, {"targets", {targets[0]}}, {"graph", {eight}}}, "",
      section(1));
  const auto hespotex =
      steps.run("hespotex_model", {{"epochs", 3}, {"seed", 1}},
                {{"features", {features[0]}},
                 {"targets", {targets[0]}},
                 {"latents", {latents}},
                 {"graph", {four(1)}}});
  steps.run("predictions", {{"shift", "minus_minimum"}},
            {{"model", {hespotex}},
             {"features", {features[1]}},
             {"graph", {four(2)}}},
            "hespotex_predictions", section(2));
  run_ghist(steps);
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
  baselines.push_back(
      score(steps.run("mean_predictions", Json::object(),
                      {{"targets", {targets[0]}}, {"grid", {grids[1]}}}),
            "scores_mean"));
  baselines.push_back(
      score(steps.run("mask_predictions", Json::object(),
                      {{"targets", {targets[1]}}, {"grid", {grids[1]}}}),
            "scores_mask"));
  const auto depth =
      steps.run("depth_predictions", Json::object(),
                {{"training", {targets[0]}}, {"targets", {targets[1]}}});
  baselines.push_back(score(depth, "scores_depth"));
  const auto scores = score(predictions, "", {map});
  const auto labelled = steps.run(
      "label_targets", {{"positive", {"cancer"}}, {"name", "cancer"}},
      {{"dataset", {datasets[1]}},
       {"labels", {steps.file("labels.tsv", labels_of(datasets[1]))}}},
      "", section(2));
  steps.run("diagnosis_scores", {{"about", "synthetic"}},
            {{"predictions", {depth}},
             {"classes", {labelled}},
             {"dataset", {datasets[1]}}});
  steps.run("measured_predictions", Json::object(), {{"targets", {targets[1]}}},
            "", section(2));
  const auto marked =
      steps.run("marker_score", {{"markers", {"gene0"}}, {"name", "cancer"}},
                {{"predictions", {depth}}}, "", section(2));
  steps.run("top_spots", {{"share", 0.25}},
            {{"dataset", {datasets[1]}}, {"score", {marked}}});
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
  steps.run(
      "picture_panel", Json::object(),
      {{"dataset", {datasets[1]}}, {"targets", {seen}}, {"picture", {image}}});
  steps.run("table_panel", Json::object(), {{"scores", {scores}}});
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
  steps.run("section_copies", Json::object(),
            {{"dataset", {datasets[0], datasets[1]}}});
  steps.run("walk",
            {{"arms", {"p", "a"}},
             {"switches", {"cells"}},
             {"kinds", {"scoring"}},
             {"published", {"whole_grid"}},
             {"audited", {"tissue"}}},
            {{"findings", {findings, findings}}});
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
