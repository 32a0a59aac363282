#include "core/data/prepare/other_places.h"

namespace moonstain {

Dataset at_other_places(Dataset section,
                        const std::vector<OtherPlace>& places) {
  const auto count = std::ssize(places);
  section.spots.clear();
  section.genes.clear();
  section.left_out.clear();
  section.array_xy.resize(count, 2);
  section.pixel_xy.resize(count, 2);
  for (const OtherPlace& place : places) {
    const auto row = std::ssize(section.spots);
    section.spots.push_back(place.name);
    section.array_xy.row(row) << place.array_x, place.array_y;
    section.pixel_xy.row(row) << place.x_px, place.y_px;
  }
  section.counts = {};
  section.counts.rows = count;
  section.counts.row_starts.assign(places.size() + 1, 0);
  return section;
}

}  // namespace moonstain
