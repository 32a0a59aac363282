#include "core/eval/findings/section_maps.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/data/image/image.h"
#include "core/data/image/jpeg.h"
#include "core/data/stored/join.h"
#include "core/stats/correlation.h"

namespace moonstain {
namespace {

constexpr int kJpegQuality = 80;
constexpr std::int64_t kMostOverviewPx = 6000;

// Distance from a spot to its nearest neighbour: the middle one of all spots.
double pitch_px(const Dataset& dataset) {
  const auto& xy = dataset.pixel_xy;
  std::vector<double> nearest;
  for (Eigen::Index i = 0; i < xy.rows(); ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (Eigen::Index j = 0; j < xy.rows(); ++j) {
      if (i != j) {
        least = std::min(least, (xy.row(i) - xy.row(j)).squaredNorm());
      }
    }
    nearest.push_back(std::sqrt(least));
  }
  std::nth_element(
      nearest.begin(),
      nearest.begin() + static_cast<std::ptrdiff_t>(nearest.size() / 2),
      nearest.end());
  return nearest[nearest.size() / 2];
}

// What is shown of a section, at full resolution.
struct Frame {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

Frame frame_of(const Dataset& dataset, double margin) {
  const auto low = dataset.pixel_xy.colwise().minCoeff();
  const auto high = dataset.pixel_xy.colwise().maxCoeff();
  Frame frame{low[0] - margin, low[1] - margin, 0, 0};
  frame.x = std::max(0.0, std::floor(frame.x));
  frame.y = std::max(0.0, std::floor(frame.y));
  double right = std::ceil(high[0] + margin);
  double bottom = std::ceil(high[1] + margin);
  if (dataset.picture_width_px > 0 && dataset.picture_height_px > 0) {
    right = std::min(right, static_cast<double>(dataset.picture_width_px));
    bottom = std::min(bottom, static_cast<double>(dataset.picture_height_px));
  }
  frame.width = right - frame.x;
  frame.height = bottom - frame.y;
  return frame;
}

Picture cut(const Picture& whole, std::int64_t x, std::int64_t y,
            std::int64_t width, std::int64_t height) {
  Picture part;
  part.width_px = std::min(width, whole.width_px - x);
  part.height_px = std::min(height, whole.height_px - y);
  for (std::int64_t row = 0; row < part.height_px; ++row) {
    const auto begin =
        whole.rgb.begin() +
        static_cast<std::ptrdiff_t>(((y + row) * whole.width_px + x) * 3);
    part.rgb.insert(part.rgb.end(), begin,
                    begin + static_cast<std::ptrdiff_t>(part.width_px * 3));
  }
  return part;
}

// The picture inside the frame, scaled by `scale`.
Picture picture_of(const MapSource& source, const Frame& frame, double scale) {
  const auto image = Image::open(source.picture, source.picture_name);
  const auto longest = std::max(image->width_px(), image->height_px());
  const auto wanted = std::clamp<std::int64_t>(
      std::llround(static_cast<double>(longest) * scale), 1, kMostOverviewPx);
  const Picture whole = image->overview(wanted);
  const double shrunk = static_cast<double>(whole.width_px) /
                        static_cast<double>(image->width_px());
  Picture part =
      cut(whole, std::llround(frame.x * shrunk), std::llround(frame.y * shrunk),
          std::max<std::int64_t>(1, std::llround(frame.width * shrunk)),
          std::max<std::int64_t>(1, std::llround(frame.height * shrunk)));
  return part;
}

std::string file_name(std::string_view section) {
  std::string name;
  for (const char c : section) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '-';
    name += plain ? c : '_';
  }
  return name + ".jpg";
}

double rounded(double value, double step) {
  return std::round(value / step) * step;
}

// A map has 256 colours: five digits are plenty.
std::vector<double> map_values(const Matrix& values) {
  std::vector<double> list;
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    list.push_back(static_cast<double>(std::llround(
                       static_cast<double>(values(row, 0)) * 1e5)) /
                   1e5);
  }
  return list;
}

}  // namespace

std::vector<std::string> genes_to_draw(const Findings& findings,
                                       const Targets& targets,
                                       std::size_t count) {
  const std::vector<std::string>& names = findings.genes.names;
  check_same_genes(targets.genes, names, "findings: targets");
  std::vector<double> value = findings.genes.by_predictor.at(findings.model);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!std::isnan(value[i])) {
      order.push_back(i);
    }
  }
  const bool defined = !order.empty();
  if (!defined) {
    order.resize(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const Eigen::VectorXf mean = targets.values.colwise().mean();
    value.assign(mean.data(), mean.data() + mean.size());
  }
  std::stable_sort(
      order.begin(), order.end(),
      [&](std::size_t a, std::size_t b) { return value[a] > value[b]; });
  count = std::min(count, order.size());
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t rank =
        !defined || count == 1 ? i : i * (order.size() - 1) / (count - 1);
    chosen.push_back(names[order[rank]]);
  }
  return chosen;
}

void add_maps(Findings& findings, const MapSource& source,
              const std::vector<std::string>& genes, std::int64_t longest_px) {
  const Dataset& dataset = *source.dataset;
  const Targets& targets = *source.targets;
  const std::string what = concat("findings: maps of ", targets.section);
  check(targets.spots.size() >= 2, what, ": ", targets.spots.size(),
        " spot(s); a map needs at least 2");
  const auto at = places_of(targets.spots, dataset.spots, "spot", what);
  const Matrix predicted = rows_at(
      source.predictions->values,
      places_of(targets.spots, source.predictions->spots, "spot", what));
  const double pitch = pitch_px(dataset);
  const Frame frame = frame_of(dataset, pitch);
  double scale = std::min(1.0, static_cast<double>(longest_px) /
                                   std::max(frame.width, frame.height));

  SectionMap map;
  map.section = targets.section;
  map.patient = dataset.patient;
  double width = frame.width * scale;
  double height = frame.height * scale;
  if (!source.picture.empty()) {
    const Picture picture = picture_of(source, frame, scale);
    width = static_cast<double>(picture.width_px);
    height = static_cast<double>(picture.height_px);
    scale = width / frame.width;
    map.picture = file_name(targets.section);
    findings.files[*map.picture] = jpeg_encode(picture, kJpegQuality);
  }
  map.width_px = rounded(width, 1.0);
  map.height_px = rounded(height, 1.0);
  map.spot_radius_px = rounded(0.45 * pitch * scale, 0.01);
  for (const Eigen::Index spot : at) {
    map.x.push_back(
        rounded((dataset.pixel_xy(spot, 0) - frame.x) * scale, 0.01));
    map.y.push_back(
        rounded((dataset.pixel_xy(spot, 1) - frame.y) * scale, 0.01));
  }
  const auto gene_places = places_of(genes, targets.genes, "gene", what);
  const auto predicted_places =
      places_of(genes, source.predictions->genes, "gene", what);
  for (std::size_t i = 0; i < genes.size(); ++i) {
    const Matrix p = predicted.col(predicted_places[i]);
    const Matrix m = targets.values.col(gene_places[i]);
    map.genes.push_back(
        {genes[i], pearson_by_gene(p, m)[0], map_values(m), map_values(p)});
  }
  findings.maps.push_back(std::move(map));
}

}  // namespace moonstain
