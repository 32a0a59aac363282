#include "core/engine/record/result_folders.h"

#include <set>
#include <string>

#include "core/base/file.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 24;

// One path after another, each ended by a byte 0: a line may be part of one.
std::set<fs::path> read_folders(const Workspace& workspace) {
  std::set<fs::path> folders;
  if (!path_exists(workspace.result_folders())) return folders;
  const std::string text = read_file(workspace.result_folders(), kMostBytes);
  for (std::size_t at = 0, end; (end = text.find('\0', at)) != text.npos;
       at = end + 1) {
    if (end > at) folders.insert(text.substr(at, end - at));
  }
  return folders;
}

void write_folders(const Workspace& workspace,
                   const std::set<fs::path>& folders) {
  std::string text;
  for (const fs::path& folder : folders) text += folder.native() + '\0';
  replace_file(workspace.result_folders(), text);
}

}  // namespace

void remember_results(const Workspace& workspace, Ledger& ledger,
                      const fs::path& folder) {
  ledger.remember_results(folder);
  const std::set<fs::path> before = read_folders(workspace);
  std::set<fs::path> all = before;
  for (const fs::path& known : ledger.result_folders()) all.insert(known);
  if (all != before) write_folders(workspace, all);
}

void forget_results(const Workspace& workspace, Ledger& ledger,
                    const fs::path& folder) {
  std::set<fs::path> folders = read_folders(workspace);
  if (folders.erase(folder) > 0) write_folders(workspace, folders);
  ledger.forget_results(folder);
}

void restore_result_folders(const Workspace& workspace, Ledger& ledger) {
  for (const fs::path& folder : read_folders(workspace)) {
    ledger.remember_results(folder);
  }
}

}  // namespace moonstain
