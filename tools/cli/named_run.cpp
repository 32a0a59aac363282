#include "tools/cli/named_run.h"

#include "core/base/error.h"

namespace moonstain {

RunRecord named_run(const fs::path& workspace, const std::string& run) {
  check(!run_names(workspace).empty(), "there is no run in ",
        workspace.string(), "; `moonstain run RECIPE` makes one");
  return read_run(workspace, run);
}

}  // namespace moonstain
