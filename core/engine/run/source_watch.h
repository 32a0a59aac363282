#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/engine/run/sources.h"

namespace moonstain {

/// Sees to it that what a task read of a source file is what the plan names.
/// A file is looked at before the task gets it and after the task has ended,
/// before its result is published: size, times and inode betray any change,
/// and a file that is younger than the clock's grain is hashed both times.
class SourceWatch {
 public:
  explicit SourceWatch(SourceFinder& finder) : finder_(finder) {}

  /// Finds files, all before any task. @throws Error as SourceFinder::find
  void find(const std::vector<SourceFile>& sources);

  /// The file that a task may read. One that has changed is looked for again
  /// elsewhere. @throws Error "genes.txt of manifest her2st: PATH has changed
  /// since the run began: its sha256 is 41d7..., the plan expects 9f2c...;
  /// ..." when its content is there no more
  FoundFile hand_out(const SourceFile& source);

  enum class Change {
    none,
    touched,  ///< something was done to it, its content is right
    changed,
  };
  /// Whether the file was left alone since it was handed out.
  /// @param why  what has changed, for `changed` as the error above
  Change change(const SourceFile& source, const FoundFile& handed,
                std::string& why);

 private:
  SourceFinder& finder_;
  std::map<Digest, FoundFile> found_;
};

}  // namespace moonstain
