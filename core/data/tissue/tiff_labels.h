#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/tissue/label_file.h"

namespace moonstain {

bool is_tiff(std::string_view start);

/// A picture of one channel of whole numbers, 8, 16 or 32 bits, in strips or
/// tiles, either byte order, TIFF or BigTIFF, packed by nothing, LZW or
/// deflate, with or without horizontal differences. OME-TIFF is such a file
/// with a text. Smaller pictures behind the first (a pyramid) are left alone;
/// others of its size are planes, which are refused.
///
/// @param where  begins errors: "mask NAME"
///
/// Source: TIFF 6.0 (sections 2, 8, 13, 14, 15); deflate and BigTIFF as libtiff
/// 4 writes them; OME-TIFF, https://docs.openmicroscopy.org/ome-model/.
std::unique_ptr<LabelFile> open_tiff_labels(const fs::path& path,
                                            const std::string& where);

}  // namespace moonstain
