#include "core/data/prepare/spots.h"

namespace moonstain {

Dataset with_spots(const Dataset& dataset,
                   const std::vector<std::size_t>& spots) {
  const auto count = static_cast<Eigen::Index>(spots.size());
  Dataset out = dataset;
  out.spots.clear();
  out.array_xy.resize(count, 2);
  out.pixel_xy.resize(count, 2);
  out.counts.rows = static_cast<std::int64_t>(spots.size());
  out.counts.row_starts = {0};
  out.counts.columns.clear();
  out.counts.values.clear();
  const SparseCounts& counts = dataset.counts;
  for (std::size_t row = 0; row < spots.size(); ++row) {
    const auto to = static_cast<Eigen::Index>(row);
    const auto from = static_cast<Eigen::Index>(spots[row]);
    out.spots.push_back(dataset.spots[spots[row]]);
    out.array_xy.row(to) = dataset.array_xy.row(from);
    out.pixel_xy.row(to) = dataset.pixel_xy.row(from);
    const auto begin = counts.row_starts[spots[row]];
    const auto end = counts.row_starts[spots[row] + 1];
    out.counts.columns.insert(out.counts.columns.end(),
                              counts.columns.begin() + begin,
                              counts.columns.begin() + end);
    out.counts.values.insert(out.counts.values.end(),
                             counts.values.begin() + begin,
                             counts.values.begin() + end);
    out.counts.row_starts.push_back(
        static_cast<std::int64_t>(out.counts.columns.size()));
  }
  return out;
}

}  // namespace moonstain
