#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/needs.h"
#include "core/engine/step/options_text.h"

namespace moonstain {

/// A task as a worker gets it. What every task has of paths are texts: an
/// engine hands on thousands a second, and a path that is copied is taken apart
/// anew.
struct Task {
  std::uint32_t node = 0;
  std::string step;
  OptionsText options;
  std::map<std::string, std::vector<Inputs::Item>> inputs;
  std::string name;  ///< of its stage, in the worker's own folder
  std::string log;   ///< path of a file, made when it prints something
  std::uint64_t memory_limit_bytes = 0;  ///< 0: none
  bool starts_programs = false;
  bool on_gpu = false;  ///< for a worker that has one; it is not told
  /// Objects among the inputs that the worker hashes before it begins: their
  /// folders, named by their digests.
  std::vector<fs::path> check;
};

/// What a task takes, asked for before it is started.
struct NeedsQuery {
  std::string step;
  OptionsText options;
  InputSizes sizes;
};

/// How far a task is, in its step's own unit.
struct TaskProgress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string what;
};

/// Of a task's error, as far as people see it.
inline constexpr std::size_t kMostErrorBytes = std::size_t{64} << 10;

/// What became of a task.
struct TaskResult {
  std::string error;  ///< empty: it succeeded
  /// Inputs that are not what their names say; the task was not begun.
  std::vector<Digest> damaged;
  std::string stage;  ///< folder it has written into; may not be there
  std::map<std::string, FileEntry> files;
  std::uint64_t unpacked_bytes = 0;  ///< that the files hold; 0: not known
  std::string program;  ///< somebody else's: its interpreter's version
  double seconds = 0;
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;
  std::string host;  ///< where it ran; empty: on this machine
};

/// What came from a worker.
struct WorkerReport {
  unsigned worker = 0;
  std::uint32_t node = 0;
  std::optional<TaskProgress> progress;
  std::optional<TaskResult> result;  ///< also where the worker died
};

}  // namespace moonstain
