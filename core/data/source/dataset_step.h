#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// How a picture is held against positions.
struct PictureCheck {
  /// Spots may lie outside of it, up to a million px; a remark says how many
  /// do.
  bool as_given = false;
  std::string hint = {};  ///< what the error says last in place of a question
};

/// Writes the picture's size into the data set.
/// @throws Error naming the first spot whose centre lies outside of it, its
///               position and the size
void set_picture_size(Dataset& dataset, std::string_view picture_name,
                      std::int64_t width_px, std::int64_t height_px,
                      const PictureCheck& how = {});

/// `dataset`: counts and spot positions of one section, of any layout that is
/// read here (legacy_st.h, hest.h, visium.h, cell_tables.h, xenium.h,
/// spatialdata.h).
StepKind dataset_step();

}  // namespace moonstain
