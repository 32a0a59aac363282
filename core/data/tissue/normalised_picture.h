#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "core/data/image/image.h"
#include "core/data/tissue/macenko.h"

namespace moonstain {

class StepKind;

/// From which pixels the stains of a picture are taken.
enum class StainFit {
  slide,  ///< from all patches that hold stain
  patch,  ///< each patch by itself, as published
};

template <>
struct KindWords<StainFit> {
  static constexpr std::string_view kAll[] = {"slide", "patch"};
};

struct NormalisedOptions {
  StainFit fit = StainFit::slide;
  std::int64_t patch_px = 256;  ///< side; at the border what is left
  /// A patch with fewer pixels that hold stain teaches nothing. Published: 0.
  std::int64_t least_pixels = 1000;
  MacenkoOptions macenko = {};
};

/// What was seen on the way.
struct NormalisedNotes {
  std::int64_t patches = 0;
  std::int64_t near_empty = 0;  ///< fewer pixels that hold stain than asked for
  /// By `StainFit::patch`: near-empty ones, and those whose pixels span no
  /// plane of stains.
  std::int64_t left_as_they_were = 0;
};

/// The stains of a picture, from its patches that hold stain.
///
/// Counts how many pixels have each of the 2^24 colours (128 MiB), so that
/// percentiles of a slide of any size are exact; memory holds a row of patches
/// beside.
///
/// @throws Error  "normalised_picture: picture NAME ..." where none does, or
///                they show one stain alone
Stains stains_of(const Image& image, const std::string& name,
                 const NormalisedOptions& options, NormalisedNotes& notes);

/// A picture with the stains of another, in rows of patches from the top.
///
/// @param to     the stains it is brought to
/// @param rows   called with the next rows [n, width, 3]
NormalisedNotes normalise_picture(
    const Image& image, const std::string& name, const Stains& to,
    const NormalisedOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& rows);

/// `normalised_picture`: this as a step; its picture goes where one of a
/// manifest goes.
StepKind normalised_picture_step();

}  // namespace moonstain
