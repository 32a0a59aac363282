#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace moonstain {

/// How much haematoxylin a pixel holds: its optical densities parted into the
/// three stains haematoxylin, eosin and DAB, in the unit of scikit-image's
/// `rgb2hed` (the density of an intensity of 1e-6 is 1), 0 where it would be
/// less. A nucleus has some 0.05 to 0.15, white glass 0.
///
/// @param rgb   [pixels, 3]
/// @param out   [pixels]
/// @throws Error where the two are not of the same number of pixels
///
/// Source: Ruifrok and Johnston 2001, Anal. Quant. Cytol. Histol. 23:291-299;
/// its matrix of densities as scikit-image has it.
void haematoxylin(std::span<const std::uint8_t> rgb, std::span<float> out);

/// The same of eosin.
void eosin(std::span<const std::uint8_t> rgb, std::span<float> out);

/// The colour of a pixel that holds so much of both, in the same unit: what
/// `haematoxylin` and `eosin` give back, but for rounding to 8 bits.
std::array<std::uint8_t, 3> colour_of_stains(double haematoxylin, double eosin);

/// Pixels as they would be with that many times their haematoxylin and eosin:
/// densities are parted, two of the stains scaled, and put together again. What
/// is less than no stain is scaled too, so that factors of 1 change nothing.
///
/// @param rgb   [pixels, 3]
/// @param out   [pixels, 3]; may be `rgb` itself
/// @throws Error where the two are not of the same number of values
void scale_stains(std::span<const std::uint8_t> rgb, double haematoxylin,
                  double eosin, std::span<std::uint8_t> out);

/// How haematoxylin, eosin and DAB change: times the one, plus the other.
struct StainShift {
  std::array<double, 3> times = {1, 1, 1};
  std::array<double, 3> plus = {0, 0, 0};
};

/// Pixels with their stains changed. What is less than no stain counts as none
/// before it is changed, and intensities are cut off to whole numbers, as in
/// scikit-image's `hed2rgb(rgb2hed(rgb) * times + plus) * 255` cast to bytes:
/// a byte may become one less where the stains do not change.
///
/// @param rgb   [pixels, 3]
/// @param out   [pixels, 3]; may be `rgb` itself
/// @throws Error where the two are not of the same number of values
///
/// Source: recipes/ghist_cells/METHOD.md 2.7, stain augmentation.
void shift_stains(std::span<const std::uint8_t> rgb, const StainShift& shift,
                  std::span<std::uint8_t> out);

}  // namespace moonstain
