#pragma once

#include "core/base/path.h"

namespace moonstain {

struct GcOptions {
  unsigned recent_runs = 10;
  bool dry_run = false;
  bool forget = false;
};
/// `moonstain gc`: removes what no named result needs, and says how much.
int gc_command(const fs::path& workspace, const fs::path& results,
               const GcOptions& options, bool json);

}  // namespace moonstain
