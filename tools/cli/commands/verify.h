#pragma once

#include "core/base/path.h"

namespace moonstain {

struct VerifyOptions {
  bool repair = true;  ///< false: leave what is damaged where it is
  bool quick = false;  ///< names and sizes alone
};
/// `moonstain verify`, with its progress on a terminal. Ctrl-C ends it with
/// what it has found by then.
/// @return kNodeFailed when something is damaged or not all was looked at
int verify_command(const fs::path& workspace, const fs::path& results,
                   const VerifyOptions& options, bool json);

}  // namespace moonstain
