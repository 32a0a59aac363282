#include "tools/cli/commands/cost.h"

#include <optional>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "tools/cli/named_run.h"
#include "tools/cli/output.h"
#include "tools/cli/predictor_costs.h"
#include "tools/cli/run_costs.h"
#include "tools/cli/session.h"

namespace moonstain {

int cost_command(const fs::path& folder, const Catalog& catalog,
                 const std::string& run, bool json) {
  const RunRecord record = chosen_run(folder, run);
  const std::optional<RunCosts> found =
      run_costs(folder, catalog, record, Parameters::counted);
  check(found.has_value(), "cost: run ", record.run, " of ", record.recipe,
        " has no findings with scores, and so no predictors; `moonstain log ",
        record.run, "` has the time of each task");
  if (json) {
    Json all = cost_json(found->costs);
    all["run"] = record.run;
    all["recipe"] = record.recipe;
    all["variant"] = record.variant;
    all["state"] = state_words(record);
    all["host"] = record.host;
    all["scores_not_there"] = found->scores_not_there;
    print_json(pretty_json(all));
    return kDone;
  }
  print(concat(printable_in_line(concat(
                   "run ", record.run, ": ", record.recipe, " ", record.variant,
                   ", ", state_words(record), ", on ", record.host)),
               "\n", cost_table(found->costs)));
  if (found->scores_not_there > 0) {
    print(concat(counted(found->scores_not_there, "result"),
                 " with scores not made, or no longer in the store: what "
                 "predicted them is not counted.\n"));
  }
  return kDone;
}

}  // namespace moonstain
