#include "core/data/source/hest_patch_file.h"

#include <cmath>
#include <string_view>

#include "core/base/error.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

void check_has(const hdf5::Reader& in, const char* element,
               std::string_view why) {
  check(in.has(element) && in.is_array(element), in.name(), ": has no ",
        element, ", ", why, "; there are: ", listed(in.children(""), 8));
}

}  // namespace

HestPatchFile::HestPatchFile(const fs::path& file, const std::string& name)
    : in_(file, name) {
  check_has(in_, "img",
            "which holds the pixels of patches; where they were written "
            "without (coords_only), `patches` cuts them from the slide");
  check_has(in_, "barcode",
            "which says of which spot each patch is; rows do not tell, as "
            "there are fewer patches than spots");
  check_has(in_, "coords", "which holds the upper left corners of patches");

  const zarr::ArrayInfo img = in_.info("img");
  check(img.type == zarr::DataType::uint8 && img.shape.size() == 4 &&
            img.shape[0] > 0 && img.shape[1] > 0 &&
            img.shape[1] == img.shape[2] && img.shape[3] == 3,
        name, ": img is [", listed(img.shape), "] of ",
        zarr::data_type_name(img.type),
        ", expected [patches, side, side, 3] of uint8, patches as wide as "
        "high");
  const std::int64_t patches = img.shape[0];
  size_px_ = img.shape[1];

  spots_ = in_.strings("barcode");
  check(std::ssize(spots_) == patches, name, ": barcode has ", spots_.size(),
        " names for ", patches, " patches");
  const Places rows(spots_);
  if (const auto again = rows.repeated()) {
    fail(name, ": barcode '", spots_[*again], "' is there twice, in rows ",
         rows.find(spots_[*again]).value(), " and ", *again,
         "; which patch is that spot's?");
  }

  const zarr::Shape sides = in_.info("coords").shape;
  check(sides == zarr::Shape({patches, 2}), name, ": coords is [",
        listed(sides), "], expected [", patches, " patches, 2]");
  corners_ = in_.numbers("coords");
  for (std::size_t i = 0; i < corners_.size(); ++i) {
    check(std::isfinite(corners_[i]), name, ": coords: the patch of spot '",
          spots_[i / 2], "' begins at ", corners_[i],
          ", expected finite numbers");
  }
}

std::vector<std::uint8_t> HestPatchFile::pixels(std::int64_t first,
                                                std::int64_t last) const {
  std::vector<std::uint8_t> out(
      static_cast<std::size_t>((last - first) * 3 * size_px_ * size_px_));
  in_.read_rows("img", first, last, zarr::DataType::uint8, out.data());
  return out;
}

}  // namespace moonstain
