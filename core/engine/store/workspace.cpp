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
  remove_file(fresh);
  write_file(
      fresh,
      holder.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  rename_path(fresh, workspace.holder());
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
    make_folders_durably(workspace.store());
    make_folders_durably(workspace.stage());
    make_folders_durably(workspace.plans());
    make_folders_durably(workspace.runs());
  });
}

std::optional<EngineLock> EngineLock::try_take(const Workspace& workspace,
                                               const std::string& command) {
  auto lock = FileLock::try_lock(workspace.lock());
  if (!lock) return std::nullopt;
  say_holder(workspace, command);
  return EngineLock(std::move(*lock));
}

EngineLock EngineLock::take_or_fail(const Workspace& workspace,
                                    const std::string& command) {
  check(is_folder(workspace.root), "no workspace ", workspace.root.native());
  make_workspace(workspace);
  auto lock = try_take(workspace, command);
  if (!lock) {
    fail("workspace ", workspace.root.native(), " is in use by ",
         lock_holder(workspace), "; wait for it");
  }
  return std::move(*lock);
}

EngineLock EngineLock::take(const Workspace& workspace,
                            const std::string& command) {
  FileLock lock = FileLock::lock(workspace.lock());
  say_holder(workspace, command);
  return EngineLock(std::move(lock));
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
