#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/json.h"

namespace moonstain::zarr {

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

/// A type's names in the two formats. For this room alone.
struct TypeRow {
  DataType type;
  std::string_view v3;
  std::string_view v2;  ///< without byte order
  std::int64_t width_bytes;
};

const TypeRow& row_of(DataType type);
/// Nothing (nullptr) for a name that this reader does not know.
const TypeRow* find_type_v3(std::string_view name);
const TypeRow* find_type_v2(std::string_view name_without_order);

/// "bool", "int8", ..., "string".
std::string_view data_type_name(DataType type);

/// The C++ types that stand for a DataType: the fixed-width integers, float,
/// double, and Bool for `boolean` (one byte, 0 or 1).
enum class Bool : std::uint8_t { no = 0, yes = 1 };

template <typename T>
constexpr DataType data_type_of() {
  if constexpr (std::is_same_v<T, Bool>) return DataType::boolean;
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

/// DO(T) for each of these types, to instantiate templates over them.
#define MOONSTAIN_ZARR_TYPES(DO) \
  DO(Bool)                       \
  DO(std::int8_t)                \
  DO(std::int16_t)               \
  DO(std::int32_t)               \
  DO(std::int64_t)               \
  DO(std::uint8_t)               \
  DO(std::uint16_t)              \
  DO(std::uint32_t)              \
  DO(std::uint64_t)              \
  DO(float)                      \
  DO(double)

/// How the bytes of a chunk are packed.
enum class Codec { none, zstd, blosc, gzip, zlib };

enum class Format { v2 = 2, v3 = 3 };

using Shape = std::vector<std::int64_t>;

/// Elements of an array with these sides; 1 without axes.
inline std::int64_t element_count(const Shape& sides) {
  std::int64_t count = 1;
  for (const std::int64_t side : sides) count *= side;
  return count;
}

/// What a writer may choose about an array; core/data/README.md,
/// "Zarr", says why these are the defaults.
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

/// Chunks of an array. One that is absent holds the fill value, by the format:
/// written so on purpose, or lost in a copy; nothing on disk tells which.
struct ChunkCount {
  std::int64_t chunks = 0;
  std::int64_t absent = 0;
};

}  // namespace moonstain::zarr
