// Statistics of points for spatial_peer_test.py.
//   spatial_peer OUT POINTS NEAREST REACH STEPS
//       POINTS: JSON {"xy": [[x, y]], "values": [[...] a point], "types":
//       [...], "number_of_types"}; OUT: JSON of what all that says of them
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/stats/spatial/all_pairs.h"
#include "core/stats/spatial/moran.h"
#include "core/stats/spatial/neighbour_correlation.h"
#include "core/stats/spatial/ripley.h"

namespace moonstain {
namespace {

Json list_of(const Eigen::VectorXd& values) {
  return std::vector<double>(values.data(), values.data() + values.size());
}

Json said_of(const Json& points, std::int64_t nearest, double reach,
             std::int64_t steps) {
  const auto count = static_cast<Eigen::Index>(points.at("xy").size());
  Points xy(count, 2);
  Matrix values(count,
                static_cast<Eigen::Index>(points.at("values")[0].size()));
  for (Eigen::Index i = 0; i < count; ++i) {
    xy.row(i) << points["xy"][i][0].get<double>(),
        points["xy"][i][1].get<double>();
    for (Eigen::Index k = 0; k < values.cols(); ++k) {
      values(i, k) = points["values"][i][k].get<float>();
    }
  }
  const auto types = points.at("types").get<std::vector<std::int32_t>>();
  const auto number = points.at("number_of_types").get<std::int64_t>();
  const SpatialWeights near = nearest_weights(xy, nearest);
  const CrossL l = cross_l(xy, types, number, reach, steps);
  Json curves = Json::array();
  for (Eigen::Index row = 0; row < l.values.rows(); ++row) {
    curves.push_back(list_of(l.values.row(row).transpose()));
  }
  Json pairs = Json::array();
  const auto counts = close_pairs_by_type(xy, types, number, reach);
  for (std::int64_t a = 0; a < number; ++a) {
    for (std::int64_t b = a; b < number; ++b) pairs.push_back(counts(a, b));
  }
  return {
      {"moran", list_of(morans_i(values, near).index)},
      {"row_moran", list_of(morans_i(values, row_standardised(near)).index)},
      {"all_pairs", list_of(morans_i_all_pairs(xy, values))},
      {"neighbours", list_of(neighbour_correlation(xy, values).correlation)},
      {"l", curves},
      {"pairs", pairs}};
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  using namespace moonstain;
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words.size() != 5) {
    std::cerr << "usage: spatial_peer OUT POINTS NEAREST REACH STEPS\n";
    return 2;
  }
  const Json points = parse_json(read_file(words[1]), words[1]);
  write_file(words[0], said_of(points, std::stol(words[2]), std::stod(words[3]),
                               std::stol(words[4]))
                           .dump());
  return 0;
}
