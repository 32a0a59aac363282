#include "tools/cli/named_run.h"

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

// Runs have four digits, or more once there are so many.
std::string full_name(const std::string& run) {
  const bool number =
      !run.empty() && run.find_first_not_of("0123456789") == std::string::npos;
  return number && run.size() < 4 ? std::string(4 - run.size(), '0') + run
                                  : run;
}

}  // namespace

RunRecord named_run(const fs::path& workspace, const std::string& run) {
  check_some_run(workspace);
  return read_run(workspace, full_name(run));
}

void check_some_run(const fs::path& workspace) {
  check(!run_names(workspace).empty(), "there is no run in ",
        workspace.string(), "; `moonstain run RECIPE` makes one");
}

std::string state_words(const RunRecord& record) {
  return was_killed(record) ? "killed" : printable_in_line(record.state);
}

}  // namespace moonstain
