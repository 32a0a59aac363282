#include "core/eval/baselines/spot_nuclei.h"

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/data/prepare/label_windows.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/baselines/nucleus_features.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "spot_nuclei";

std::vector<SpotNucleus> nuclei_in(const std::vector<std::int32_t>& labels,
                                   const Box& box, std::int64_t border_px) {
  struct Sums {
    std::int64_t pixels = 0, border = 0, x = 0, y = 0;
  };
  std::map<std::int32_t, Sums> found;
  for (std::int64_t row = 0; row < box.height_px; ++row) {
    for (std::int64_t column = 0; column < box.width_px; ++column) {
      const std::int32_t label =
          labels[static_cast<std::size_t>(row * box.width_px + column)];
      if (label == 0) continue;
      Sums& to = found[label];
      ++to.pixels;
      to.x += column;
      to.y += row;
      to.border += row == 0 || column == 0 || row == box.height_px - 1 ||
                           column == box.width_px - 1
                       ? 1
                       : 0;
    }
  }
  std::vector<SpotNucleus> nuclei;
  for (const auto& [label, sums] : found) {
    if (sums.border >= border_px) continue;
    const auto pixels = static_cast<double>(sums.pixels);
    nuclei.push_back(
        {label,
         static_cast<double>(box.x_px) + static_cast<double>(sums.x) / pixels,
         static_cast<double>(box.y_px) + static_cast<double>(sums.y) / pixels});
  }
  return nuclei;
}

std::vector<std::string> names_of(
    const Dataset& places,
    const std::vector<std::vector<SpotNucleus>>& nuclei) {
  std::vector<std::string> names;
  for (std::size_t spot = 0; spot < nuclei.size(); ++spot) {
    for (std::size_t i = 0; i < nuclei[spot].size(); ++i) {
      names.push_back(concat(places.spots[spot], "/", i));
    }
  }
  return names;
}

// Each column less its mean, divided by its deviation (divisor n).
void standardise(Matrix& values) {
  for (Eigen::Index column = 0; column < values.cols(); ++column) {
    const Eigen::ArrayXd given = values.col(column).cast<double>();
    const Eigen::ArrayXd centred = given - given.mean();
    const double deviation = std::sqrt(centred.square().mean());
    values.col(column) =
        (deviation > 0 ? Eigen::ArrayXd(centred / deviation)
                       : Eigen::ArrayXd::Zero(given.size()).eval())
            .cast<float>();
  }
}

}  // namespace

std::vector<std::vector<SpotNucleus>> spot_nuclei(
    const Dataset& places, LabelReader& labels,
    const SpotNucleiOptions& options) {
  const LabelImageInfo& info = labels.info();
  check(places.section == info.section, kStep, ": spots of ", places.section,
        ", but labels of ", info.section);
  check(places.picture_width_px == 0 ||
            (places.picture_width_px == info.width_px &&
             places.picture_height_px == info.height_px),
        kStep, ": the label image of ", info.section, " is ", info.width_px,
        " x ", info.height_px, " px, the section's picture ",
        places.picture_width_px, " x ", places.picture_height_px, " px");
  const std::int64_t side = window_side_px(places, options.window, kStep);
  std::vector<std::vector<SpotNucleus>> nuclei(places.spots.size());
  read_label_windows(places, labels, side, kStep,
                     [&](std::size_t spot, const Box& box,
                         const std::vector<std::int32_t>& found) {
                       nuclei[spot] = nuclei_in(found, box, options.border_px);
                     });
  return nuclei;
}

std::vector<std::pair<std::size_t, std::size_t>> near_pairs(
    const std::vector<SpotNucleus>& nuclei, double reach_px) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t k = 0; k < nuclei.size(); ++k) {
    for (std::size_t j = k + 1; j < nuclei.size(); ++j) {
      const double x = nuclei[k].x_px - nuclei[j].x_px;
      const double y = nuclei[k].y_px - nuclei[j].y_px;
      if (x * x + y * y >= reach_px * reach_px) continue;
      pairs.emplace_back(k, j);
      pairs.emplace_back(j, k);
    }
  }
  return pairs;
}

