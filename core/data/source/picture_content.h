#pragma once

#include <string>

#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// The digest of a picture where the spots lie, as it is decoded: the same
/// whatever compression, format or margin the pixels were stored with, and in
/// whatever order the spots come. Sections that share a picture lie at other
/// places of it, and have other digests.
///
/// Windows of 32 x 32 px about the spots' centres, rounded down, white beyond
/// the border; of more than 256 spots every n-th in the order of their centres
/// (y, then x), so that a slide of any size is read in a moment. Windows of one
/// colour say nothing and are left out. SHA-256 over the SHA-256 of the
/// windows, sorted.
///
/// @return  hexadecimal digits; empty where no window shows anything
std::string content_of_picture(const Image& image, const Dataset& dataset);

}  // namespace moonstain
