#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/record/run_record.h"
#include "core/eval/export/stored_value.h"

namespace moonstain {

/// Writes a run as a file store of MLflow: an experiment called as the recipe,
/// and in it one run with params and switches, the numbers of its findings as
/// metrics, and their tables as artifacts.
///
///     EXPERIMENT/meta.yaml
///     EXPERIMENT/RUN/meta.yaml, params/, metrics/, tags/, artifacts/
///     .trash/
///
/// A metric is called PREDICTOR/READING/METRIC; of several findings with their
/// output's name in front, of a walk "arm ARM/PREDICTOR". One that is undefined
/// is nan. Letters that MLflow does not allow in names become '_'; where two
/// predictors, arms or outputs would then be called alike, the second is "a_2".
///
/// MLflow 3 keeps runs in a database and opens a file store only where
/// MLFLOW_ALLOW_FILE_STORE=true is set, or takes it over for good with its own
/// `mlflow migrate-filestore`; older ones open it as it is. A database would be
/// of one version of MLflow alone. Places of artifacts are relative: start
/// MLflow in the folder.
///
/// @param values  those that are findings or walks; others are left out
/// @param folder  empty
void write_mlflow(const RunRecord& record, const Graph& graph,
                  const std::string& program_version,
                  const std::vector<StoredValue>& values,
                  const fs::path& folder);

}  // namespace moonstain
