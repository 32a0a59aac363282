#pragma once

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "tests/data/image/tiled_tiff.h"

namespace moonstain {

/// A slide whose scan is a part of its plane, as Leica's .scn and 3DHISTECH's
/// .mrxs have it: OpenSlide gives the plane, and properties openslide.bounds-*
/// say where of it the scan lies. Pixels of 0.5 um; one level.
struct ScnSlide {
  static constexpr std::uint32_t kTilePx = 256;
  std::int64_t plane_px = 1024;  ///< each side
  std::int64_t width_px = 512;   ///< of the scan
  std::int64_t height_px = 256;
  std::int64_t left_px = 128;
  std::int64_t top_px = 192;
  std::string tile;   ///< of the scan, kTilePx each side, RGB
  std::string macro;  ///< of the picture of the whole plane, alike
};

/// Such a file; the name must end in .scn.
inline void write_scn(const fs::path& path, const ScnSlide& slide) {
  constexpr std::int64_t kNmPerPx = 500;
  // An image of the collection: sizes and places in nm, one level.
  const auto image = [](const char* name, std::int64_t directory,
                        std::int64_t width_px, std::int64_t height_px,
                        std::int64_t left_nm, std::int64_t top_nm,
                        std::int64_t nm_per_px) {
    return concat(
        "<image uuid=\"", name, "\"><creationDate>2026-01-01T00:00:00Z",
        "</creationDate><device model=\"m\" version=\"1\"/><pixels sizeX=\"",
        width_px, "\" sizeY=\"", height_px, "\"><dimension sizeX=\"", width_px,
        "\" sizeY=\"", height_px, "\" r=\"0\" ifd=\"", directory,
        "\"/></pixels><view sizeX=\"", width_px * nm_per_px, "\" sizeY=\"",
        height_px * nm_per_px, "\" offsetX=\"", left_nm, "\" offsetY=\"",
        top_nm,
        "\"/><scanSettings><objectiveSettings><objective>20</objective>",
        "</objectiveSettings><illuminationSettings><numericalAperture>0.4",
        "</numericalAperture><illuminationSource>brightfield",
        "</illuminationSource></illuminationSettings></scanSettings></image>");
  };
  const std::int64_t side_nm = slide.plane_px * kNmPerPx;
  write_tiled_tiff(
      path,
      {.width_px = static_cast<std::uint32_t>(slide.width_px),
       .height_px = static_cast<std::uint32_t>(slide.height_px),
       .tile_px = ScnSlide::kTilePx,
       .pixels = slide.tile,
       .across = 20000,  // a cm
       .down = 20000,
       .unit = 3,
       .smaller = {{64, 64, slide.macro}},
       .description = concat(
           "<?xml version=\"1.0\"?><scn xmlns=\"http://"
           "www.leica-microsystems.com/scn/2010/10/01\"><collection sizeX=\"",
           side_nm, "\" sizeY=\"", side_nm, "\">",
           image("macro", 1, 64, 64, 0, 0, side_nm / 64),
           image("scan", 0, slide.width_px, slide.height_px,
                 slide.left_px * kNmPerPx, slide.top_px * kNmPerPx, kNmPerPx),
           "</collection></scn>")});
}

}  // namespace moonstain
