#pragma once

#include <cstdint>

namespace moonstain {

/// The places of one or more masks, by what was called there and what was seen.
struct MaskCounts {
  std::int64_t both = 0;         ///< called, and seen
  std::int64_t called_only = 0;  ///< called, and not seen
  std::int64_t seen_only = 0;    ///< seen, and not called
  std::int64_t neither = 0;

  std::int64_t called() const { return both + called_only; }
  std::int64_t seen() const { return both + seen_only; }
  std::int64_t places() const { return called() + seen_only + neither; }

  MaskCounts& operator+=(const MaskCounts& more);
};

/// Scores of a mask, each 0 to 1.
struct CallScores {
  double iou = 0;  ///< intersection over union
  double dice = 0;
  double sensitivity = 0;  ///< called, of those seen
  double specificity = 0;  ///< not called, of those not seen
  double precision = 0;    ///< seen, of those called
  double f1 = 0;
  double accuracy = 0;
};

/// By definition; NaN where there is nothing to divide by: sensitivity where
/// nothing is seen, specificity where all is, precision where nothing is
/// called, IoU, Dice and F1 (which is Dice) where nothing is seen or called.
CallScores mask_scores(const MaskCounts& counts);

/// As HiST's code computes them, which always gives a number. IoU has 1e-5
/// above and below the line, and Dice is made of it. The others hold the call
/// against "the largest value of the mask": of a mask with nothing seen that is
/// every place, so that a call of nothing, which is right, has sensitivity,
/// specificity, precision and accuracy 0, though its IoU is 1; and a call of
/// anything has precision 1. Each has 1e-6 below the line.
///
/// @throws Error  without places
///
/// Source: recipes/hist_tumour/METHOD.md 3.1.
CallScores published_mask_scores(const MaskCounts& counts);

}  // namespace moonstain
