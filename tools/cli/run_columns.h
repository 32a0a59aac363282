#pragma once

#include <vector>

#include "core/base/path.h"
#include "core/engine/record/run_record.h"
#include "core/engine/step/catalog.h"
#include "core/eval/report/run_columns.h"

namespace moonstain {

/// The predictors of a run, a column for each of its outputs that is findings
/// with scores; none where it has none, or did not come to make them. Gains are
/// over what the findings rank against, else over the best simple baseline,
/// else over the model.
///
/// @throws Error  on scores that are no longer in the store, or that an
///                earlier version of a step made; on a plan or a result
///                that is not as it was made
std::vector<report::RunColumn> run_columns(const fs::path& workspace,
                                           const Catalog& catalog,
                                           const RunRecord& record);

}  // namespace moonstain
