#include "models/networks/value_maps.h"

#include <ATen/ops/empty.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/nouns.h"

namespace moonstain {

void check_value_maps(const std::vector<GridValues>& maps,
                      const GridValues& like, std::string_view what) {
  for (const GridValues& map : maps) {
    check(map.rows == like.rows && map.columns == like.columns &&
              map.variables == like.variables,
          what, ": the map of section ", map.section, " has ", map.rows, " x ",
          map.columns, " cells of ", map.variables.size(), " ",
          plural(map.variable_axis), ", that of ", like.section, " ", like.rows,
          " x ", like.columns, " of ", like.variables.size(),
          "; all must be of the same");
  }
}

at::Tensor value_maps(const std::vector<GridValues>& maps,
                      const std::vector<std::size_t>& which) {
  const GridValues& first = maps.front();
  const auto genes = static_cast<std::int64_t>(first.variables.size());
  at::Tensor out = at::empty({static_cast<std::int64_t>(which.size()), genes,
                              first.rows, first.columns},
                             at::kFloat);
  float* to = out.mutable_data_ptr<float>();
  for (const std::size_t i : which) {
    for (std::int64_t gene = 0; gene < genes; ++gene) {
      const Eigen::VectorXf column = maps[i].values.col(gene);
      to = std::copy(column.begin(), column.end(), to);
    }
  }
  return out;
}

}  // namespace moonstain
