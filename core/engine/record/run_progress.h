#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/engine/record/events.h"

namespace moonstain {

/// How far a run is, from its events.jsonl.
struct RunProgress {
  Event last;                  ///< the last thing that happened
  std::vector<Event> running;  ///< latest word of each running task, by node
};

/// Reads from the end of the file backwards until all tasks that were running
/// at the last event are found: of a long run a small part, unless one of them
/// is old. A line that is still being written is left out.
RunProgress run_progress(const std::filesystem::path& workspace,
                         const std::string& run);

/// Calls `each` with the events of a run in order; the file is read in pieces.
/// @throws Error, as `run_progress`, on a file of more than 16 MiB without a
///               line end
void each_event(const std::filesystem::path& workspace, const std::string& run,
                const std::function<void(const Event&)>& each);

}  // namespace moonstain
