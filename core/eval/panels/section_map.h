#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "core/base/path.h"
#include "core/data/stored/dataset.h"
#include "core/eval/panels/map_layer.h"
#include "core/eval/panels/map_panel.h"
#include "core/eval/panels/section_frame.h"
#include "core/eval/panels/stored_columns.h"

namespace moonstain {

/// What all maps of a panel may take, shared evenly: a page of 42 sections of
/// 5,000 spots then stays under 8 MB, whatever its pictures show.
inline constexpr double kMapPixels = 4e6;
inline constexpr std::size_t kPictureBytes = 3'000'000;

/// A section whose maps are wanted.
struct MapSource {
  Dataset places;            ///< without counts
  StoredColumns measured;    ///< of the items to draw, in their order
  StoredColumns predicted;   ///< of the same
  fs::path picture;          ///< empty: none
  std::string picture_name;  ///< for errors
};

/// How large a section's maps and picture may be.
struct MapSizes {
  std::int64_t picture_px = 460;  ///< longest side
  std::int64_t map_px = 320;      ///< longest side of a layer
  std::size_t picture_bytes = kPictureBytes;
};

/// @param maps  layers of the panel, all sections together
MapSizes map_sizes(std::size_t sections, std::size_t maps,
                   std::int64_t longest_px);

/// The size of a map whose frame is drawn with no side longer than
/// `longest_px`, and never enlarged.
void set_frame(SectionMap& map, const SectionFrame& frame,
               const Dataset& dataset, std::int64_t longest_px);

/// Draws the places that were measured: layers "measured" and "predicted" of
/// each item, r between them over the places, and the picture cut to them.
///
/// @param stem   begins the names of its files: "0_B4"
/// @param files  gets them
/// @throws Error naming a place that has no position or no prediction, and on
///               fewer than 2
SectionMap section_map(const MapSource& source, const MapSizes& sizes,
                       const std::string& stem,
                       std::map<std::string, std::string>& files,
                       MapLimits limits = MapLimits::range);

}  // namespace moonstain
