#pragma once

// Part of reader.h: an open file, and what all of its readers ask of it.

#include <hdf5.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/data/hdf5/file_driver.h"
#include "core/data/hdf5/handle.h"
#include "core/data/zarr/types.h"

namespace moonstain::hdf5 {

/// An array of more bytes or elements is none that anybody has; zarr::Reader
/// has the same limit.
inline constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 48;
inline constexpr std::size_t kMostAxes = 8;

inline Handle type_handle(hid_t id) { return {id, H5Tclose}; }

/// A file that is open for reading, and its elements by path.
class OpenFile {
 public:
  /// @throws Error when it is no HDF5 file, or cut short
  OpenFile(const fs::path& path, std::string name);

  const std::string& name() const { return name_; }
  /// "FILE: element 'PATH'"
  std::string named(std::string_view path) const {
    return concat(name_, ": element '", path, "'");
  }
  /// Why the last call of the library failed: the system's words where it was
  /// the system, else those of the library's innermost function.
  std::string reason() const;
  /// Throws that the element PARTS, with the reason.
  template <typename... Parts>
  [[noreturn]] void damaged(std::string_view path,
                            const Parts&... parts) const {
    fail(named(path), " ", parts..., " (HDF5: ", reason(), ")");
  }

  /// Whether each part of the path is there.
  /// @throws Error on a link out of the file, or to nowhere
  bool leads_somewhere(std::string_view path) const;
  /// H5I_GROUP, H5I_DATASET or another; H5I_BADID where nothing is.
  H5I_type_t kind(std::string_view path) const;
  Handle object(std::string_view path) const;
  Handle dataset(std::string_view path) const;
  std::vector<std::string> children(std::string_view path) const;

  /// Sides of a dataspace; {0} of a null one.
  zarr::Shape sides(std::string_view path, hid_t space) const;
  /// Fills memory with values of a type of the library; false when it fails.
  using ReadInto = std::function<bool(hid_t memory, void* values)>;
  /// `count` texts of type `element`, which are a table's field where one is
  /// named. @throws Error on a text that is not UTF-8
  std::vector<std::string> texts(std::string_view path, hid_t element,
                                 std::string_view field, std::size_t count,
                                 const ReadInto& read_into) const;

 private:
  std::string name_;
  FileReader bytes_;
  Source source_;
  Handle access_;
  Handle file_;  // closed before what it stands on
};

}  // namespace moonstain::hdf5
