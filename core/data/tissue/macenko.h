#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/engine/step/kind_words.h"

namespace moonstain {

/// A colour of a picture (red, green, blue from the high byte on) and how many
/// pixels have it: all that a fit of stains asks of a picture.
struct ColourCount {
  std::uint32_t colour = 0;
  std::int64_t pixels = 0;
};

/// The colours of pixels, rising.
/// @param rgb  [pixels, 3]
std::vector<ColourCount> colours_of(std::span<const std::uint8_t> rgb);

/// What two implementations do otherwise.
///
/// `ghist`: the percentile of n values is that of rank 1 + round(q (n - 1)),
/// halves to even, and what would be brighter than 255 is 255. `henorm`: it is
/// interpolated between ranks, as NumPy does, and what would be brighter is
/// 254.
enum class MacenkoRules { ghist, henorm };

/// Which of its two directions an eigenvector has: that in which its components
/// add up to more than 0, or that in which the solver leaves it. The two stains
/// are told by angles in the plane of the eigenvectors, which wrap at half a
/// turn.
enum class EigenvectorSigns { positive_sum, as_solved };

struct MacenkoOptions {
  MacenkoRules rules = MacenkoRules::ghist;
  EigenvectorSigns signs = EigenvectorSigns::positive_sum;
};

/// The two stains of a picture.
struct Stains {
  /// Optical density in red, green and blue of one unit of haematoxylin and of
  /// eosin, a column each; of length 1.
  Eigen::Matrix<double, 3, 2> densities;
  Eigen::Vector2d most;  ///< 99th percentile of each stain's amount
};

/// Stains that a picture is brought to where no other picture is given.
Stains reference_stains();

/// Pixels that hold stain: those whose optical density is at least 0.15 in each
/// channel.
std::int64_t stained_pixels(std::span<const ColourCount> colours);

/// The stains of a picture, by the idea that each pixel's density lies between
/// those of the two stains alone: in the plane of the densities' two leading
/// eigenvectors the stains are the directions at the ends of the angles, the
/// 1st and 99th percentile. That of more red is haematoxylin.
///
/// @param colours  rising
/// @return         nothing where the pixels that hold stain span no plane, or
///                 all but a hundredth of all pixels lack one of the stains
///
/// The same whatever the order of the pixels; sums run over colours. Logarithms
/// and angles are the C library's.
///
/// Source: Macenko et al. 2009, doi:10.1109/ISBI.2009.5193250;
/// recipes/ghist_cells/METHOD.md 2.7.
std::optional<Stains> fit_stains(std::span<const ColourCount> colours,
                                 const MacenkoOptions& options);

/// Brings colours from one pair of stains to another: the amounts of both in a
/// pixel, by least squares, times the ratio of the most that there is of each.
class StainMap {
 public:
  StainMap(const Stains& from, const Stains& to, MacenkoRules rules);

  /// @param rgb   [pixels, 3]
  /// @param out   [pixels, 3]; may be `rgb` itself
  void apply(std::span<const std::uint8_t> rgb,
             std::span<std::uint8_t> out) const;

 private:
  Eigen::Matrix<double, 2, 3> amounts_;  // of densities
  Eigen::Vector2d ratio_;
  Eigen::Matrix<double, 3, 2> densities_;
  double brightest_;
};

template <>
struct KindWords<MacenkoRules> {
  static constexpr std::string_view kAll[] = {"ghist", "henorm"};
};
template <>
struct KindWords<EigenvectorSigns> {
  static constexpr std::string_view kAll[] = {"positive_sum", "as_solved"};
};

}  // namespace moonstain
