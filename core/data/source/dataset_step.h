#pragma once

#include <cstdint>
#include <string_view>

#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// Writes the picture's size into the data set. @throws Error naming the first
/// spot whose centre lies outside of it, its position and the size
/// @param hint  what the error says last in place of a question
void set_picture_size(Dataset& dataset, std::string_view picture_name,
                      std::int64_t width_px, std::int64_t height_px,
                      std::string_view hint = {});

/// `dataset`: counts and spot positions of one section, of any layout that is
/// read here (legacy_st.h, hest.h, visium.h).
StepKind dataset_step();

}  // namespace moonstain
