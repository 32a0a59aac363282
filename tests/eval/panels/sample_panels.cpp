#include "tests/eval/panels/sample_panels.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/image/jpeg.h"
#include "core/eval/panels/section_map.h"

namespace moonstain::sample {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Stained tissue, more or less.
Picture picture(std::int64_t width_px, std::int64_t height_px) {
  Picture made{width_px, height_px, {}};
  for (std::int64_t y = 0; y < height_px; ++y) {
    for (std::int64_t x = 0; x < width_px; ++x) {
      const double wave = std::sin(double(x) / 9) * std::cos(double(y) / 7);
      for (const double base : {225.0, 175.0, 210.0}) {
        made.rgb.push_back(static_cast<std::uint8_t>(base + 20 * wave));
      }
    }
  }
  return made;
}

// A hexagonal lattice of 12 x 10 spots 100 px apart, turned by 5 degrees.
MapSource source(const std::string& section) {
  MapSource made;
  RandomStream random(3, "panels", section);
  made.places.section = section;
  made.places.patient = "brca/P" + section.substr(5, 1);
  made.places.um_per_px = 1.0;
  const Eigen::Index spots = 120;
  made.places.pixel_xy.resize(spots, 2);
  made.measured.about = section;
  made.measured.transform = "ln(1 + 10000 n / total over all genes)";
  made.measured.columns = {"GNAS", "ERBB2", "FASN"};
  made.measured.values.resize(spots, 3);
  for (Eigen::Index i = 0; i < spots; ++i) {
    const auto row = static_cast<double>(i / 12);
    const double x = 100 * (double(i % 12) + (i / 12 % 2 == 0 ? 0 : 0.5));
    const double y = 100 * std::sqrt(0.75) * row;
    const double turn = 5 * std::numbers::pi / 180;
    made.places.pixel_xy(i, 0) = 300 + x * std::cos(turn) - y * std::sin(turn);
    made.places.pixel_xy(i, 1) = 200 + x * std::sin(turn) + y * std::cos(turn);
    made.places.spots.push_back(concat(i % 12, "x", i / 12));
    for (Eigen::Index gene = 0; gene < 3; ++gene) {
      made.measured.values(i, gene) = static_cast<float>(
          2 + std::sin(x / 300 + double(gene)) + 0.3 * random.normal());
    }
  }
  made.measured.rows = made.places.spots;
  made.predicted = made.measured;
  made.predicted.values = made.measured.values.array() * 0.4F + 1.F;
  for (Eigen::Index i = 0; i < spots; ++i) {
    made.predicted.values(i, 0) += static_cast<float>(0.2 * random.normal());
  }
  made.predicted.values.col(1).setConstant(1.5F);
  made.predicted.values(7, 2) = std::nanf("");
  return made;
}

Panel map() {
  Panel panel;
  panel.title = "Measured and predicted maps";
  panel.caption = "The recipe names what is shown.";
  MapPanel data{"gene", "spot", "ln(1 + 10000 n / total over all genes)", {}};
  for (const std::string section : {"brca/B4", "brca/C2"}) {
    const MapSource one = source(section);
    const std::string stem = concat(data.sections.size(), "_s");
    SectionMap drawn =
        section_map(one, map_sizes(2, 12, 460), stem, panel.files);
    if (section == "brca/B4") {
      drawn.picture = stem + ".jpg";
      panel.files[*drawn.picture] = jpeg_encode(
          picture(std::int64_t(drawn.width_px), std::int64_t(drawn.height_px)),
          80);
    }
    data.sections.push_back(std::move(drawn));
  }
  panel.data = std::move(data);
  return panel;
}

Panel curve() {
  Panel panel;
  panel.title = "Overall survival by predicted risk";
  panel.caption = "Risk is split at the median of each held-out fold.";
  CurvePanel data;
  data.x = {"time since diagnosis", "months", false};
  data.y = {"share alive", "", false};
  data.form = CurveForm::step;
  data.unit = "patient";
  data.interval = "95 % interval (Greenwood)";
  data.note = "Log-rank p = 0.013.";
  data.at_risk_at = {0, 24, 48, 72};
  data.curves = {{"high risk",
                  {0, 8, 20, 33, 50, 70},
                  {1, 0.9, 0.75, 0.6, 0.4, 0.3},
                  {kNone, 0.78, 0.6, 0.42, 0.2, 0.1},
                  {kNone, 0.97, 0.86, 0.74, 0.58, 0.5},
                  {5, 40, 64},
                  {40, 28, 15, 4}},
                 {"low risk",
                  {0, 15, 44, 72},
                  {1, 0.95, 0.85, 0.8},
                  {kNone, 0.85, 0.7, 0.62},
                  {kNone, 0.99, 0.94, 0.91},
                  {30, 60, 71},
                  {41, 38, 27, 9}}};
  panel.data = std::move(data);
  return panel;
}

Panel training() {
  Panel panel;
  panel.title = "Training";
  CurvePanel data;
  data.x = {"epoch", "", false};
  data.y = {"training loss", "", true};
  for (const std::string fold : {"B", "C"}) {
    Curve one;
    one.name = "fold " + fold;
    for (int epoch = 1; epoch <= 40; ++epoch) {
      one.x.push_back(epoch);
      one.y.push_back((fold == "B" ? 3.0 : 5.0) * std::exp(-epoch / 9.0) +
                      (fold == "B" ? 0.158 : 0.05));
    }
    data.curves.push_back(std::move(one));
    data.lines.push_back({"constant, fold " + fold, 0.08});
  }
  data.note =
      "Not fitted, in the end no better than a constant: 1 of 2 models: fold B "
      "(0.158 against 0.08).";
  panel.data = std::move(data);
  return panel;
}

Panel roc() {
  Panel panel;
  panel.title = "Tumour regions from expression";
  RocPanel data{"spot", "tumour", "95 % interval, bootstrap by patient", {}};
  data.curves = {
      {"model",
       {0, 0, 0.1, 0.3, 1},
       {0, 0.5, 0.8, 0.95, 1},
       0.891,
       0.84,
       0.93,
       40,
       80},
      {"colours", {0, 0.4, 1}, {0, 0.6, 1}, 0.6, kNone, kNone, 40, 80},
      {"one class", {}, {}, kNone, kNone, kNone, 0, 80}};
  panel.data = std::move(data);
  return panel;
}

Panel scatter() {
  Panel panel;
  panel.title = "Predicted against measured values";
  ScatterPanel data;
  data.item = "gene";
  data.unit = "spot";
  data.x = {"measured", "ln(1 + 10000 n / total)", false};
  data.y = {"predicted", "ln(1 + 10000 n / total)", false};
  data.same_scale = true;
  for (const int count : {300, 6000}) {
    RandomStream random(5, "scatter", "", std::uint64_t(count));
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < count; ++i) {
      x.push_back(2 + random.normal());
      y.push_back(1 + 0.5 * x.back() + 0.4 * random.normal());
    }
    y[3] = kNone;
    data.items.push_back(scatter_item(count == 300 ? "GNAS" : "ERBB2", x, y));
  }
  data.items.push_back(scatter_item("FLAT", {1, 2, 3}, {1, 1, 1}));
  panel.data = std::move(data);
  return panel;
}

