#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/zarr/types.h"

namespace moonstain::hdf5 {

class OpenFile;

/// Reads an HDF5 file: groups and datasets by path, numbers, texts, tables of
/// named fields.
///
/// A stranger's file can ask the library for more than bytes, and gets none of
/// it: no code is loaded (filters that are plug-ins), no other file is reached
/// (external links, external data, virtual datasets), nothing is locked or
/// written. Of filters deflate, shuffle and fletcher32 are read, which is what
/// h5py writes; others are refused by name, with what repacks the file.
///
/// Types are those of zarr/types.h: integers of whole bytes, IEEE floats (half
/// ones are read as float32), h5py's bool, texts of fixed or variable length in
/// UTF-8; either byte order.
///
/// @throws Error (all members) naming file and element, what was found and
///               expected; what is damaged in the library's own words
class Reader {
 public:
  /// @param name   as errors call the file
  /// @throws Error when it is no HDF5 file, or cut short
  Reader(const fs::path& file, std::string name);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const std::string& name() const;
  bool has(std::string_view path) const;
  bool is_group(std::string_view path) const;
  bool is_array(std::string_view path) const;
  /// Names in a group, sorted by bytes.
  std::vector<std::string> children(std::string_view path) const;

  /// An attribute of a group or dataset: number, truth value, text, or a list
  /// of these; an empty one is []. Null where there is none, or one of another
  /// kind (a reference).
  Json attribute(std::string_view path, const char* name) const;

  /// Fields of a table (compound type), in their order; none of another array.
  std::vector<std::string> fields(std::string_view path) const;

  /// Of an array, or of one field of a table: its last axes are those of the
  /// field's own values.
  zarr::ArrayInfo info(std::string_view path,
                       std::string_view field = {}) const;
  /// Chunks, and those that nobody has written: they read as the fill value.
  zarr::ChunkCount chunks(std::string_view path) const;

  /// The whole array in C order into memory for `info(path).shape`, of its own
  /// type. @throws Error when that is not `type`, which is no string
  void read(std::string_view path, std::string_view field, zarr::DataType type,
            void* values) const;
  /// Rows [first, last) of it, along its first axis; of numbers.
  /// @throws Error also on rows that are not there
  void read_rows(std::string_view path, std::int64_t first, std::int64_t last,
                 zarr::DataType type, void* values) const;
  /// Any integer or bool type, widened. @throws Error on a value above
  /// INT64_MAX
  std::vector<std::int64_t> integers(std::string_view path,
                                     std::string_view field = {}) const;
  /// Any number type as float64.
  std::vector<double> numbers(std::string_view path,
                              std::string_view field = {}) const;
  /// A list of texts, also one with further axes of one place each.
  std::vector<std::string> strings(std::string_view path,
                                   std::string_view field = {}) const;

 private:
  std::unique_ptr<OpenFile> file_;
};

}  // namespace moonstain::hdf5
