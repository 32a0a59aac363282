#pragma once

#include "core/base/path.h"

namespace moonstain {

/// Writes a stored table of AnnData as a file of HDF5 (.h5ad), with all that is
/// in it, as anndata opens it. The same object gives the same bytes.
///
/// @param object  folder of a noun that is AnnData (core/data/stored/README.md)
/// @param file    must not exist; memory holds it twice
/// @throws Error  as zarr::Reader and hdf5::Writer do
void write_h5ad(const fs::path& object, const fs::path& file);

}  // namespace moonstain
