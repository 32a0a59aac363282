#include "models/networks/egnv2_graph.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {
namespace {

using Numbers = std::vector<std::int64_t>;

at::Tensor tensor_of(const Numbers& values) {
  at::Tensor made = at::empty({std::ssize(values)}, at::kLong);
  std::copy(values.begin(), values.end(),
            made.mutable_data_ptr<std::int64_t>());
  return made;
}

// Edges of pairs that follow one another: from, to.
Edges edges_of(const Numbers& pairs) {
  return tensor_of(pairs).view({-1, 2}).t().contiguous();
}

// Spots that are an exemplar, by their values; of equal ones the first stands
// for all.
struct Distinct {
  Numbers rows;                                          // of the pool
  std::unordered_map<std::int64_t, std::int64_t> place;  // of a row of the pool

  Distinct(const RowNumbers& exemplars, const at::Tensor& pool) {
    const std::int64_t width = pool.size(1);
    const float* first = pool.const_data_ptr<float>();
    const auto values = [&](std::int64_t row) {
      return std::span(first + row * width, static_cast<std::size_t>(width));
    };
    Numbers all(exemplars.data(), exemplars.data() + exemplars.size());
    std::ranges::sort(all, [&](std::int64_t a, std::int64_t b) {
      if (a == b) return false;
      const auto left = values(a), right = values(b);
      if (std::ranges::equal(left, right)) return a < b;
      return std::ranges::lexicographical_compare(left, right);
    });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const std::int64_t row : all) {
      if (rows.empty() ||
          !std::ranges::equal(values(rows.back()), values(row))) {
        rows.push_back(row);
      }
      place[row] = std::ssize(rows) - 1;
    }
  }
};

}  // namespace

Egnv2Graph egnv2_graph(const RowNumbers& exemplars, const at::Tensor& pool,
                       std::int64_t close) {
  const Distinct distinct(exemplars, pool);
  Egnv2Graph graph;
  graph.examples = pool.index_select(0, tensor_of(distinct.rows));

  const std::int64_t count = graph.examples.size(0);
  Numbers pairs;
  if (count > 1) {
    const Eigen::Map<const Matrix> values(
        graph.examples.const_data_ptr<float>(), count, graph.examples.size(1));
    const RowNumbers nearest =
        nearest_others(values, std::min(close, count - 1), RowDistance::l2);
    for (std::int64_t i = 0; i < count; ++i) {
      for (const std::int64_t other : nearest.row(i)) {
        pairs.insert(pairs.end(), {other, i});
      }
    }
  }
  graph.close = edges_of(pairs);

  pairs.clear();
  for (Eigen::Index spot = 0; spot < exemplars.rows(); ++spot) {
    for (const std::int64_t row : exemplars.row(spot)) {
      pairs.insert(pairs.end(), {distinct.place.at(row), spot});
    }
  }
  graph.refer = edges_of(pairs);
  return graph;
}

}  // namespace moonstain
