#include "core/engine/program/left_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <exception>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/engine/program/sandbox.h"

namespace moonstain {

namespace {

constexpr int kMostLevels = 32;
constexpr std::uint64_t kMostNames = 10'000;
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;

class Copy {
 public:
  void folder(const fs::path& from, const fs::path& to, int level) {
    check(level < kMostLevels, "it has left folders in more than ", kMostLevels,
          " levels");
    for (const std::string& name : list_folder(from)) {
      check(printable(name) == name, "it has left '", printable(name),
            "', a name that is no plain text");
      check(++names_ <= kMostNames, "it has left more than ", kMostNames,
            " files and folders");
      one(from / name, to / name, level);
    }
  }

 private:
  void one(const fs::path& from, const fs::path& to, int level) {
    struct stat info {};
    check(::lstat(from.c_str(), &info) == 0,
          "it has left what cannot be looked at: ", std::strerror(errno));
    check(!S_ISLNK(info.st_mode),
          "it has left a link: ", from.filename().native());
    check(S_ISDIR(info.st_mode) || S_ISREG(info.st_mode),
          "it has left what is no file: ", from.filename().native());
    if (S_ISDIR(info.st_mode)) {
      make_folders(to);
      folder(from, to, level + 1);
    } else {
      bytes_ += static_cast<std::uint64_t>(info.st_size);
      check(bytes_ <= kMostBytes, "it has left more than ", kMostBytes >> 20,
            " MB");
      write_file(to, read_file(from, kMostBytes));
    }
    give(to, info.st_mode & 0777);
  }

  void give(const fs::path& path, mode_t mode) const {
    const bool given = ::chmod(path.c_str(), mode) == 0 &&
                       (!user_.instead_of_root ||
                        ::lchown(path.c_str(), user_.user, user_.group) == 0);
    check(given,
          "what it has left cannot be given to a task: ", std::strerror(errno));
  }

  const SandboxUser user_ = sandbox_user();
  std::uint64_t names_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::string copy_left_files(const fs::path& from, const fs::path& to) {
  try {
    Copy().folder(from, to, 0);
    return "";
  } catch (const std::exception& e) {
    return e.what();
  }
}

void remove_copies(const fs::path& folder) {
  for (const std::string& name : list_folder(folder)) {
    remove_tree(folder / name);
  }
}

}  // namespace moonstain
