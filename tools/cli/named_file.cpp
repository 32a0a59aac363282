#include "tools/cli/named_file.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/store/workspace.h"

namespace moonstain {
namespace {

// As many as the system follows.
constexpr int kMostLinks = 40;

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Files and folders of a workspace beside its store.
constexpr std::string_view kOwn[] = {"engine.json", "ledger.sqlite",  "lock",
                                     "plans",       "result_folders", "runs",
                                     "stage"};

// Which of these a file is, or lies in; "": none.
std::string own_part(const fs::path& file, const fs::path& workspace) {
  const auto [end, rest] = std::mismatch(workspace.begin(), workspace.end(),
                                         file.begin(), file.end());
  if (end != workspace.end() || rest == file.end()) return "";
  const std::string part = *rest;
  const bool own = std::any_of(
      std::begin(kOwn), std::end(kOwn),
      [&](std::string_view name) { return part.starts_with(name); });
  return own ? part : "";
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  const auto [end, rest] =
      std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end == folder.end();
}

}  // namespace

fs::path named_file(std::string_view option, const fs::path& path,
                    const fs::path& workspace) {
  check(!path.empty(), option, " is empty, expected a file's name");
  const std::string what = concat(option, " ", path.string());
  std::error_code none;
  const fs::file_status status = fs::status(path, none);
  check(!fs::is_directory(status) && path.has_filename(), what,
        " is a folder, expected a file's name");
  check(!fs::exists(status) || fs::is_regular_file(status), what,
        " is a pipe, a socket or a device, expected a file's name");
  fs::path file = path;
  for (int links = 0; fs::is_symlink(fs::symlink_status(file, none)); ++links) {
    check(links < kMostLinks, what, ": its links lead in a circle");
    const fs::path target = fs::read_symlink(file, none);
    check(!none, what, ": cannot read the link: ", none.message());
    file = target.is_absolute() ? target : folder_of(file) / target;
  }
  const fs::path folder = folder_of(file);
  check(fs::is_directory(fs::status(folder, none)), what,
        ": there is no folder ", folder.string(), "; make it first");
  check(::access(folder.c_str(), W_OK | X_OK) == 0, what,
        ": nothing can be written in the folder ", folder.string());
  file = fs::canonical(folder) / file.filename();
  const fs::path store = fs::canonical(Workspace{workspace}.store(), none);
  check(none || !lies_in(file, store), what, " lies in the store of ",
        workspace.string(),
        ", where results are kept as they were made; name a file elsewhere");
  const std::string own = own_part(file, fs::canonical(workspace, none));
  check(own.empty(), what, " is ", own, " of ", workspace.string(),
        ", which Moonstain keeps for itself; name a file elsewhere");
  return file;
}

void write_named_file(std::string_view option, const fs::path& path,
                      const fs::path& workspace, std::string_view bytes) {
  replace_file(named_file(option, path, workspace), bytes);
}

}  // namespace moonstain
