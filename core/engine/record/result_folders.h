#pragma once

#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

/// Folders that runs have put results into, each as results.h remembers it. gc
/// keeps what they name, so they are remembered twice: in the ledger, and in a
/// file of their own that does not go with it (Workspace::result_folders). The
/// runs' records have them too, but a record may be damaged with the ledger.

/// Durable before it returns. Call it under the workspace's lock.
void remember_results(const Workspace& workspace, Ledger& ledger,
                      const fs::path& folder);
void forget_results(const Workspace& workspace, Ledger& ledger,
                    const fs::path& folder);

/// What the file says goes into a ledger that may lack it.
void restore_result_folders(const Workspace& workspace, Ledger& ledger);

}  // namespace moonstain
