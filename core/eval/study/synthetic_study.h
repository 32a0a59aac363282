#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/data/patients/synthetic_patient.h"
#include "core/data/source/gene_positions.h"
#include "core/eval/study/decision_study.h"
#include "core/eval/survival/risk_groups.h"
#include "core/eval/survival/risk_protocol.h"

namespace moonstain {

class StepKind;

struct SyntheticStudyOptions {
  std::int64_t first = 1;     ///< number of the first cohort
  std::int64_t cohorts = 25;  ///< from there on
  std::int64_t patients = 60;
  /// Of `cell_features`, what a risk is learned from.
  std::vector<std::string> matrices = {"proportion_raw"};
  /// Of the whole protocol of a risk, with `null_repeats` in place of its
  /// repeats; 0: nothing is decided by permutations.
  std::int64_t permutations = 99;
  std::int64_t null_repeats = 1;
  RiskCut cut = RiskCut::quartiles;  ///< of the risk, for the log-rank test
  std::int64_t draws = 1000;  ///< of patients, for the concordance's interval
  std::int64_t least = 5;     ///< patients who lost a locus, and who gained it
  std::int64_t track_permutations = 200;
};

/// What the analysis of patients' cells decides of many made-up cohorts. With
/// nothing planted every yes is false, and the share of cohorts in which a
/// decision says yes is its false-positive rate; with something planted it is
/// its power.
///
/// A cohort is analysed by the functions that the steps are made of:
/// `synthetic_cohort` with proportions of types and neighbour correlations,
/// `survival_risk`, `survival_null`, `survival_scores` and `copy_number_tests`.
/// Cohort k has a seed of its own, drawn from the seed and k, so that a study
/// may be made in parts of any size.
///
/// Of survival are decided: the log-rank test of high against low risk at its
/// nominal p; the same and the concordance by permutations
/// of the whole protocol; whether the concordance's interval lies above 0.5.
/// Along the genome: whether any pair of a locus and a feature has a p up to
/// 0.05 over the loci (the published line), up to 0.05 over all pairs tested
/// (Bonferroni) or a q up to 0.05 (Benjamini and Hochberg), and whether any bin
/// lies above the 95th percentile of the highest bin of permuted patients. With
/// a planted locus also whether the planted pair itself passes Bonferroni's
/// line.
///
/// @param patient   section and patient do not count; `seed` is the study's
/// @param progress  told after each cohort; may be empty
/// @throws Error    as those, with the number of the cohort
DecisionStudy synthetic_study(
    const SyntheticStudyOptions& options, SyntheticPatientOptions patient,
    RiskProtocol protocol, const GenePositions& positions,
    const std::function<void(std::int64_t)>& progress = {});

/// `synthetic_study`: this.
StepKind synthetic_study_step();

}  // namespace moonstain