Features spot_nucleus_features(const Dataset& places, LabelReader& labels,
                               const Image& picture,
                               const SpotNucleiOptions& options) {
  const auto nuclei = spot_nuclei(places, labels, options);
  std::map<std::int32_t, Eigen::Index> rows;
  for (const auto& its : nuclei) {
    for (const SpotNucleus& one : its) rows.emplace(one.label, 0);
  }
  check(!rows.empty(), kStep, ": no spot of section ", places.section,
        " has a nucleus; look at the step that finds them");
  Dataset cells;
  cells.section = places.section;
  for (auto& [label, row] : rows) {
    row = std::ssize(cells.spots);
    cells.spots.push_back(std::to_string(label));
  }
  Features of_cells =
      nucleus_features(cells, labels, &picture, NucleusStatistics::all);
  standardise(of_cells.values);

  Features out;
  out.section = places.section;
  out.encoder = "our nuclei/size, shape and colour";
  out.spots = names_of(places, nuclei);
  out.values.resize(std::ssize(out.spots), of_cells.values.cols());
  Eigen::Index row = 0;
  for (const auto& its : nuclei) {
    for (const SpotNucleus& one : its) {
      out.values.row(row++) = of_cells.values.row(rows.at(one.label));
    }
  }
  return out;
}

SpotGraph nucleus_graph(const Dataset& places, LabelReader& labels,
                        const SpotNucleiOptions& options) {
  check(places.um_per_px > 0, "nucleus_graph: the scale of section ",
        places.section,
        " is not known; give `dataset` um_per_px or spot_pitch_um");
  const auto nuclei = spot_nuclei(places, labels, options);
  SpotGraph graph;
  graph.section = places.section;
  graph.spots = names_of(places, nuclei);
  graph.rule = concat(
      "between nuclei in the window of one spot that are nearer "
      "than ",
      options.reach_um, " um");
  std::vector<std::int64_t> from, to;
  std::int64_t first = 0;
  for (const auto& its : nuclei) {
    for (const auto& [k, j] :
         near_pairs(its, options.reach_um / places.um_per_px)) {
      from.push_back(first + static_cast<std::int64_t>(k));
      to.push_back(first + static_cast<std::int64_t>(j));
    }
    first += std::ssize(its);
  }
  graph.edges.resize(2, std::ssize(from));
  for (std::size_t i = 0; i < from.size(); ++i) {
    graph.edges(0, static_cast<Eigen::Index>(i)) = from[i];
    graph.edges(1, static_cast<Eigen::Index>(i)) = to[i];
  }
  return graph;
}

namespace {

struct SpotNucleiStep {
  double side_um = 154;
  std::int64_t border_px = 10;
  double reach_um = 20;

  SpotNucleiOptions options() const {
    return {.window = {.side_px = 0, .side_um = side_um},
            .border_px = border_px,
            .reach_um = reach_um};
  }
};

StepKind over_nuclei(const char* name, const char* sentence) {
  return StepKind(name, 1, sentence)
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<LabelImage>("labels", "nuclei of the section's picture")
      .within("dataset")
      .option("side_um", &SpotNucleiStep::side_um,
              "side of a spot's window; of the pictures that go with it",
              {1, {}})
      .unit("um")
      .option("border_px", &SpotNucleiStep::border_px,
              "a nucleus with so many pixels on the window's outermost rows "
              "and columns is left out",
              {1, {}})
      // Labels of the rows that a window crosses, a band of pixels of a slide
      // 100,000 px wide, sums.
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{
            .memory_bytes = 512 * kMiB + 8 * sizes.of("dataset"),
            .seconds = 2 + 2e-8 * static_cast<double>(sizes.of("labels"))};
      });
}

}  // namespace

StepKind spot_nuclei_step() {
  return over_nuclei(kStep, "Size, shape and colour of each spot's nuclei.")
      .numeric(Numeric::libm)
      .applies<File>("picture", "of the section")
      .within("dataset")
      .makes<Features>([](const Inputs& in, const Options& options) {
        const Dataset places = Dataset::read_places(in.one("dataset").path);
        auto labels = in.open<LabelReader>("labels");
        const auto file = in.get<File>("picture");
        const auto picture = Image::open(file.path, file.name);
        return spot_nucleus_features(places, labels, *picture,
                                     options.as<SpotNucleiStep>().options());
      });
}

StepKind nucleus_graph_step() {
  return over_nuclei("nucleus_graph",
                     "Which nuclei of a spot lie beside each other.")
      .option("reach_um", &SpotNucleiStep::reach_um,
              "neighbours are nearer than this", {0, {}})
      .unit("um")
      .makes<SpotGraph>([](const Inputs& in, const Options& options) {
        const Dataset places = Dataset::read_places(in.one("dataset").path);
        auto labels = in.open<LabelReader>("labels");
        return nucleus_graph(places, labels,
                             options.as<SpotNucleiStep>().options());
      });
}

}  // namespace moonstain
