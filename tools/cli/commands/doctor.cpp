#include "tools/cli/commands/doctor.h"

#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file_system.h"
#include "core/base/json.h"
#include "core/engine/jail/jail.h"
#include "core/engine/process/machine.h"
#include "core/engine/run/sources.h"
#include "core/engine/slurm/command.h"
#include "tools/cli/commands/doctor_facts.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"

namespace moonstain {

namespace {

template <typename Body>
std::string error_of(Body body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

// The folder itself, or the nearest above it that is there.
fs::path there_or_above(const fs::path& folder) {
  fs::path at = fs::absolute(folder);
  while (!is_folder(at) && at != at.parent_path()) at = at.parent_path();
  return at;
}

void look_at_workspace(const fs::path& workspace, MachineFacts& facts) {
  const fs::path at = there_or_above(workspace);
  facts.workspace = workspace.native();
  facts.workspace_there = is_folder(workspace);
  // A file in its place is no folder to write into.
  facts.workspace_writable =
      (facts.workspace_there || !entry_exists(workspace)) &&
      ::access(at.c_str(), W_OK | X_OK) == 0;
  struct statfs system {};
  if (::statfs(at.c_str(), &system) == 0) {
    facts.network_file_system = network_file_system(system.f_type);
    facts.free_bytes = static_cast<std::uint64_t>(system.f_bavail) *
                       static_cast<std::uint64_t>(system.f_bsize);
  }
}

}  // namespace

int doctor_command(const fs::path& workspace, bool json) {
  MachineFacts facts;
  utsname kernel{};
  if (::uname(&kernel) == 0) {
    facts.kernel = concat(kernel.sysname, " ", kernel.release);
  }
  const std::string libtorch = compiled_catalog().libtorch();
  facts.native = numeric_class("native", libtorch);
  facts.portable_error = error_of([&] { numeric_class("portable", libtorch); });
  facts.cuda_error =
      error_of([&] { facts.cuda = gpus_here(compiled_catalog()).numeric; });
  facts.cores = usable_cores();
  facts.memory_bytes = machine_memory_bytes();
  facts.task_memory_bytes = usable_memory_bytes();
  facts.call_filter = has_call_filter();
  facts.own_mounts = has_own_mounts();
  facts.landlock = landlock_abi();
  look_at_workspace(workspace, facts);
  facts.home = home_folder().native();
  facts.worker_error = error_of([] { worker_program(); });
  facts.slurm_error = error_of([] { slurm::check_commands(); });
  for (const fs::path& folder : data_folders_of_environment()) {
    facts.data.push_back({folder.native(), is_folder(folder)});
  }
  if (const fs::path fetched = workspace / "data"; is_folder(fetched)) {
    facts.data.push_back({fetched.native(), true});
  }
  if (json) {
    print_json(pretty_json(doctor_json(facts)));
  } else {
    print(doctor_text(facts));
  }
  return missing_parts(facts).empty() ? kDone : kNodeFailed;
}

}  // namespace moonstain
