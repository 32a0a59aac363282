#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/zarr/types.h"

namespace moonstain::hdf5 {

/// Writes an HDF5 file as h5py writes it: groups, arrays and texts by path.
///
/// The library has no way to write that survives a crash, and opens files by
/// itself. So the file is made in memory, which must hold it twice, and goes
/// out through FileWriter as one piece. Nothing is packed and no time is in it:
/// the same calls give the same bytes.
///
/// Numbers lie little-endian; truth values are h5py's enumeration of FALSE and
/// TRUE; texts are of variable length in UTF-8. Attributes are texts, whole
/// numbers, floating ones, truth values, or lists of texts or whole numbers.
///
/// @throws Error (all members) naming the element; on a text with a zero byte,
///               which the format would cut there
class Writer {
 public:
  Writer();
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// "" is the root, which is there and gets the attributes; the groups above
  /// must have been made.
  void group(std::string_view path, const Json& attributes = Json::object());

  /// @param values  C order, as many as `shape` says
  template <typename T>
  void array(std::string_view path, std::span<const T> values,
             const zarr::Shape& shape, const Json& attributes = Json::object());
  /// One-dimensional.
  void strings(std::string_view path, const std::vector<std::string>& values,
               const Json& attributes = Json::object());
  /// Without axes.
  template <typename T>
  void scalar(std::string_view path, T value,
              const Json& attributes = Json::object());
  void text(std::string_view path, std::string_view value,
            const Json& attributes = Json::object());

  /// Puts the file where there is none; nothing may be written after it.
  FileEntry finish(const fs::path& file);

 private:
  struct Made;
  std::unique_ptr<Made> made_;
};

}  // namespace moonstain::hdf5
