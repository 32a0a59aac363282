#pragma once

#include <memory>
#include <string>

#include "core/base/path.h"
#include "core/data/image/image.h"

namespace moonstain {

/// Pictures that come row by row from the top, JPEG and PNG, by region: one
/// pass over the rows, none held that no box needs, and those below the last
/// box not decoded at all. They have one level, the picture, and no scale.
///
/// @param name  for errors
/// @throws Error as JpegReader and PngReader, and of PNG as
///               `PngReader::check_sample_range`
std::unique_ptr<Image> open_jpeg(const fs::path& path, std::string name);
std::unique_ptr<Image> open_png(const fs::path& path, std::string name);

}  // namespace moonstain
