#include "core/data/prepare/thinned.h"

#include <bit>
#include <cstddef>
#include <cstdint>

namespace moonstain {
namespace {

std::int32_t half_of(std::int32_t count, RandomStream& random) {
  constexpr std::int32_t kBits = 64;
  std::int32_t ones = 0;
  for (std::int32_t left = count; left > 0; left -= kBits) {
    const std::uint64_t bits = random.bits();
    ones += std::popcount(left >= kBits ? bits : bits >> (kBits - left));
  }
  return ones;
}

void add(SparseCounts& counts, std::int32_t column, std::int32_t value) {
  if (value == 0) return;
  counts.columns.push_back(column);
  counts.values.push_back(value);
}

}  // namespace

std::pair<Dataset, Dataset> thinned_halves(const Dataset& dataset,
                                           RandomStream& random) {
  Dataset places = dataset;
  const SparseCounts all = std::move(places.counts);
  places.counts = {all.rows, all.columns_count, {0}, {}, {}};
  std::pair<Dataset, Dataset> halves(places, places);
  SparseCounts& first = halves.first.counts;
  SparseCounts& second = halves.second.counts;
  for (SparseCounts* half : {&first, &second}) {
    half->columns.reserve(all.values.size());
    half->values.reserve(all.values.size());
  }
  for (std::size_t row = 0; row + 1 < all.row_starts.size(); ++row) {
    for (auto k = all.row_starts[row]; k < all.row_starts[row + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const std::int32_t half = half_of(all.values[at], random);
      add(first, all.columns[at], half);
      add(second, all.columns[at], all.values[at] - half);
    }
    first.row_starts.push_back(static_cast<std::int64_t>(first.values.size()));
    second.row_starts.push_back(
        static_cast<std::int64_t>(second.values.size()));
  }
  return halves;
}

}  // namespace moonstain
