#include "core/engine/store/digest_table.h"

#include <bit>

#include "core/base/error.h"

namespace moonstain {

std::size_t DigestTable::bucket(const Digest& digest) const {
  return bits_ == 0 ? 0 : digest.front() >> (64 - bits_);
}

void DigestTable::finish() {
  check(digests_.size() < kNone, "a table of more than 4 billion digests");
  bits_ = static_cast<int>(std::bit_width(digests_.size()));
  first_.assign((std::size_t{1} << bits_) + 1, 0);
  for (std::size_t i = 0; i < digests_.size(); ++i) {
    check(i == 0 || digests_[i - 1] < digests_[i],
          "a table of digests that are not in order");
    ++first_[bucket(digests_[i]) + 1];
  }
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
}

std::uint32_t DigestTable::find(const Digest& digest) const {
  const std::size_t in = bucket(digest);
  for (std::uint32_t i = first_[in]; i < first_[in + 1]; ++i) {
    if (digests_[i] == digest) return i;
  }
  return kNone;
}

}  // namespace moonstain
