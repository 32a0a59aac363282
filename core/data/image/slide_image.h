#pragma once

#include <memory>
#include <string>

#include "core/base/path.h"
#include "core/data/image/image.h"

namespace moonstain {

/// A whole-slide file by region, through OpenSlide, which slide_image.cpp alone
/// includes: tiles are decoded where a box, a level or an overview needs them.
///
/// @param name  for errors
/// @throws Error on what OpenSlide does not know, naming what to do, and on a
///               TIFF whose tags say that it is turned (exif.h)
std::unique_ptr<Image> open_slide(const fs::path& path, std::string name);

}  // namespace moonstain
