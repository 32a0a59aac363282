#include "core/engine/store/workspace.h"

#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/engine/process/machine.h"

namespace moonstain {

namespace {

void say_holder(const Workspace& workspace, const std::string& command) {
  const Json holder = {{"command", command},
                       {"host", host_name()},
                       {"process", static_cast<std::int64_t>(::getpid())},
                       {"since", time_text()}};
  // For who waits only: no need to reach the disk.
  const fs::path fresh = workspace.root / ".engine.json.new";
  for (const fs::path& place : {fresh, workspace.holder()}) {
    if (is_folder_itself(place)) put_aside(workspace, place);
  }
  remove_file(fresh);
  write_file(
      fresh,
      holder.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  rename_path(fresh, workspace.holder());
}

std::vector<fs::path> made_folders_of(const Workspace& workspace) {
  return {workspace.store(), workspace.stage(), workspace.plans(),
          workspace.runs()};
}

// Those, and the ones that are made when something is put into them.
std::vector<fs::path> folders_of(const Workspace& workspace) {
  std::vector<fs::path> folders = {workspace.damaged(), workspace.slurm()};
  for (fs::path& folder : made_folders_of(workspace)) {
    folders.push_back(std::move(folder));
  }
  return folders;
}

}  // namespace

std::string Workspace::object(const Digest& digest) const {
  const std::string hex = digest.hex();
  const std::string& folder = root.native();
  return concat(folder, folder.ends_with('/') ? "" : "/", "store/",
                std::string_view(hex).substr(0, 2), "/", hex);
}

void make_workspace(const Workspace& workspace) {
  with_context(concat("workspace ", workspace.root.native()), [&] {
    for (const fs::path& folder : folders_of(workspace)) {
      check(!is_link(folder) || !is_folder(folder), folder.filename().native(),
            " is a link to a folder; what lies behind it is not removed or "
            "written. Put the folder itself there, or move the whole "
            "workspace and name it with --workspace");
    }
    for (const fs::path& folder : made_folders_of(workspace)) {
      // What else has its place is put aside under the lock.
      if (!entry_exists(folder)) make_folders_durably(folder);
    }
  });
}

fs::path put_aside(const Workspace& workspace, const fs::path& odd) {
  const bool itself = odd == workspace.damaged();
  const fs::path folder = itself ? workspace.root : workspace.damaged();
  if (!itself && entry_exists(folder) && !is_folder_itself(folder)) {
    put_aside(workspace, folder);
  }
  make_folders(folder);
  const std::string name = odd.filename();
  fs::path aside = folder / name;
  for (int number = 1; entry_exists(aside); ++number) {
    aside = folder / concat(name, "-", number);
  }
  rename_path(odd, aside);
  return aside;
}

std::vector<std::string> put_odd_aside(const Workspace& workspace) {
  std::vector<std::string> notes;
  const auto put = [&](const fs::path& odd, std::string_view expected) {
    const std::string from = odd.native();
    notes.push_back(concat(from, " is no ", expected, "; it is kept as ",
                           put_aside(workspace, odd).native()));
  };
  // `damaged` first: the others are put into it.
  for (const fs::path& folder : folders_of(workspace)) {
    if (entry_exists(folder) && !is_folder_itself(folder))
      put(folder, "folder");
  }
  for (const fs::path& folder : made_folders_of(workspace)) {
    make_folders_durably(folder);
  }
  const std::string ledger = workspace.ledger();
  for (const fs::path& file :
       {fs::path(ledger), fs::path(ledger + "-wal"), fs::path(ledger + "-shm"),
        fs::path(ledger + "-journal"), workspace.unrecorded(),
        workspace.result_folders()}) {
    if (entry_exists(file) && (is_link(file) || !fs::is_regular_file(file))) {
      put(file, "file");
    }
  }
  return notes;
}

bool can_write(const Workspace& workspace) {
  return ::access(workspace.root.c_str(), W_OK | X_OK) == 0;
}

std::optional<EngineLock> EngineLock::try_take(const Workspace& workspace,
                                               const std::string& command) {
  auto lock = FileLock::try_lock(workspace.lock());
  if (!lock) return std::nullopt;
  auto folder = FileLock::try_lock_folder(workspace.root);
  if (!folder) return std::nullopt;
  say_holder(workspace, command);
  return EngineLock(std::move(*lock), std::move(*folder));
}

EngineLock EngineLock::take_or_fail(const Workspace& workspace,
                                    const std::string& command) {
  check(is_folder(workspace.root), "no workspace ", workspace.root.native());
  make_workspace(workspace);
  auto lock = try_take(workspace, command);
  if (!lock) fail_in_use(workspace);
  return std::move(*lock);
}

void fail_in_use(const Workspace& workspace) {
  fail("workspace ", workspace.root.native(), " is in use by ",
       lock_holder(workspace), "; wait for it");
}

std::string lock_holder(const Workspace& workspace) {
  try {
    const std::string where = workspace.holder().native();
    const Json holder =
        parse_json(read_file(workspace.holder(), 1 << 20), where);
    return concat("process ", integer_member(holder, "process", where), " on ",
                  text_member(holder, "host", where), " since ",
                  text_member(holder, "since", where), ": ",
                  text_member(holder, "command", where));
  } catch (const Error&) {
    return "another engine";
  }
}

}  // namespace moonstain
