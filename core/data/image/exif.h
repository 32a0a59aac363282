#pragma once

#include <string_view>

#include "core/base/path.h"

namespace moonstain {

/// The turn that a camera or scanner notes for its picture: tag 0x0112 of the
/// first directory of Exif data. 1 is upright, 2 to 8 turned or mirrored.
///
/// @param tiff  the data without "Exif\0\0": a TIFF header and directories
/// @return      1 where there is no such tag, or it cannot be read
///
/// Source: CIPA DC-008 (Exif 2.3), 4.6.4; TIFF 6.0, section 2.
int exif_orientation(std::string_view tiff);

/// The same of a TIFF or BigTIFF file's first directory; 1 of any other file.
/// @throws Error when the file cannot be read
///
/// Source: TIFF 6.0, section 2; BigTIFF as libtiff 4 writes it.
int tiff_orientation(const fs::path& path);

/// Whether a TIFF or BigTIFF file holds its first directory, which writers put
/// at the end: any other file is let pass.
/// @throws Error "the file is cut short: ..." where it lies beyond the end
void check_tiff_is_whole(const fs::path& path);

/// @throws Error on a picture that is noted to be turned: programs differ in
///               whether they turn it, and positions belong to one of the two
void check_upright(int orientation);

}  // namespace moonstain
