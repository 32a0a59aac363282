#include "core/eval/baselines/nucleus_features.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "nucleus_features";
constexpr std::int64_t kBandRows = 64;  // of the picture at a time

// Of one label's pixels. Positions are counted from its first pixel, so that
// sums of squares stay small on any slide.
struct Sums {
  std::int64_t pixels = 0;
  std::int64_t first_x = 0, first_y = 0;
  std::int64_t least_x = 0, most_x = 0, most_y = 0;
  std::int64_t x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  std::int64_t colour[3] = {0, 0, 0};
  std::int64_t squares[3] = {0, 0, 0};

  void add(std::int64_t at_x, std::int64_t at_y) {
    if (pixels++ == 0) {
      first_x = least_x = most_x = at_x;
      first_y = at_y;
    }
    least_x = std::min(least_x, at_x);
    most_x = std::max(most_x, at_x);
    most_y = at_y;
    const std::int64_t dx = at_x - first_x, dy = at_y - first_y;
    x += dx;
    y += dy;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  void add_colour(const std::uint8_t* rgb) {
    for (int c = 0; c < 3; ++c) {
      colour[c] += rgb[c];
      squares[c] += std::int64_t{rgb[c]} * rgb[c];
    }
  }
};

std::int32_t label_of(const std::string& cell, const std::string& section) {
  std::int32_t label = 0;
  const auto [end, failure] =
      std::from_chars(cell.data(), cell.data() + cell.size(), label);
  check(failure == std::errc() && end == cell.data() + cell.size() && label > 0,
        kStep, ": cell '", cell, "' of ", section,
        " has no number for a name; a label image's cells are called by the "
        "numbers of their labels");
  return label;
}

// Cells by their labels: where each stands in the dataset, as its `Sums` do.
using Rows = std::unordered_map<std::int32_t, std::size_t>;

Rows rows_of(const Dataset& cells) {
  Rows rows;
  for (std::size_t i = 0; i < cells.spots.size(); ++i) {
    rows.emplace(label_of(cells.spots[i], cells.section), i);
  }
  return rows;
}

void add_band(std::vector<Sums>& sums, const Rows& rows,
              const std::vector<std::int32_t>& labels, const Box& band,
              std::span<const std::uint8_t> pixels) {
  std::int32_t before = 0;
  auto row = rows.end();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == 0) continue;
    if (labels[i] != before) {
      before = labels[i];
      row = rows.find(before);
    }
    if (row == rows.end()) continue;
    Sums& own = sums[row->second];
    const auto at = static_cast<std::int64_t>(i);
    own.add(at % band.width_px, band.y_px + at / band.width_px);
    if (!pixels.empty()) own.add_colour(&pixels[3 * i]);
  }
}

std::vector<Sums> sums_of(const Dataset& cells, LabelReader& labels,
                          const Image* picture) {
  const LabelImageInfo& info = labels.info();
  const std::vector<Box> bands =
      bands_of(info.width_px, info.height_px, kBandRows);
  const Rows rows = rows_of(cells);
  std::vector<Sums> sums(cells.spots.size());
  const auto add = [&](std::size_t i, std::span<const std::uint8_t> pixels) {
    const Box& band = bands[i];
    add_band(sums, rows,
             labels.window(0, band.y_px, band.width_px, band.height_px), band,
             pixels);
    report_progress(i + 1, bands.size(), "bands");
  };
  if (picture != nullptr) {
    picture->read_boxes(bands, {255, 255, 255}, add);
  } else {
    for (std::size_t i = 0; i < bands.size(); ++i) add(i, {});
  }
  return sums;
}

bool has_shape(NucleusStatistics statistics) {
  return statistics == NucleusStatistics::shape ||
         statistics == NucleusStatistics::all;
}

bool has_colour(NucleusStatistics statistics) {
  return statistics == NucleusStatistics::colour ||
         statistics == NucleusStatistics::all;
}

