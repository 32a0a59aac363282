#pragma once

#include <string>

#include "core/data/hdf5/writer.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {

/// Copies a group or an array of a Zarr hierarchy, with all below it and all
/// attributes, into an HDF5 file or another Zarr hierarchy. AnnData has one
/// tree and one set of attributes in both: the copy of an object is the object.
///
/// @param from  "" is the root
/// @param to    "" is the root of an HDF5 file; that of a Zarr hierarchy is
///              made by its writer
/// @throws Error naming the element
void copy_element(const zarr::Reader& in, const std::string& from,
                  hdf5::Writer& out, const std::string& to);
void copy_element(const zarr::Reader& in, const std::string& from,
                  zarr::Writer& out, const std::string& to);

}  // namespace moonstain
