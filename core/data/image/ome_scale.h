#pragma once

#include <cstdint>
#include <string_view>

namespace moonstain {

/// How wide a pixel is, in um, as OME's description of a TIFF file has it: the
/// attributes PhysicalSizeX and PhysicalSizeY of `Pixels`, in the unit that
/// stands beside them, um where none does. A file describes several pictures,
/// with or without a size: it is that of the picture whose SizeX and SizeY are
/// those given.
///
/// @param description  tag ImageDescription of the first directory
/// @return  0 where the description is not OME's or has no size of this
///          picture, in a unit that is none of length (`pixel`), for pixels
///          that are not square to a hundredth, and where pictures of this size
///          are described with different ones
///
/// Source: OME-TIFF specification and OME schema 2016-06,
/// https://docs.openmicroscopy.org/ome-model/.
double ome_um_per_px(std::string_view description, std::int64_t width_px,
                     std::int64_t height_px);

/// One scale of both sides; 0 where they differ by more than a hundredth, as
/// pixels that are not square have none.
/// @param down  0: not known, then that of `across`
double scale_of_sides(double across, double down);

}  // namespace moonstain
