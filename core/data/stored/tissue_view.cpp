#include "core/data/stored/tissue_view.h"

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

void TissueView::write(const fs::path& folder) const {
  const std::int64_t width = picture.width_px, height = picture.height_px;
  const auto pixels = static_cast<std::size_t>(width * height);
  check(picture.rgb.size() == 3 * pixels && haematoxylin.size() == pixels &&
            tissue.size() == pixels,
        "TissueView of section ", section, ": ", width, " x ", height, " px, ",
        picture.rgb.size(), " values of colour, ", haematoxylin.size(),
        " of haematoxylin and ", tissue.size(), " of tissue");
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"section", section},
                                              {"um_per_px", um_per_px},
                                              {"x_px", x_px},
                                              {"y_px", y_px},
                                              {"remarks", remarks}}));
  zarr::ArrayOptions options;
  options.dimension_names = {"height", "width", "channels"};
  out.array<std::uint8_t>("picture", picture.rgb, {height, width, 3}, options);
  options.dimension_names = {"height", "width"};
  out.array<float>("haematoxylin", haematoxylin, {height, width}, options);
  out.array<std::uint8_t>("tissue", tissue, {height, width}, options);
}

TissueView TissueView::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  TissueView out;
  out.section = text_member(attributes, "section", where);
  out.um_per_px = number_member(attributes, "um_per_px", where);
  out.x_px = number_member(attributes, "x_px", where);
  out.y_px = number_member(attributes, "y_px", where);
  check(out.um_per_px > 0 && out.x_px > 0 && out.y_px > 0, where, ": ",
        out.um_per_px, " um a pixel, which is ", out.x_px, " x ", out.y_px,
        " px of the full picture; expected numbers above 0");
  for (const Json& remark : list_member(attributes, "remarks", where)) {
    out.remarks.push_back(remark.get<std::string>());
  }
  const zarr::Shape shape = in.info("haematoxylin").shape;
  check(shape.size() == 2, where, ": haematoxylin has ", shape.size(),
        " axes, expected 2 ([height, width])");
  check_shape(where, "picture", in.info("picture").shape,
              {shape[0], shape[1], 3}, "[height, width, channels]");
  check_shape(where, "tissue", in.info("tissue").shape, shape,
              "[height, width]");
  out.picture = {shape[1], shape[0], in.array<std::uint8_t>("picture")};
  out.haematoxylin = in.array<float>("haematoxylin");
  out.tissue = in.array<std::uint8_t>("tissue");
  return out;
}

}  // namespace moonstain
