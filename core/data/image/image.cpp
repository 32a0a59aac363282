#include "core/data/image/image.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_kind.h"
#include "core/data/image/scanned_image.h"
#include "core/data/image/slide_image.h"

namespace moonstain {

namespace {

// The file of 3DHISTECH (.mrxs) is a preview in JPEG, those of Hamamatsu
// (.vms, .vmu) name others: in none of them are the slide's pixels, and none of
// their digests says what the pixels are.
void check_holds_its_pixels(const fs::path& path, std::string_view name) {
  std::string kind = path.extension().string();
  std::transform(kind.begin(), kind.end(), kind.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  check(kind != ".mrxs" && kind != ".vms" && kind != ".vmu", "picture ", name,
        ": is one file of a slide of several, whose pixels lie in others; "
        "expected a slide in one file (vips tiffsave SLIDE OUT.tif --tile "
        "--pyramid --compression jpeg makes one of it)");
}

}  // namespace

std::unique_ptr<Image> Image::open(const fs::path& path, std::string name) {
  if (name.empty()) name = path.string();
  check_holds_its_pixels(path, name);
  std::string start;
  {
    FileReader file(path);
    check(file.size_bytes() >= 8, "picture ", name, ": has ", file.size_bytes(),
          " bytes, no picture is that small");
    start.resize(std::min<std::size_t>(file.size_bytes(), kFileKindBytes));
    file.read_at(start.data(), start.size(), 0);
  }
  if (start.starts_with("\xff\xd8\xff"))
    return open_jpeg(path, std::move(name));
  if (start.starts_with("\x89PNG\r\n\x1a\n")) {
    return open_png(path, std::move(name));
  }
  const auto kind = file_kind(start);
  if (kind && kind->stands_in) {
    fail("picture ", name, ": is ", kind->name, ", expected a picture; ",
         kind->remedy);
  }
  return open_slide(path, std::move(name));
}

Picture Image::level(std::size_t number) const {
  const LevelSize size = levels().at(number);
  return read_region({0, 0, size.width_px, size.height_px}, {0, 0, 0});
}

Picture Image::read_region(const Box& box, Rgb outside) const {
  Picture out{box.width_px, box.height_px, {}};
  read_boxes({&box, 1}, outside,
             [&](std::size_t, std::span<const std::uint8_t> pixels) {
               out.rgb.assign(pixels.begin(), pixels.end());
             });
  return out;
}

}  // namespace moonstain
