#include "core/data/stored/patches.h"

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

void Patches::write(const fs::path& folder) const {
  const zarr::Shape shape{tiles(), size_px, size_px, 3};
  check(static_cast<std::int64_t>(pixels.size()) ==
            tiles() * size_px * size_px * 3,
        "Patches of section ", section, ": ", pixels.size(), " values for ",
        tiles(), " tiles of ", size_px, " px");
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"section", section},
                                              {"size_px", size_px},
                                              {"has_blank", has_blank}}));
  zarr::ArrayOptions names;
  names.dimension_names = {"spots"};
  out.strings("spots", spots, names);
  zarr::ArrayOptions options;
  options.codec = zarr::Codec::blosc;
  options.dimension_names = {"tiles", "height", "width", "channels"};
  out.array<std::uint8_t>("pixels", pixels, shape, options);
}

Patches Patches::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  Patches out;
  out.section = text_member(attributes, "section", where);
  out.size_px = integer_member(attributes, "size_px", where);
  check(out.size_px > 0, where, ": size_px is ", out.size_px,
        ", expected above 0");
  const Json& has_blank = member(attributes, "has_blank", where);
  check(has_blank.is_boolean(), where, ": has_blank is a ",
        has_blank.type_name(), ", expected true or false");
  out.has_blank = has_blank.get<bool>();
  out.spots = in.strings("spots");
  check_unique(where, "spot", out.spots);
  check_shape(where, "pixels", in.info("pixels").shape,
              {out.tiles(), out.size_px, out.size_px, 3},
              "[tiles, height, width, 3]");
  out.pixels = in.array<std::uint8_t>("pixels");
  return out;
}

}  // namespace moonstain
