#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/observations.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

// What every score of predictions beside targets begins with.

/// The reading of what was measured alone: of spots `tissue`, of nuclei
/// `nuclei`, of patients `patients`.
const ReadingKind& measured_reading(ObservedKind kind);

/// What `Observations::about` names: a cohort where patients were observed, of
/// spots and nuclei a section or a block of one.
ScoredUnit scored_unit(const Observations& observed);

/// Who predicted what of which unit, without columns.
Scores described(const Predictions& predictions, const Targets& targets);

/// Predictions of places that the targets have not.
enum class Untold {
  refuse,    ///< what is measured is measured everywhere
  left_out,  ///< places that nobody has put in a class are not scored
};

/// @return        for each place of the targets its row in the predictions
/// @throws Error  when unit, places or variables differ, on fewer than two
///                places, on a value that is not finite
std::vector<Eigen::Index> checked_places(const Predictions& predictions,
                                         const Targets& targets,
                                         const std::string& what,
                                         Untold untold = Untold::refuse);

/// Targets of classes: 1 where a class was seen, else 0.
/// @throws Error  naming class and place of the first other value
void check_classes(const Targets& targets, const std::string& what);

/// @param place   a row's name, for the error: "spot '10x12'"
/// @param noun    begins the error: "the prediction by m"
/// @throws Error  naming variable and place of the first value that is not
///                finite
void check_finite(const Matrix& values,
                  const std::function<std::string(Eigen::Index)>& place,
                  const Targets& targets, std::string_view noun,
                  const std::string& what);

}  // namespace moonstain
