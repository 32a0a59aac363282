#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/data/image/box.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"

namespace moonstain {

/// Row of the dataset, its window, and the labels there, row by row.
using TakeLabels = std::function<void(std::size_t spot, const Box& window,
                                      std::vector<std::int32_t> labels)>;

/// Hands out the labels in the window of each spot (clipped_window.h),
/// downwards, so that the rows of the label image are read once; tells progress
/// in spots.
///
/// @param side_px  as `clipped_window` takes it
/// @throws Error   as `clipped_window`
void read_label_windows(const Dataset& places, LabelReader& labels,
                        std::int64_t side_px, std::string_view step,
                        const TakeLabels& take);

}  // namespace moonstain
