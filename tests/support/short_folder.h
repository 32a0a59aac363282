#pragma once

#include <cstdlib>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/path.h"

namespace moonstain {

/// A new folder that goes with the object, not below TEST_TMPDIR: the path of a
/// socket in it has 107 letters at most.
struct ShortFolder {
  fs::path path;

  ShortFolder() {
    char name[] = "/tmp/ms-XXXXXX";
    check(::mkdtemp(name) != nullptr, "mkdtemp failed");
    path = name;
  }
  ~ShortFolder() { remove_tree(path); }
  ShortFolder(const ShortFolder&) = delete;
  ShortFolder& operator=(const ShortFolder&) = delete;
};

}  // namespace moonstain
