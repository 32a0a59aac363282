#pragma once

#include <string>

#include "core/data/stored/predictions.h"

namespace moonstain {

class StepKind;

/// What stands for all tiles of a slide. Values are ln(1 + n) of counts n per
/// million.
enum class SlideForm {
  /// ln(1 + mean of n), a value below 0 taken as 0: what the tissue of all
  /// tiles, mixed, would hold.
  counts,
  /// The mean of the values as they are.
  logarithms,
};

/// One value a variable of a slide, from predictions of its tiles: a table of
/// one patient, that joins others of its cohort. Sums are float64.
///
/// @param patient  whose slide it is
/// @throws Error   without tiles, and on a value that is not finite, naming
///                 tile and variable
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.2, step 4.
Predictions slide_values(const Predictions& tiles, const std::string& patient,
                         SlideForm form);

/// `slide_values`: these values.
StepKind slide_values_step();

}  // namespace moonstain
