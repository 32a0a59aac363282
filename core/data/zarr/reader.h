#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/zarr/types.h"

namespace moonstain::zarr {

/// Reads a hierarchy that we or others wrote: formats 2 and 3, sharded or not,
/// the codecs of `Codec`, crc32c at the end of the chain, either byte order,
/// axes in any order (order F, transpose). A chunk that is absent holds the
/// fill value, and is damage where the array has none (null).
/// Consolidated metadata is never read. What the reader does not know is an
/// error that names it, never a guess; a chunk that is cut short or does not
/// unpack to its size is one too, and so is an array or a chunk of more than
/// 2^48 bytes.
///
/// @throws Error (all members) naming the file, what was found and expected
class Reader {
 public:
  /// @throws Error when the folder is no Zarr group
  explicit Reader(fs::path folder);

  const fs::path& folder() const { return folder_; }
  bool has(std::string_view path) const;
  bool is_group(std::string_view path) const;
  bool is_array(std::string_view path) const;
  /// Names of the nodes in a group, sorted by bytes.
  std::vector<std::string> children(std::string_view path) const;
  /// Attributes of a node; "" is the root.
  Json attributes(std::string_view path) const;
  ArrayInfo info(std::string_view path) const;
  /// Of an array that has been read: it looks for each chunk.
  ChunkCount chunks(std::string_view path) const;

  /// The whole array in C order. @throws Error when its type is not T's
  template <typename T>
  std::vector<T> array(std::string_view path) const;
  /// The same into memory of the caller, [elements].
  template <typename T>
  void array_into(std::string_view path, std::span<T> values) const;
  /// Rows [begin, end) of the first axis; only their chunks are read.
  template <typename T>
  std::vector<T> rows(std::string_view path, std::int64_t begin,
                      std::int64_t end) const;

  /// Any integer or bool type, widened. @throws Error on a value above
  /// INT64_MAX
  std::vector<std::int64_t> integers(std::string_view path) const;
  /// Any number type as float64.
  std::vector<double> numbers(std::string_view path) const;
  /// Strings of any kind: vlen-utf8, and the fixed widths of older files.
  std::vector<std::string> strings(std::string_view path) const;

  template <typename T>
  T scalar(std::string_view path) const;
  std::string text(std::string_view path) const;

 private:
  fs::path node(std::string_view path) const;

  fs::path folder_;
};

}  // namespace moonstain::zarr
