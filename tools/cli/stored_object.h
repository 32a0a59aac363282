#pragma once

#include <functional>
#include <optional>
#include <string_view>

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

/// An object of a workspace, tried in such a process first; nothing where it is
/// not known, or its bytes are not here.
/// @throws Error  as `check_whole` and `try_shut_in`
template <typename Value>
std::optional<Value> read_stored(const Workspace& workspace,
                                 const std::optional<Digest>& object) {
  if (!object) return std::nullopt;
  const fs::path folder = workspace.object(*object);
  if (!is_folder(folder)) return std::nullopt;
  check_whole(folder);
  try_shut_in(120, [&] { Value::read(folder); });
  return Value::read(folder);
}

}  // namespace moonstain
