#pragma once

#include <hdf5.h>

#include <string>

#include "core/base/file.h"

namespace moonstain::hdf5 {

/// The one file that the library may reach, and how it fared there.
///
/// HDF5 asks for bytes through a driver of ours over FileReader, so it opens
/// nothing by itself: no link to another file, no lock, and every call of the
/// system is one that a test can make fail. The driver gives this file once; a
/// second opening, which is what a link to another file asks for, is refused.
struct Source {
  FileReader& file;
  bool is_open = false;
  std::string failure;  ///< of the last read that failed; else empty
};

/// A list of file access properties that has the driver for `source`, which
/// must live as long as the file that is opened with it. To be closed by
/// H5Pclose; negative where the library has no memory for it.
hid_t access_through(Source& source);

/// The name to open the file under: the driver knows no other.
inline constexpr const char* kOnlyFile = "the file";

}  // namespace moonstain::hdf5
