#pragma once

#include <hdf5.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/data/hdf5/reader.h"
#include "tests/support/h5_file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A file that `write` makes, and its reader.
struct Written {
  template <typename Write>
  explicit Written(Write write) {
    {
      H5File out(path());
      write(out);
    }
    reader = std::make_unique<hdf5::Reader>(path(), "a.h5");
  }

  fs::path path() const { return folder / "a.h5"; }
  const hdf5::Reader* operator->() const { return reader.get(); }

  TempFolder folder;
  std::unique_ptr<hdf5::Reader> reader;
};

/// What `body` says against a file that `write` makes, or "no error".
inline std::string reader_error(
    const std::function<void(H5File&)>& write,
    const std::function<void(const hdf5::Reader&)>& body) {
  return error_of([&] {
    const Written in(write);
    body(*in.reader);
  });
}

/// Chunks of four values of one axis, packed by a filter.
inline hid_t packed_by(int filter) {
  const hid_t made = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {4};
  H5Pset_chunk(made, 1, chunk);
  H5Pset_filter(made, filter, H5Z_FLAG_OPTIONAL, 0, nullptr);
  return made;
}

}  // namespace moonstain
