#include "core/data/hdf5/library.h"

#include <hdf5.h>

#include "core/base/error.h"

namespace moonstain::hdf5 {

void prepare_library() {
  static const bool done = [] {
    return H5open() >= 0 && H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0 &&
           H5PLset_loading_state(0) >= 0;
  }();
  check(done, "the library HDF5 does not start");
}

}  // namespace moonstain::hdf5
