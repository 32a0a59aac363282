#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/zarr/types.h"

namespace moonstain::zarr {

class ChunkWriter;

/// An array that is written as its rows come, for what does not fit in memory;
/// made by `Writer::rows`. Memory holds one row of chunks. The bytes on disk
/// are those of `Writer::array`.
///
/// @throws Error (all members) naming the array's folder
template <typename T>
class RowWriter {
 public:
  RowWriter(fs::path node, const Shape& shape, const ArrayOptions& options,
            Format format);
  ~RowWriter();
  RowWriter(RowWriter&&) noexcept;

  /// The next rows of the first axis, C order; any number of whole rows.
  void write(std::span<const T> values);
  /// @throws Error unless all rows have come
  void finish();

 private:
  std::size_t left() const;  ///< values still to come

  fs::path node_;
  std::unique_ptr<ChunkWriter> chunks_;
  std::size_t row_ = 0;     ///< elements of a row
  std::vector<T> waiting_;  ///< rows of a row of chunks that is not full
};

/// Writes a hierarchy of groups and arrays into a folder, which must not hold
/// one yet. Every file is new, checked and hashed (core/base FileWriter); the
/// same content gives the same bytes. Publishing the folder as a whole is the
/// caller's work.
///
/// Chunks equal to the fill value (0, false, "") bit for bit are left out, as
/// the format allows; a chunk of -0.0 is not equal and is written. An array of
/// more than 64 chunks is sharded (format 3), a shard at most 256 MiB before
/// packing. Runs on the calling thread alone, and tells the thread's
/// WriteRecorder what each array unpacks to.
///
/// @throws Error (all members) naming the path
class Writer {
 public:
  /// Makes the root group.
  explicit Writer(fs::path folder, const Json& attributes = Json::object(),
                  Format format = Format::v3);

  Format format() const { return format_; }

  /// @param path  below the root, '/' between names: "obs/patient"; the groups
  ///              above it must have been made
  void group(std::string_view path, const Json& attributes = Json::object());

  /// @param values  C order, as many as `shape` says
  template <typename T>
  void array(std::string_view path, std::span<const T> values,
             const Shape& shape, const ArrayOptions& options = {});

  /// The same row by row.
  template <typename T>
  RowWriter<T> rows(std::string_view path, const Shape& shape,
                    const ArrayOptions& options = {});

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
  Format format_;
};

}  // namespace moonstain::zarr
