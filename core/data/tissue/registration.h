#pragma once

#include "core/data/stored/tissue_view.h"
#include "core/data/stored/transform.h"

namespace moonstain {

class StepKind;

struct RegistrationOptions {
  /// Overlap of the tissue masks from which on a map is used.
  double least_dice = 0.8;
  /// The map shortens or lengthens no direction by more than this factor.
  /// Without a limit any two pieces of tissue can be drawn over each other.
  double most_stretch = 1.2;
};

/// Where section B lies in the picture of section A: the affine map under which
/// the haematoxylin of both is most alike.
///
/// The idea: tissue is laid on tissue by its centre and its principal axes, in
/// each of the ways that are possible: turned by every eighth of a circle from
/// there, seen from either side. From each of these starts a search without
/// derivatives (core/stats/nelder_mead.h) moves the six numbers of the map,
/// first in pictures so small that all starts cost little, then the best ones
/// in pictures of twice the size, and so on. What it raises is the normalised
/// cross-correlation of haematoxylin over a square around A's tissue, where
/// both have picture; outside of the tissue it counts as 0.
///
/// The map is used where the masks overlap with a Dice of `least_dice`, over
/// what both pictures show, and at least half of either tissue is shown by
/// both; else `refusal` says what is missing, and the best map stands there all
/// the same.
///
/// + - * / and sqrt alone: the same views give the same bytes.
///
/// @throws Error  where both are one section, or a view has no tissue
///
/// Source: `recipes/hespotex_loocv/METHOD.md` 6.2, step 3; the eighths of a
/// circle, the limit of the stretch and the rule for pictures that cut the
/// tissue are ours.
Transform registration(const TissueView& a, const TissueView& b,
                       const RegistrationOptions& options = {});

/// `registration`: this map as a step.
StepKind registration_step();

}  // namespace moonstain
