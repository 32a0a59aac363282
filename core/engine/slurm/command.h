#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/process/output_pipe.h"

namespace moonstain::slurm {

/// How one of Slurm's commands ended.
struct Reply {
  bool in_time = true;  ///< false: it was ended, as it did not answer
  int code = 0;         ///< exit code, or 128 and the signal
  std::string out;
  std::string error;  ///< standard error, without the line feed at the end

  bool ok() const { return in_time && code == 0; }
};

/// One of Slurm's commands while it runs. It is out of reach of the terminal's
/// Ctrl-C: a submission is not cut in two.
class Command {
 public:
  /// @param words  program, looked for in PATH, and arguments
  /// @param folder  where it runs; empty: here
  /// @throws Error when there is no such program
  explicit Command(const std::vector<std::string>& words,
                   const std::filesystem::path& folder = {});
  /// Ends it.
  ~Command();
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  /// To wait on.
  int socket() const { return out_.file(); }
  /// @return nothing while it runs
  std::optional<Reply> poll();
  /// Waits until it has ended; at `limit_ms` it is ended.
  Reply wait(int limit_ms);

 private:
  pid_t process_ = -1;
  OutputPipe out_;
  OutputPipe error_;
  Reply reply_;
};

/// Runs a command of Slurm to its end, or ends it after `limit_ms`.
Reply ask(const std::vector<std::string>& words, int limit_ms,
          const std::filesystem::path& folder = {});

/// @throws Error when one of Slurm's commands is not in PATH
void check_commands();

}  // namespace moonstain::slurm
