#pragma once

#include <functional>
#include <string_view>

#include "core/base/path.h"

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

}  // namespace moonstain
