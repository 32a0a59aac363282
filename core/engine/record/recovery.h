#pragma once

#include <string>
#include <vector>

#include "core/engine/store/object_files.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

/// Makes the ledger say what the runs' records say (task_record.h), before an
/// engine opens it. A ledger that is missing, or that SQLite calls damaged, is
/// made anew: the old one is kept beside it as `ledger.sqlite.damaged-1`, with
/// its log. Rows that a record has and the ledger lacks (its write-ahead log
/// was lost, or an engine was killed between the two) are taken over, and the
/// folders of results that runs have named (result_folders.h). What in the
/// workspace is of another kind than what belongs there is put aside first
/// (workspace.h). Objects count as present whose files are there with their
/// sizes; no content is read.
///
/// What is known of source files and of how long steps take is not in the
/// records: sources are hashed again.
///
/// Call it under the workspace's lock, with the ledger closed.
///
/// @param look  `content`: reads the whole ledger, which finds every damaged
///              page; `shape`: only what opening it shows
/// @return      what was found and done, a sentence each; mostly none
std::vector<std::string> recover_ledger(const Workspace& workspace, Look look);

}  // namespace moonstain
