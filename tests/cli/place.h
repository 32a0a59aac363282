#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

inline fs::path runfile(const std::string& name) {
  const char* root = std::getenv("TEST_SRCDIR");
  return fs::path(root != nullptr ? root : ".") / "moonstain/tests/cli" / name;
}

struct Said {
  int code = -1;
  std::string out;
  std::string err;
};

/// A folder with a recipe, in which the program is run as a person would.
class Place {
 public:
  explicit Place(const std::string& recipe) {
    make_folders(root_ / "home/recipes/sum");
    make_folders(root_ / "home/data_manifests");
    make_folders(root_ / "here");
    write("home/recipes/sum/recipe.lua", recipe);
  }

  void write(const std::string& path, const std::string& text) const {
    rewrite(root_ / path, text);
  }
  const fs::path& root() const { return root_.path; }
  fs::path here() const { return root_ / "here"; }

  /// @param under  what starts the program, with its own arguments
  pid_t start(const std::string& arguments,
              const std::string& under = "") const {
    const pid_t process = ::fork();
    if (process == 0) {
      ::setenv("MOONSTAIN_HOME", (root_ / "home").c_str(), 1);
      ::setenv("MOONSTAIN_WORKER", runfile("small_worker").c_str(), 1);
      ::unsetenv("MOONSTAIN_DATA");
      ::setpgid(0, 0);
      const std::string line = concat(
          "cd '", here().string(), "' && exec ", under, " '",
          runfile("small_moonstain").string(), "' ", arguments, " >'",
          (root_ / "out").string(), "' 2>'", (root_ / "err").string(), "'");
      ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
      ::_exit(127);
    }
    return process;
  }

  Said finish(pid_t process) const {
    int status = 0;
    ::waitpid(process, &status, 0);
    Said said;
    said.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    said.out = read_file(root_ / "out");
    said.err = read_file(root_ / "err");
    return said;
  }

  Said run(const std::string& arguments, const std::string& under = "") const {
    return finish(start(arguments, under));
  }

 private:
  TempFolder root_;
};

}  // namespace moonstain
