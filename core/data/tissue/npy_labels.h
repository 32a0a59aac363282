#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/tissue/label_file.h"

namespace moonstain {

bool is_npy(std::string_view start);

/// An array as `numpy.save` writes it: two axes [height, width], whole numbers
/// of any width and byte order, in C or in Fortran order.
///
/// @param where  begins errors: "mask NAME"
///
/// Source: NumPy, numpy.lib.format, versions 1.0 to 3.0.
std::unique_ptr<LabelFile> open_npy_labels(const fs::path& path,
                                           const std::string& where);

}  // namespace moonstain
