#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/base/path.h"
#include "core/engine/program/scratch.h"
#include "core/engine/program/warm_program.h"

namespace moonstain {

/// A program that this process keeps, with the folders that it sees.
struct KeptProgram {
  explicit KeptProgram(fs::path path) : place(std::move(path)) {}

  /// Whether what it has before it gets a task is there already.
  bool is_started() const { return program != nullptr; }

  Scratch place;
  std::string version;                   ///< what its interpreter says it is
  std::unique_ptr<WarmProgram> program;  ///< null until it is started
};

/// The programs that this process keeps, by what they are: one for each
/// environment in which tasks run.
class WarmPrograms {
 public:
  /// @param key     of all that the program is before it gets a task
  /// @param folder  of this process; where the program's own are made
  /// @return        one that is kept or is to be started; null where that was
  ///                tried in vain
  KeptProgram* find(const std::string& key, const fs::path& folder);

 private:
  struct Kept {
    std::unique_ptr<KeptProgram> now;
    bool was_refused = false;
  };

  std::map<std::string, Kept> kept_;
  unsigned next_ = 0;
};

}  // namespace moonstain
