#pragma once

#include "core/base/path.h"

namespace moonstain {

/// A folder for temporary files, gone with the object. A worker has a place for
/// them of its own ($TMPDIR), so a number makes the name.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace moonstain
