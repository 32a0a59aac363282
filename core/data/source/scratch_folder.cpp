#include "core/data/source/scratch_folder.h"

#include <unistd.h>

#include <cstdlib>

#include "core/base/error.h"
#include "core/base/folder.h"

namespace moonstain {

ScratchFolder::ScratchFolder() {
  static int made = 0;
  const char* base = std::getenv("TMPDIR");
  path_ = concat(base != nullptr ? base : "/tmp", "/scratch-", ::getpid(), "-",
                 ++made);
  remove_tree(path_);
  make_folders(path_);
}

ScratchFolder::~ScratchFolder() { try_remove_tree(path_); }

}  // namespace moonstain
