#pragma once

#include <cstdint>
#include <string>

#include "core/data/image/picture.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/transform.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// Which section of a pair.
enum class PairMember { a, b };

template <>
struct KindWords<PairMember> {
  static constexpr std::string_view kAll[] = {"a", "b"};
};

/// Two made-up sections of one piece of tissue, whose true map is known.
///
/// The tissue has an irregular outline, round to slender, and one smooth field
/// a gene, each a sum of five cosine waves of variance 1; all follow from
/// `seed` and `pair`. Its picture is white outside of the tissue; inside
/// haematoxylin, eosin and a third stain are fixed functions of the fields of
/// the first three genes. Section A sees the tissue as it is. Section B sees it
/// through an affine map
/// (`turn_deg`, 4 % longer one way and 3 % shorter the other, a shift, from
/// behind if `mirrored`) and then a smooth displacement of up to `displacement`
/// of the lattice's side. Both have spots on a square lattice of their own, of
/// which those on tissue stay.
///
/// Counts of gene g at a spot are Poisson with mean
///   mean_count * exp(signal * field[g] + noise * n)
/// with n standard normal for each spot and gene, and each value of the picture
/// has normal noise of `grain` grey levels: both drawn anew for each section.
///
/// Source: `recipes/hespotex_loocv/METHOD.md` 6.2, CS-0.
struct SyntheticPairOptions {
  std::int64_t seed = 0;
  std::string pair;  ///< names the tissue: "1"
  PairMember member = PairMember::a;
  std::string section;  ///< "synthetic/S1"; its noise follows from it
  std::string patient;  ///< "synthetic/P1"
  std::int64_t side = 60;
  std::int64_t genes = 32;
  double mean_count = 20;
  double signal = 0.5;
  double noise = 0.2;
  double displacement = 0.02;
  double turn_deg = 20;
  bool mirrored = false;
  double grain = 6;
};

/// Pixels from spot to spot in the pictures; a pixel is 16 um wide.
constexpr std::int64_t kPairPitchPx = 8;

/// Spots are named "<x>x<y>", genes "gene0", "gene1", ...
/// @throws Error  with fewer than three genes, and where a count does not fit
///                into 32 bits
Dataset synthetic_pair_dataset(const SyntheticPairOptions& options);

/// [side * kPairPitchPx, side * kPairPitchPx, 3]
Picture synthetic_pair_picture(const SyntheticPairOptions& options);

/// Where positions of a member's picture lie in that of A in truth.
Positions synthetic_pair_places(const SyntheticPairOptions& options,
                                const Positions& positions);

/// A tile a spot, a pitch wide and scaled to `tile_px`.
Patches synthetic_pair_patches(const Dataset& dataset,
                               const SyntheticPairOptions& options,
                               std::int64_t tile_px);

/// The options of a made-up pair, which its steps share.
StepKind with_synthetic_pair_options(StepKind kind);

/// `synthetic_pair_dataset` and `synthetic_pair_patches`: a member of such a
/// pair.
StepKind synthetic_pair_dataset_step();
StepKind synthetic_pair_patches_step();

}  // namespace moonstain