Panel volcano() {
  Panel panel;
  panel.title = "Expression where 17q is gained";
  VolcanoPanel data;
  data.item = "gene";
  data.effect = "log2 fold change, gained over lost";
  data.p = "adjusted p";
  data.threshold = 0.05;
  data.least_effect = 0.5;
  data.labels = 5;
  RandomStream random(9, "volcano", "");
  for (int i = 0; i < 200; ++i) {
    const double effect = 0.6 * random.normal();
    data.items.push_back(
        {concat("G", i), effect,
         std::pow(10, -std::abs(effect) * 2 * random.uniform())});
  }
  data.items.push_back({"ERBB2", 1.9, 0});
  data.items.push_back({"TOP2A", 1.7, 1e-5});
  data.items.push_back({"GRB7", 1.65, 1.2e-5});
  data.items.push_back({"ESR1", -1.4, 2e-4});
  data.items.push_back({"NONE", kNone, kNone});
  panel.data = std::move(data);
  return panel;
}

// Four chromosomes; on 17 two bins above what chance gives, one without a
// value and one above which nothing is known.
Panel track() {
  Panel panel;
  panel.title = "Copy number and neighbour correlation";
  TrackPanel data;
  data.item = "locus";
  data.value = "sum of -log10 p, by locus";
  data.chance = "95th percentile of 1000 permutations";
  data.chromosomes = {
      {"1", 248956422}, {"8", 145138636}, {"11", 135086622}, {"17", 83257441}};
  RandomStream random(9, "track", "");
  for (std::size_t of = 0; of < 4; ++of) {
    for (int i = 0; i < 40; ++i) {
      data.bins.push_back({of, 2e6 * i, 1e6, 1 + i % 4,
                           100 + 20 * random.normal(),
                           130 + 5 * random.normal()});
    }
  }
  data.bins.push_back({3, 81e6, 1e6, 9, 321.25, 131});
  data.bins.push_back({3, 79e6, 1e6, 5, 281.25, 131});
  data.bins.push_back({3, 77e6, 1e6, 5, kNone, kNone});
  data.bins.push_back({3, 82e6, 1257441, 1, 90, kNone});
  data.marks = {
      {"ERBB2", 3, 39687914}, {"TOP2A", 3, 40388524}, {"MYC", 1, 127735434}};
  data.highest_chance = 171.25;
  panel.data = std::move(data);
  return panel;
}

