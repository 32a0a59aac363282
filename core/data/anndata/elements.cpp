#include "core/data/anndata/elements.h"

namespace moonstain {

std::size_t Elements::elements(std::string_view path) const {
  return static_cast<std::size_t>(zarr::element_count(info(path).shape));
}

void ZarrElements::read(std::string_view path, zarr::DataType type,
                        void* values, std::size_t count) const {
  using zarr::Bool;
#define MOONSTAIN_READ(T)                                               \
  if (type == zarr::data_type_of<T>()) {                                \
    in_.array_into(path, std::span<T>(static_cast<T*>(values), count)); \
    return;                                                             \
  }
  MOONSTAIN_ZARR_TYPES(MOONSTAIN_READ)
#undef MOONSTAIN_READ
}

}  // namespace moonstain
