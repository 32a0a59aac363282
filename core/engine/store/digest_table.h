#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/digest.h"

namespace moonstain {

/// Digests in ascending order, found by their first bits: they are as good as
/// random, so that a place is at most a few steps from where it is looked for.
/// 36 bytes each.
class DigestTable {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  void reserve(std::size_t count) { digests_.reserve(count); }
  /// @param digest  greater than all before
  void add(const Digest& digest) { digests_.push_back(digest); }
  /// Once, after the last one was added.
  void finish();

  /// Its number in the order of adding, or `kNone`.
  std::uint32_t find(const Digest& digest) const;
  std::size_t size() const { return digests_.size(); }
  const Digest& operator[](std::uint32_t number) const {
    return digests_[number];
  }

 private:
  std::size_t bucket(const Digest& digest) const;

  std::vector<Digest> digests_;
  int bits_ = 0;
  std::vector<std::uint32_t> first_;  ///< by bucket, and the end
};

}  // namespace moonstain