Panel confusion() {
  Panel panel;
  panel.title = "Cell types";
  panel.data = ConfusionPanel{"nucleus",
                              "cell type",
                              {"tumour", "lymphocyte", "stroma"},
                              {{80, 15, 5}, {10, 40, 0}, {0, 0, 0}}};
  return panel;
}

Panel heat_map() {
  Panel panel;
  panel.title = "Scores by gene and section";
  HeatMapPanel data{
      "gene", "section", "Pearson r, only cells with tissue", 2, {}, {}, {}};
  for (const char* section : {"B4", "C2", "C3", "C4", "C5", "C6"}) {
    data.columns.push_back(concat("her2st/", section));
  }
  RandomStream random(2, "heat", "");
  for (int row = 0; row < 8; ++row) {
    data.rows.push_back(concat("GENE", row));
    auto& numbers = data.numbers.emplace_back();
    for (std::size_t i = 0; i < data.columns.size(); ++i) {
      numbers.push_back(0.7 - 0.12 * row + 0.1 * random.normal());
    }
  }
  data.numbers[7] = {kNone, 0, kNone, 0.1, kNone, -0.2};
  panel.data = std::move(data);
  return panel;
}

Panel table() {
  Panel panel;
  panel.title = "Loci";
  TablePanel data;
  data.item = "locus";
  data.columns = {
      {"locus", CellKind::text, 3, {"17q", "8q24"}, {}, {}, {}},
      {"gained, patients", CellKind::number, 0, {}, {12, 31}, {}, {}},
      {"hazard ratio",
       CellKind::interval,
       2,
       {},
       {1.8, kNone},
       {1.1, kNone},
       {2.9, kNone}}};
  panel.data = std::move(data);
  return panel;
}

Panel outlines() {
  Panel panel;
  panel.title = "Nuclei";
  PicturePanel data;
  data.picture = "tile.jpg";
  data.width_px = 400;
  data.height_px = 300;
  data.um_per_px = 0.25;
  data.unit = "nucleus";
  data.classes = {"tumour", "lymphocyte"};
  for (int i = 0; i < 20; ++i) {
    Outline one;
    one.of = i % 3 == 0 ? 1 : 0;
    for (int corner = 0; corner < 12; ++corner) {
      const double turn = corner * std::numbers::pi / 6;
      const double radius = i % 3 == 0 ? 9 : 15 + 2 * std::sin(3 * turn);
      one.x.push_back(40 + 80 * (i % 5) + radius * std::cos(turn));
      one.y.push_back(40 + 70 * (i / 5) + radius * std::sin(turn));
    }
    data.outlines.push_back(std::move(one));
  }
  panel.files["tile.jpg"] = jpeg_encode(picture(400, 300), 80);
  panel.data = std::move(data);
  return panel;
}

Panel forest() {
  Panel panel;
  panel.title = "Risk and survival";
  ForestPanel data;
  data.item = "risk";
  data.effect = {"hazard ratio, high over low risk", "", true};
  data.interval = "95 % interval (Wald)";
  data.below = "more deaths at low risk";
  data.above = "more deaths at high risk";
  data.rows = {{"bulk expression", 3.07, 0.319, 29.5,
                "deaths 3 of 23 at high risk, 1 of 23 at low risk"},
               {"proportion of cells by type and gene", 6.75, 0.812, 560,
                "deaths 6 of 23 at high risk, 1 of 23 at low risk"},
               {"neighbours", 1.02, 0.207, 5.07,
                "deaths 3 of 23 at high risk, 3 of 23 at low risk"},
               {"half open", 4, 1.2, kNone, ""},
               {"none", kNone, kNone, kNone,
                "deaths 3 of 23 at high risk, 0 of 23 at low risk"}};
  panel.data = std::move(data);
  return panel;
}

// Rows less than 2.16 apart are joined.
Panel ranks() {
  Panel panel;
  panel.title = "Which methods differ";
  RanksPanel data;
  data.item = "method";
  data.unit = "patient";
  data.units = 8;
  data.critical_difference = 2.16;
  data.note = "Methods that a bar joins are not shown to differ.";
  data.rows = {{"colour ridge", 1.2},
               {"hist2RNA (frozen features)", 1.8},
               {"a method whose name is too long for the chart", 3},
               {"nearest 50", 4.2},
               {"training mean", 4.8}};
  data.bars = {{0, 2}, {2, 4}};
  panel.data = std::move(data);
  return panel;
}

}  // namespace

std::vector<Panel> panels() {
  return {map(),      curve(),  training(),  roc(),      scatter(),
          volcano(),  track(),  confusion(), heat_map(), table(),
          outlines(), forest(), ranks()};
}

Panel panel(PanelKind kind) {
  for (Panel& one : panels()) {
    if (one.kind() == kind) return one;
  }
  fail("no sample panel of kind ", word_of(kind));
}

}  // namespace moonstain::sample
