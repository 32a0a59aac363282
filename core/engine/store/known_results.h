#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/store/digest_table.h"

namespace moonstain {

/// A result that is known: what its bytes are, and whether they are here.
struct KnownResult {
  Digest object;
  std::uint64_t size_bytes = 0;  ///< of its files
  bool present = false;  ///< false: known, but removed by `gc` or `verify`
  std::uint64_t unpacked_bytes = 0;  ///< that its files hold; 0: not known
};

/// Results in memory, some 100 bytes each, for many look-ups by key. Filled in
/// the order of the digests: first all objects, then all keys.
class KnownResults {
 public:
  void reserve(std::size_t rows);
  void add_object(const KnownResult& object);
  /// @throws Error when they were not in order, or one came twice
  void finish_objects();
  /// @param object  one that was not added is none that is known
  void add(const Digest& key, const Digest& object);
  /// @throws Error as `finish_objects`
  void finish();

  /// Nothing for a key that is not there.
  std::optional<KnownResult> find(const Digest& key) const;

 private:
  DigestTable keys_;
  DigestTable objects_;
  std::vector<std::uint32_t> object_of_;       ///< by key
  std::vector<std::uint64_t> size_bytes_;      ///< by object
  std::vector<std::uint64_t> unpacked_bytes_;  ///< by object
  std::vector<bool> present_;
};

}  // namespace moonstain
