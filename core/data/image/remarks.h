#pragma once

#include <string>
#include <vector>

#include "core/data/image/image.h"

namespace moonstain {

/// What a report should say of a picture that can be read, a sentence each: it
/// is grey, so it holds no stain (what stands beside the H&E picture in some
/// platforms' folders); what the step that made it says, as that it is virtual;
/// parts of it were transparent. Decodes the picture once, small.
///
/// Grey is a picture in which no pixel of the overview has channels further
/// apart than 8 of 255: what a JPEG leaves of equal ones.
///
/// @param name  of the picture
std::vector<std::string> remarks_on(const Image& image,
                                    const std::string& name);

}  // namespace moonstain
