#include "core/eval/export/h5ad.h"

#include "core/data/anndata/copy.h"
#include "core/data/hdf5/writer.h"
#include "core/data/zarr/reader.h"

namespace moonstain {

void write_h5ad(const fs::path& object, const fs::path& file) {
  hdf5::Writer out;
  copy_element(zarr::Reader(object), "", out, "");
  out.finish(file);
}

}  // namespace moonstain
