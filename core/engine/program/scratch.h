#pragma once

#include <string>
#include <string_view>

#include "core/base/path.h"

namespace moonstain {

/// A folder for what a program is given and writes beside its result, gone with
/// this object.
class Scratch {
 public:
  /// Made anew. @throws Error when it cannot be
  explicit Scratch(fs::path path);
  /// What stays goes with the worker's folder, or is said there.
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  /// One below it.
  fs::path folder(const std::string& name) const;

 private:
  fs::path path_;
};

/// A new file that may be executed: its mode cannot be changed afterwards where
/// Landlock confines the worker.
void write_program(const fs::path& path, std::string_view bytes);

}  // namespace moonstain
