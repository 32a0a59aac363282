#pragma once

namespace moonstain::hdf5 {

/// Readies the library HDF5, once in a process: its messages are ours to give,
/// its plug-ins nobody's. Before anything else is asked of it.
/// @throws Error where it does not start
void prepare_library();

}  // namespace moonstain::hdf5
