#include "tools/cli/stored_object.h"

#include "core/base/error.h"
#include "core/engine/program/output.h"
#include "core/engine/store/object_files.h"

namespace moonstain {

void check_whole(const fs::path& folder, std::string_view then) {
  const std::string name = folder.filename();
  const std::string problem =
      object_problem(folder, Digest::from_hex(name), "", Look::content);
  check(problem.empty(), "object ", name, problem,
        "; `moonstain verify` sets it aside, then ", then);
}

void try_shut_in(double seconds, const std::function<void()>& read) {
  ProcessLimits limits;
  limits.seconds = seconds;
  read_shut_in(limits, read);
}

}  // namespace moonstain
