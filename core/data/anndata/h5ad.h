#pragma once

#include <string>

#include "core/base/path.h"
#include "core/data/anndata/reader.h"

namespace moonstain {

/// An AnnData object in a file of HDF5 (.h5ad), of any anndata from 0.5 on, as
/// the reader of current ones sees it (core/data/README.md, "AnnData in HDF5").
///
/// Files that an anndata before 0.8 wrote lack what marks an element's kind.
/// They are shown as the current form has them:
///
///   - obs, var and obsm as one table of fields (before 0.7): a frame whose
///     index is the first field, and an array a field
///   - whole numbers beside `__categories/NAME`, or beside `NAME_categories` of
///     uns (before 0.7): a categorical; the latter where every number is a
///     position among them, as anndata itself decides
///   - attributes h5sparse_format and h5sparse_shape (before 0.7): a sparse
///     matrix
///   - raw.X and raw.var at the root (before 0.7): raw/X and raw/var
///
/// @param name   as errors call the file
/// @throws Error as hdf5::Reader; when the file holds no AnnData object
AnnDataReader open_h5ad(const fs::path& file, const std::string& name);

}  // namespace moonstain
