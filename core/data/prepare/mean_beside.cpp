#include "core/data/prepare/mean_beside.h"

#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/join.h"

namespace moonstain {

Matrix mean_beside(const Matrix& values, const std::vector<std::string>& spots,
                   const Dataset& dataset, std::int64_t reach,
                   std::string_view step) {
  check(dataset.lattice != Lattice::none, step, ": section ", dataset.section,
        " has cells, which lie on no array");
  const std::vector<Eigen::Index> rows =
      places_of(spots, dataset.spots, "spot",
                concat(step, ": dataset of ", dataset.section));

  using Place = std::pair<std::int64_t, std::int64_t>;
  std::map<Place, Eigen::Index> spot_at;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Place place{dataset.array_xy(rows[i], 0),
                      dataset.array_xy(rows[i], 1)};
    const auto [before, is_new] =
        spot_at.emplace(place, static_cast<Eigen::Index>(i));
    check(is_new, step, ": spots '",
          spots[static_cast<std::size_t>(before->second)], "' and '", spots[i],
          "' of section ", dataset.section, " lie at one place of the array, (",
          place.first, ", ", place.second, "); each needs a place of its own");
  }

  Matrix out(values.rows(), values.cols());
  Eigen::RowVectorXd sum(values.cols());
  for (const auto& [place, spot] : spot_at) {
    sum.setZero();
    double count = 0;
    for (std::int64_t dy = -reach; dy <= reach; ++dy) {
      for (std::int64_t dx = -reach; dx <= reach; ++dx) {
        const auto found = spot_at.find({place.first + dx, place.second + dy});
        if (found == spot_at.end()) continue;
        sum += values.row(found->second).cast<double>();
        count += 1;
      }
    }
    out.row(spot) = (sum / count).cast<float>();
  }
  return out;
}

}  // namespace moonstain
