#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "core/base/path.h"
#include "core/data/stored/dataset.h"
#include "core/data/tissue/label_file.h"

namespace moonstain {

class StepKind;

/// The kind is told from the first bytes, not from the name.
/// @param name    for errors: as the recipe calls the file
/// @throws Error  "mask NAME: ..."
std::unique_ptr<LabelFile> open_label_file(const fs::path& path,
                                           const std::string& name);

/// Takes a mask of labels over, in parts of bounded memory.
///
/// @param rows    called with the next rows [n, width]
/// @return        how many labels there are, 0 not counted
/// @throws Error  "mask NAME ...": where it is of another size than the
///                section's picture, as far as the dataset knows that, and as
///                LabelFile does
std::int64_t read_label_mask(
    LabelFile& mask, const Dataset& places, const std::string& name,
    const std::function<void(std::span<const std::int32_t>)>& rows);

/// `label_mask`: nuclei that another program has found.
StepKind label_mask_step();

}  // namespace moonstain
