#include "core/engine/program/scratch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"

namespace moonstain {

Scratch::Scratch(fs::path path) : path_(std::move(path)) {
  remove_tree(path_);
  make_folders(path_);
}

Scratch::~Scratch() { try_remove_tree(path_); }

fs::path Scratch::folder(const std::string& name) const {
  make_folders(path_ / name);
  return path_ / name;
}

void write_program(const fs::path& path, std::string_view bytes) {
  FileCalls& calls = FileCalls::current();
  const int file =
      calls.open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
  if (file < 0) fail_call(path, "make the file");
  while (!bytes.empty()) {
    const ssize_t count = calls.write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      calls.close(file);
      fail_call(path, "write");
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (calls.close(file) != 0) fail_call(path, "close");
}

}  // namespace moonstain
