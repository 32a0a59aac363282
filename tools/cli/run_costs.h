#pragma once

#include <cstddef>
#include <optional>

#include "core/base/path.h"
#include "core/engine/record/run_record.h"
#include "core/engine/step/catalog.h"
#include "tools/cli/predictor_costs.h"

namespace moonstain {

/// Whether networks' parameters are counted: for this every trained model is
/// read to its last byte, seconds where there are many.
enum class Parameters { counted, left_out };

struct RunCosts {
  PredictorCosts costs;
  /// Results with scores that were not made, or are no longer in the store:
  /// what predicted them is not counted.
  std::size_t scores_not_there = 0;
};

/// What a run's predictors took, as it recorded it; of what it kept from an
/// earlier run, what that took there. Nothing where its plan has no findings
/// with scores.
/// @throws Error  on a plan or a result that is not as it was made
std::optional<RunCosts> run_costs(const fs::path& workspace,
                                  const Catalog& catalog,
                                  const RunRecord& record,
                                  Parameters parameters);

}  // namespace moonstain
