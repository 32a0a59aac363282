#pragma once

#include <filesystem>
#include <string>

#include "core/base/path.h"
#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain status`: the latest run, or the one that is at work, and its
/// running tasks. Reads the run's record alone and never waits.
int status_command(const fs::path& workspace, const std::string& run,
                   bool json);

/// `moonstain log RUN`: what happened, a line each. @param node  not empty:
/// the log of this task instead, by number, or by step and section
int log_command(const fs::path& workspace, const std::string& run,
                const std::string& node, bool json);

struct VerifyOptions {
  bool repair = true;  ///< false: leave what is damaged where it is
  bool quick = false;  ///< names and sizes alone
};
/// `moonstain verify`, with its progress on a terminal. Ctrl-C ends it with
/// what it has found by then.
/// @return kNodeFailed when something is damaged or not all was looked at
int verify_command(const fs::path& workspace, const fs::path& results,
                   const VerifyOptions& options, bool json);

struct GcOptions {
  unsigned recent_runs = 10;
  bool dry_run = false;
};
int gc_command(const fs::path& workspace, const fs::path& results,
               const GcOptions& options, bool json);

/// `moonstain fetch NAME --from DIR`: brings a data set's files into
/// WORKSPACE/data/NAME, verified.
int fetch_command(const fs::path& workspace, const std::string& name,
                  const std::string& from, const std::string& to);

}  // namespace moonstain
