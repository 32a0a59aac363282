#pragma once

// What the program and the library that it loads to read Parquet have in
// common. Each is built by itself: they know only these types, and no code of
// one is in the other.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace moonstain::parquet {

/// The bytes of a file, as the program reads them.
class Bytes {
 public:
  virtual ~Bytes() = default;
  virtual std::uint64_t size() const = 0;
  /// Exactly `count` bytes at `at`, which lie inside of the file.
  /// @throws std::exception when they cannot be read
  virtual void read_at(char* bytes, std::size_t count, std::uint64_t at) = 0;
};

/// What a column's values are for us.
enum class Kind { integers, numbers, texts, other };

struct ColumnInfo {
  std::string name;
  Kind kind = Kind::other;
  std::string type;  ///< in the library's words: "int32", "dictionary<...>"
};

/// A part of a column: integers and truth values of any width as int64, floats
/// as float64, texts and byte strings as they are.
struct Part {
  std::variant<std::vector<std::int64_t>, std::vector<double>,
               std::vector<std::string>>
      values;
  /// 1 where there is no value (it is then 0 or empty); empty where all are.
  std::vector<std::uint8_t> missing;
};

/// An open file of Parquet: columns and groups of rows.
/// @throws std::exception (all members) in the library's words
class File {
 public:
  virtual ~File() = default;
  virtual const std::vector<ColumnInfo>& columns() const = 0;
  /// Rows of each group, as the file says.
  virtual const std::vector<std::int64_t>& groups() const = 0;
  /// The values of a column that is none of `Kind::other`, in a group.
  virtual Part read(std::size_t column, std::size_t group) = 0;
};

/// `moonstain_open_parquet` of the library. `bytes` must outlive what it gives.
using OpenFile = std::unique_ptr<File> (*)(Bytes& bytes);
inline constexpr const char* kOpenFile = "moonstain_open_parquet";

}  // namespace moonstain::parquet
