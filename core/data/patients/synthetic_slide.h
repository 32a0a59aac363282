#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/grid_values.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Made-up slides of patients who respond to a treatment or do not, of each
/// patient one or more: whether a network finds what is planted, and what it
/// knows of a patient by another slide. Everything follows from `seed`,
/// `section` and `patient`.
///
/// A patient responds with the chance `share`, or, where `responders` names
/// any, if it is one of them: so that a recipe can deal out its folds by the
/// answer, which a plan cannot draw. Its slides have a map of expression,
/// tissue an ellipse of three quarters of either side and 0 outside of it.
/// Within, the value of gene g in a cell is
///
///   max(0, 2 + 0.5 e + kinship o[patient, g] + r t)
///
/// with e a normal number of the cell, o one of the patient and the gene, which
/// all of its slides share, r `response_effect` where it responds and else 0,
/// and t 1 where the gene is the first one and the cell lies in the left half
/// of the tissue, else 0.
///
/// So with response_effect = 0 nothing tells who responds but a slide of the
/// same patient whose answer is known, and with kinship = 0 nothing does.
struct SyntheticSlideOptions {
  std::int64_t seed = 0;
  std::string section;  ///< "synthetic_responders/S1"
  std::string patient;  ///< "synthetic_responders/P1"
  std::int64_t rows = 80;
  std::int64_t columns = 64;
  std::int64_t genes = 16;
  double share = 0.3;
  double kinship = 0;
  double response_effect = 0;
  /// With their data set or without: "P3" is "synthetic_responders/P3".
  std::vector<std::string> responders{};
};

/// Genes are "gene0", "gene1", ...
GridValues synthetic_slide_map(const SyntheticSlideOptions& options);

/// One row, of the slide by the section's name, and one class, "response".
Targets synthetic_response(const SyntheticSlideOptions& options);

/// `synthetic_slide_map` and `synthetic_response`, whose options are to be the
/// same.
StepKind synthetic_slide_map_step();
StepKind synthetic_response_step();

}  // namespace moonstain
