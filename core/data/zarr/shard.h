#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/file.h"
#include "core/base/path.h"

namespace moonstain::zarr {

/// A shard is one file of many packed chunks, one a slot, with an index of
/// where each lies at its end (core/data/README.md, "Zarr"). Both classes
/// hold the index and one chunk at a time. For chunks.cpp.

/// Writes a shard from its first slot to its last.
///
/// @throws Error (all members) naming the file
class ShardWriter {
 public:
  ShardWriter(fs::path path, std::size_t slots);

  /// The next chunk, in the order of the slots; those passed over are absent.
  void add(std::size_t slot, std::string_view packed);
  /// Writes the index. Without a chunk there is no file.
  void finish();

 private:
  fs::path path_;
  std::vector<std::uint64_t> index_;  ///< offset and bytes of each slot
  std::unique_ptr<FileWriter> file_;
  std::uint64_t size_bytes_ = 0;
};

/// Reads single chunks of a shard.
///
/// @throws Error (all members) naming the file, which must exist
class ShardReader {
 public:
  ShardReader(const fs::path& path, std::size_t slots);

  bool has(std::size_t slot) const;
  /// @return false when the chunk is absent
  /// @throws Error also for a chunk of no bytes
  bool read(std::size_t slot, std::vector<char>& packed);

 private:
  FileReader file_;
  std::vector<std::uint64_t> index_;
};

}  // namespace moonstain::zarr
