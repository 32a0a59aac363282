#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/zarr/types.h"

namespace moonstain::zarr {

/// How an array lies on disk; what `zarr.json` (format 3) or `.zarray` and
/// `.zattrs` (format 2) say. For this room alone.
struct ArrayMetadata {
  Format format = Format::v3;
  DataType type = DataType::uint8;
  /// Bytes of an element on disk; 0 for vlen-utf8.
  std::int64_t width_bytes = 1;
  /// Fixed-width strings of older files: UTF-32 or bytes, zero padded.
  bool fixed_utf32 = false;
  bool fixed_bytes = false;
  bool big_endian = false;

  Shape shape;
  Shape chunks;
  Shape shards;  ///< empty when not sharded
  /// Axes of the array in the order in which a chunk's bytes run through them,
  /// the slowest first: {1, 0} for columns first. Empty: C order. Read only.
  Shape axis_order;

  Codec codec = Codec::none;
  int level = 0;
  std::string blosc_name = "lz4";
  int blosc_shuffle = 1;  ///< 0 none, 1 bytes, 2 bits
  bool crc32c = false;    ///< four bytes behind each packed chunk

  std::string fill;  ///< one element little-endian, or the text of a string
  /// The array says what a chunk that is absent holds; where it says null, such
  /// a chunk is lost.
  bool has_fill = true;
  std::string key_encoding = "default";
  std::string separator = "/";
  std::vector<std::string> dimension_names;
  Json attributes = Json::object();

  /// Elements of a chunk.
  std::int64_t chunk_elements() const;
  /// Elements of the array.
  std::int64_t elements() const;
  /// Chunks (or shards, when `shards` is given) along each axis.
  static Shape grid(const Shape& shape, const Shape& pieces);
  /// "c/1/2", "1.2", ...
  std::string chunk_key(const Shape& indices) const;
};

/// Chooses chunks, shards and codec settings for a new array.
ArrayMetadata plan_array(DataType type, const Shape& shape,
                         const ArrayOptions& options, Format format);

/// Writes the metadata files of an array into its folder.
void write_metadata(const ArrayMetadata& metadata, const fs::path& folder);

/// Writes the metadata files of a group into its folder.
void write_group_metadata(const Json& attributes, Format format,
                          const fs::path& folder);

/// The folder of a node.
///
/// @param path  below the root, '/' between names; "" is the root itself
/// @throws Error on an empty name, "." and ".."
fs::path node_folder(const fs::path& root, std::string_view path);

enum class NodeKind { none, group, array };

/// What a folder is. @throws Error on a zarr.json that is neither
NodeKind node_kind(const fs::path& folder);

/// @throws Error naming file and member on whatever this reader does not know
ArrayMetadata read_metadata(const fs::path& folder);

/// User attributes of a group or an array.
Json read_attributes(const fs::path& folder);

}  // namespace moonstain::zarr
