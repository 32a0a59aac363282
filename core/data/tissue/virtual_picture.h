#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "core/data/image/image.h"

namespace moonstain {

class StepKind;

/// How a picture of DAPI is drawn as an H&E would look.
struct VirtualStains {
  std::int64_t white = 0;   ///< DAPI of a pixel without a nucleus
  std::int64_t full = 128;  ///< DAPI of a nucleus' darkest pixel
  /// Of that pixel, and of one without a nucleus; in the unit of stain.h, in
  /// which a stained nucleus has some 0.05 to 0.15.
  double haematoxylin = 0.1;
  double eosin = 0.03;
};

/// The colour that each value of DAPI is drawn with.
///
/// DAPI binds DNA, as haematoxylin does, so that its share d of `full` is that
/// of haematoxylin, and 1 - d that of eosin; both absorb light by Beer-Lambert
/// with the densities of stain.h, so that `haematoxylin` of the picture gives
/// DAPI back.
///
/// What is drawn is no H&E: of cytoplasm, fibres and blood it knows nothing,
/// and is called virtual wherever it is shown.
///
/// @throws Error "virtual_picture: ..." unless `white` is below `full`
///
/// Source: the idea is that of Giacomelli et al. 2016,
/// doi:10.1371/journal.pone.0159337, who have a second dye for eosin.
std::array<Rgb, 256> virtual_colours(const VirtualStains& stains);

/// What a report says of such a picture.
inline constexpr std::string_view kVirtualRemark =
    "is virtual: an H&E-like picture drawn from DAPI, not a stained section";

/// Draws a grey picture by these, in rows from the top.
///
/// @param rows    called with the next rows [n, width, 3]
/// @throws Error  "virtual_picture: picture NAME ..." where it is not grey
void draw_virtual_picture(
    const Image& dapi, const std::string& name, const VirtualStains& stains,
    const std::function<void(std::span<const std::uint8_t>)>& rows);

/// `virtual_picture`: this as a step; its picture goes where one of a manifest
/// goes.
StepKind virtual_picture_step();

}  // namespace moonstain
