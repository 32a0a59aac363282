#include "core/eval/panels/section_map.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/data/image/jpeg.h"
#include "core/data/stored/join.h"
#include "core/eval/panels/defined_pairs.h"
#include "core/eval/panels/map_layer.h"

namespace moonstain {
namespace {

// The data set's places in the order of the measured ones, and no others.
Dataset placed(const MapSource& source, const std::string& what) {
  const auto at = places_of(source.measured.rows, source.places.spots,
                            source.measured.row, what);
  Dataset dataset = source.places;
  dataset.spots = source.measured.rows;
  dataset.pixel_xy.resize(static_cast<Eigen::Index>(at.size()), 2);
  for (std::size_t i = 0; i < at.size(); ++i) {
    dataset.pixel_xy.row(static_cast<Eigen::Index>(i)) =
        source.places.pixel_xy.row(at[i]);
  }
  return dataset;
}

std::vector<double> column_of(const Matrix& values, Eigen::Index column) {
  std::vector<double> list;
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    list.push_back(values(row, column));
  }
  return list;
}

}  // namespace

MapSizes map_sizes(std::size_t sections, std::size_t maps,
                   std::int64_t longest_px) {
  MapSizes sizes;
  sizes.picture_px = longest_px;
  sizes.map_px = std::clamp<std::int64_t>(
      std::llround(std::sqrt(kMapPixels / std::max(1.0, double(maps)))), 128,
      320);
  sizes.picture_bytes = std::max<std::size_t>(
      8'000, kPictureBytes / std::max<std::size_t>(1, sections));
  return sizes;
}

void set_frame(SectionMap& map, const SectionFrame& frame,
               const Dataset& dataset, std::int64_t longest_px) {
  const double longest = std::max(frame.width_px, frame.height_px);
  const double scale = std::min(1.0, static_cast<double>(longest_px) / longest);
  map.width_px = std::round(frame.width_px * scale);
  map.height_px = std::round(frame.height_px * scale);
  if (dataset.um_per_px > 0) map.um_per_px = dataset.um_per_px / scale;
}

SectionMap section_map(const MapSource& source, const MapSizes& sizes,
                       const std::string& stem,
                       std::map<std::string, std::string>& files,
                       MapLimits limits) {
  const std::string what = concat("maps of ", source.measured.about);
  const Dataset dataset = placed(source, what);
  const SectionFrame frame = frame_of(dataset);
  const Matrix predicted =
      rows_at(source.predicted.values,
              places_of(source.measured.rows, source.predicted.rows,
                        source.measured.row, what));
  SectionMap map;
  map.section = source.measured.about;
  map.patient = dataset.patient;
  map.places = static_cast<std::int64_t>(dataset.spots.size());
  set_frame(map, frame, dataset, sizes.picture_px);
  if (!source.picture.empty()) {
    const Picture picture = picture_in(frame, source.picture,
                                       source.picture_name, sizes.picture_px);
    map.picture = stem + ".jpg";
    files[*map.picture] = jpeg_within(picture, sizes.picture_bytes);
  }
  const NearestPlaces nearest = nearest_places(dataset, frame, sizes.map_px);
  for (std::size_t i = 0; i < source.measured.columns.size(); ++i) {
    const auto column = static_cast<Eigen::Index>(i);
    ItemMap item;
    item.name = source.measured.columns[i];
    item.r = defined_pairs(column_of(source.measured.values, column),
                           column_of(predicted, column))
                 .pearson();
    for (const auto& [name, values] :
         {std::pair<std::string, const Matrix*>{"measured",
                                                &source.measured.values},
          std::pair<std::string, const Matrix*>{"predicted", &predicted}}) {
      add_layer(item,
                draw_layer(name, concat(stem, ".", i, ".", name, ".png"),
                           nearest, column_of(*values, column), limits),
                files);
    }
    map.maps.push_back(std::move(item));
  }
  return map;
}

}  // namespace moonstain
