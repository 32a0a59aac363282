#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

/// Type of an array's elements, as the Zarr v3 specification names them.
enum class DataType {
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  string,
};

/// "bool", "int8", ..., "string".
std::string_view data_type_name(DataType type);

/// The C++ types that stand for a DataType: the fixed-width integers, float,
/// double, and ZarrBool for `boolean` (one byte, 0 or 1).
enum class ZarrBool : std::uint8_t { no = 0, yes = 1 };

template <typename T>
constexpr DataType data_type_of() {
  if constexpr (std::is_same_v<T, ZarrBool>) return DataType::boolean;
  if constexpr (std::is_same_v<T, std::int8_t>) return DataType::int8;
  if constexpr (std::is_same_v<T, std::int16_t>) return DataType::int16;
  if constexpr (std::is_same_v<T, std::int32_t>) return DataType::int32;
  if constexpr (std::is_same_v<T, std::int64_t>) return DataType::int64;
  if constexpr (std::is_same_v<T, std::uint8_t>) return DataType::uint8;
  if constexpr (std::is_same_v<T, std::uint16_t>) return DataType::uint16;
  if constexpr (std::is_same_v<T, std::uint32_t>) return DataType::uint32;
  if constexpr (std::is_same_v<T, std::uint64_t>) return DataType::uint64;
  if constexpr (std::is_same_v<T, float>) return DataType::float32;
  if constexpr (std::is_same_v<T, double>) return DataType::float64;
}

/// How the bytes of a chunk are packed.
enum class Codec { none, zstd, blosc, gzip, zlib };

enum class ZarrFormat { v2 = 2, v3 = 3 };

using Shape = std::vector<std::int64_t>;

/// What a writer may choose about an array; the defaults are those of
/// specs/formats.md 1.5.
struct ArrayOptions {
  /// Empty: whole trailing axes as far as 4 MiB go.
  Shape chunks;
  /// zstd level 3 for tables; blosc (lz4, byte shuffle) for pictures.
  Codec codec = Codec::zstd;
  /// One an axis, or none. Format 2 has no place for them.
  std::vector<std::string> dimension_names;
  Json attributes = Json::object();
};

/// What an array is, as its metadata says.
struct ArrayInfo {
  DataType type = DataType::uint8;
  Shape shape;
  Shape chunks;  ///< inner chunks of a sharded array
  Shape shards;  ///< empty when not sharded
  std::vector<std::string> dimension_names;
};

/// Writes a hierarchy of groups and arrays into a folder, which must not hold
/// one yet. Every file is new, checked and hashed (core/base FileWriter); the
/// same content gives the same bytes. Publishing the folder as a whole is the
/// caller's work.
///
/// Chunks equal to the fill value (0, false, "") bit for bit are left out, as
/// the format allows; a chunk of -0.0 is not equal and is written. An array of
/// more than 64 chunks is sharded (format 3), a shard at most 256 MiB before
/// packing. Runs on the calling thread alone.
///
/// @throws Error (all members) naming the path
class ZarrWriter {
 public:
  /// Makes the root group.
  explicit ZarrWriter(fs::path folder, const Json& attributes = Json::object(),
                      ZarrFormat format = ZarrFormat::v3);

  ZarrFormat format() const { return format_; }

  /// @param path  below the root, '/' between names: "obs/patient"; the groups
  ///              above it must have been made
  void group(std::string_view path, const Json& attributes = Json::object());

  /// @param values  C order, as many as `shape` says
  template <typename T>
  void array(std::string_view path, std::span<const T> values,
             const Shape& shape, const ArrayOptions& options = {});

  /// One-dimensional, UTF-8.
  void strings(std::string_view path, const std::vector<std::string>& values,
               const ArrayOptions& options = {});

  /// 0-dimensional.
  template <typename T>
  void scalar(std::string_view path, T value,
              const Json& attributes = Json::object());
  void text(std::string_view path, std::string_view value,
            const Json& attributes = Json::object());

 private:
  fs::path start_node(std::string_view path) const;

  fs::path folder_;
  ZarrFormat format_;
};

/// Reads a hierarchy that we or others wrote: formats 2 and 3, sharded or not,
/// the codecs of `Codec`, crc32c at the end of the chain, either byte order.
/// Consolidated metadata is never read. What the reader does not know is an
/// error that names it, never a guess; a chunk that is cut short or does not
/// unpack to its size is one too, and so is an array or a chunk of more than
/// 2^48 bytes.
///
/// @throws Error (all members) naming the file, what was found and expected
class ZarrReader {
 public:
  /// @throws Error when the folder is no Zarr group
  explicit ZarrReader(fs::path folder);

  const fs::path& folder() const { return folder_; }
  bool has(std::string_view path) const;
  bool is_group(std::string_view path) const;
  bool is_array(std::string_view path) const;
  /// Names of the nodes in a group, sorted by bytes.
  std::vector<std::string> children(std::string_view path) const;
  /// Attributes of a node; "" is the root.
  Json attributes(std::string_view path) const;
  ArrayInfo info(std::string_view path) const;

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

}  // namespace moonstain