std::vector<double> features_of(const Sums& sums,
                                NucleusStatistics statistics) {
  std::vector<double> out;
  const auto n = static_cast<double>(sums.pixels);
  if (statistics != NucleusStatistics::colour) {
    out = {n, std::log(n)};
  }
  if (has_shape(statistics)) {
    const auto central = [&](std::int64_t ab, std::int64_t a, std::int64_t b) {
      return static_cast<double>(sums.pixels * ab - a * b) / (n * n);
    };
    const double xx = central(sums.xx, sums.x, sums.x) + 1.0 / 12;
    const double yy = central(sums.yy, sums.y, sums.y) + 1.0 / 12;
    const double xy = central(sums.xy, sums.x, sums.y);
    const double apart = std::sqrt(4 * xy * xy + (xx - yy) * (xx - yy));
    const double major = (xx + yy + apart) / 2;
    const double minor = std::max(0.0, (xx + yy - apart) / 2);
    const auto box = static_cast<double>((sums.most_x - sums.least_x + 1) *
                                         (sums.most_y - sums.first_y + 1));
    out.insert(out.end(), {4 * std::sqrt(major), 4 * std::sqrt(minor),
                           std::sqrt(1 - minor / major), n / box});
  }
  if (has_colour(statistics)) {
    for (const std::int64_t sum : sums.colour) {
      out.push_back(static_cast<double>(sum) / n / 255);
    }
    for (int c = 0; c < 3; ++c) {
      const auto variance = static_cast<double>(
          sums.pixels * sums.squares[c] - sums.colour[c] * sums.colour[c]);
      out.push_back(std::sqrt(variance) / n / 255);
    }
  }
  return out;
}

}  // namespace

Features nucleus_features(const Dataset& cells, LabelReader& labels,
                          const Image* picture, NucleusStatistics statistics) {
  const LabelImageInfo& info = labels.info();
  check(section_of_unit(cells.section) == info.section, kStep, ": cells of ",
        cells.section, ", but labels of ", info.section);
  if (has_colour(statistics)) {
    check(picture != nullptr, kStep, ": ", word_of(statistics),
          " needs a picture, none is given");
    check(picture->width_px() == info.width_px &&
              picture->height_px() == info.height_px,
          kStep, ": the picture of ", info.section, " is ", picture->width_px(),
          " x ", picture->height_px(), " px, its label image ", info.width_px,
          " x ", info.height_px);
  }
  const std::vector<Sums> sums =
      sums_of(cells, labels, has_colour(statistics) ? picture : nullptr);
  Features features;
  features.section = cells.section;
  features.encoder = concat("nucleus/", word_of(statistics));
  features.spots = cells.spots;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    check(sums[i].pixels > 0, kStep, ": cell '", cells.spots[i], "' of ",
          cells.section, " has no pixel in the label image (", labels.labels(),
          " labels there); leave it out or match cells to "
          "nuclei first");
    const std::vector<double> row = features_of(sums[i], statistics);
    if (i == 0) {
      features.values.resize(static_cast<Eigen::Index>(sums.size()),
                             static_cast<Eigen::Index>(row.size()));
    }
    for (std::size_t k = 0; k < row.size(); ++k) {
      features.values(static_cast<Eigen::Index>(i),
                      static_cast<Eigen::Index>(k)) =
          static_cast<float>(row[k]);
    }
  }
  return features;
}

namespace {

struct NucleusFeaturesOptions {
  NucleusStatistics statistics = NucleusStatistics::area;
};

}  // namespace

StepKind nucleus_features_step() {
  return StepKind("nucleus_features", 1,
                  "Size, shape and colour of each cell's nucleus.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "cells, called by their labels' numbers")
      .applies<LabelImage>("labels", "nuclei of the section's picture")
      .within("dataset")
      .applies<File>("picture", "of the section, for colours")
      .within("dataset")
      .optional()
      .option("statistics", &NucleusFeaturesOptions::statistics,
              "area; area and shape; colours; or all of them")
      // A band of labels and of pixels of a slide 100,000 px wide, and sums.
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{
            .memory_bytes = 256 * kMiB + 8 * sizes.of("dataset"),
            .seconds = 2 + 2e-8 * static_cast<double>(sizes.of("labels"))};
      })
      .makes<Features>([](const Inputs& in, const Options& options) {
        const Dataset cells = Dataset::read_places(in.one("dataset").path);
        auto labels = in.open<LabelReader>("labels");
        std::unique_ptr<Image> picture;
        const auto statistics = options.as<NucleusFeaturesOptions>().statistics;
        check(!in.has("picture") || has_colour(statistics), kStep, ": ",
              word_of(statistics), " looks at no picture; leave it out");
        if (in.has("picture")) {
          const auto file = in.get<File>("picture");
          picture = Image::open(file.path, file.name);
        }
        return nucleus_features(cells, labels, picture.get(), statistics);
      });
}

}  // namespace moonstain
