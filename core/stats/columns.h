#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// The columns of a row-major matrix, each as contiguous values. Columns of a
/// row share cache lines, so 32 are copied at once: asked for in rising order,
/// each line is read once.
class Columns {
 public:
  explicit Columns(MatrixView values) : values_(values) {}

  /// @return  [rows], until the next call
  std::span<const float> at(Eigen::Index column);

 private:
  static constexpr Eigen::Index kAtOnce = 32;

  MatrixView values_;
  Eigen::Index first_ = -1;   // column of the block that is held
  std::vector<float> block_;  // [columns of the block, stride_]
  std::size_t stride_ = 0;
};

/// A key that rises with the value: floats sort as integers. -0 and 0 have one.
inline std::uint32_t key_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0F);
  return bits >> 31 == 1 ? ~bits : bits | 0x80000000U;
}

/// The value of a key.
inline float value_of(std::uint32_t key) {
  return std::bit_cast<float>(key >> 31 == 1 ? key & 0x7FFFFFFFU : ~key);
}

/// Sorts by the 32 bits from `kShift` on: by 11, 11 and 10 bits from the low
/// end, each time into as many buckets, in the order of the pass before. Some
/// five times as fast as comparing, for a few thousand floats; a few are
/// compared. Bits below `kShift` should rise from item to item: equals keep
/// their order.
///
/// @param scratch  room, of any size; reused from call to call
template <int kShift, typename Item>
void radix_sort(std::vector<Item>& items, std::vector<Item>& scratch) {
  constexpr std::size_t kFew = 128;
  if (items.size() < kFew) {
    std::sort(items.begin(), items.end());
    return;
  }
  constexpr int kPasses = 3;
  constexpr int kBits = 11;
  constexpr Item kMask = (Item{1} << kBits) - 1;
  std::array<std::array<std::uint32_t, 1 << kBits>, kPasses> buckets{};
  for (const Item item : items) {
    for (int pass = 0; pass < kPasses; ++pass) {
      ++buckets[pass][(item >> (kShift + kBits * pass)) & kMask];
    }
  }
  scratch.resize(items.size());
  for (int pass = 0; pass < kPasses; ++pass) {
    std::uint32_t begin = 0;
    for (std::uint32_t& bucket : buckets[pass]) {
      const std::uint32_t count = bucket;
      bucket = begin;
      begin += count;
    }
    for (const Item item : items) {
      scratch[buckets[pass][(item >> (kShift + kBits * pass)) & kMask]++] =
          item;
    }
    items.swap(scratch);
  }
}

}  // namespace moonstain
