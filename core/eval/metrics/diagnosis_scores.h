#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// Predictions of one slide's patches, and which of them are of a class.
struct DiagnosedSlide {
  Predictions predictions;
  Targets classes;  ///< of one class; patches without a label are not there
  std::string patient;
};

/// Which predicted genes tell patches of a class from the others, by one
/// predictor over slides of one or more patients.
///
/// Of each gene `auc`: the area under the ROC curve of its prediction, patches
/// of the class against others (Mann and Whitney's statistic over the number of
/// pairs), a slide at a time, the mean over a patient's slides, then over
/// patients. Slides whose labelled patches are all of one side have none and
/// count as the fact "slides_of_one_class". Patches of a slide are not
/// independent, so the test is over patients: `sign_flip_p` of auc - 1/2
/// (core/stats/sign_flip.h), and `sign_flip_q` after Benjamini and Hochberg.
/// NaN with one patient. Facts: "slides", "patients", "patches",
/// "positive_patches", "genes_q_below_0.05".
///
/// @param about  what the scores are of: a data set
/// @throws Error without slides, on predictions that lack a labelled patch or
///               are of other genes than the first slide's, on two predictors,
///               on targets of more than one class or other numbers than 0 and
///               1, and where no slide has both sides
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.3, step 2.
Scores diagnosis_scores(const std::vector<DiagnosedSlide>& slides,
                        const std::string& about, std::int64_t permutations,
                        std::int64_t seed);

/// `diagnosis_scores`: these scores.
StepKind diagnosis_scores_step();

}  // namespace moonstain
