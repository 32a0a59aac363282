#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/folder.h"
#include "core/base/path.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

/// What of a store goes on a page, into a bundle or to other programs: it must
/// be what a run has made, and it may be a stranger's.

/// @param folder  the object's, which is called by its digest
/// @param then    what makes it anew once it is set aside
/// @throws Error  on an object that is not, to the last byte, as it was made
void check_whole(
    const fs::path& folder,
    std::string_view then = "the run makes it again when it is repeated");

/// Runs `read` in a process that can reach nothing, for at most so many
/// seconds. Bytes that would end this one, or keep it for ever, end that one.
/// @throws Error  as `read`, and where it does not end well
void try_shut_in(double seconds, const std::function<void()>& read);

/// Objects of a workspace, tried in such a process first, all in one; nothing
/// for one that is not known, or whose bytes are not here.
/// @throws Error  as `check_whole` and `try_shut_in`
template <typename Value>
std::vector<std::optional<Value>> read_all_stored(
    const Workspace& workspace,
    const std::vector<std::optional<Digest>>& objects) {
  std::vector<std::pair<std::size_t, fs::path>> here;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (!objects[i]) continue;
    const fs::path folder = workspace.object(*objects[i]);
    if (!is_folder(folder)) continue;
    check_whole(folder);
    here.emplace_back(i, folder);
  }
  std::vector<std::optional<Value>> read(objects.size());
  if (here.empty()) return read;
  try_shut_in(120, [&] {
    for (const auto& [place, folder] : here) Value::read(folder);
  });
  for (const auto& [place, folder] : here) read[place] = Value::read(folder);
  return read;
}

/// The same of one.
template <typename Value>
std::optional<Value> read_stored(const Workspace& workspace,
                                 const std::optional<Digest>& object) {
  return std::move(read_all_stored<Value>(workspace, {object}).front());
}

}  // namespace moonstain
