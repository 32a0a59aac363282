#pragma once

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

inline fs::path runfile(const std::string& name) {
  const char* root = std::getenv("TEST_SRCDIR");
  return fs::path(root != nullptr ? root : ".") / "moonstain/tests/cli" / name;
}

/// Numbers from 1 to a param, and their sum.
inline const std::string kSum = R"(local ms = require 'moonstain'
local top = ms.param { name = 'top', default = 3, 'the largest number' }
local numbers = {}
for i = 1, top do numbers[i] = ms.number { value = i } end
return { total = ms.sum { numbers = numbers } }
)";

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Said {
  int code = -1;
  std::string out;
  std::string err;
  std::uint64_t peak_bytes = 0;  ///< of the program or of the jail below it
};

/// Recipes' texts by name.
using Recipes = std::map<std::string, std::string>;

/// A folder with recipes, in which the program is run as a person would.
class Place {
 public:
  /// @param program  a target of this package
  explicit Place(const Recipes& recipes,
                 std::string program = "small_moonstain")
      : program_(std::move(program)) {
    for (const auto& [name, text] : recipes) {
      make_folders(root_ / concat("home/recipes/", name));
      write(concat("home/recipes/", name, "/recipe.lua"), text);
    }
    make_folders(root_ / "home/data_manifests");
    make_folders(root_ / "here");
  }
  /// One recipe, called "sum".
  explicit Place(const std::string& recipe) : Place(Recipes{{"sum", recipe}}) {}

  void write(const std::string& path, const std::string& text) const {
    rewrite(root_ / path, text);
  }
  const fs::path& root() const { return root_.path; }
  fs::path here() const { return root_ / "here"; }

  /// @param under   what starts the program, with its own arguments
  /// @param worker  a target of this package
  pid_t start(const std::string& arguments, const std::string& under = "",
              const std::string& worker = "small_worker") const {
    const pid_t process = ::fork();
    if (process == 0) {
      ::setenv("MOONSTAIN_HOME", (root_ / "home").c_str(), 1);
      ::setenv("MOONSTAIN_WORKER", runfile(worker).c_str(), 1);
      ::unsetenv("MOONSTAIN_DATA");
      ::setpgid(0, 0);
      const std::string line = concat(
          "cd '", here().string(), "' && exec ", under, " '",
          runfile(program_).string(), "' ", arguments, " >'",
          (root_ / "out").string(), "' 2>'", (root_ / "err").string(), "'");
      ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
      ::_exit(127);
    }
    return process;
  }

  Said finish(pid_t process) const {
    int status = 0;
    rusage usage{};
    ::wait4(process, &status, 0, &usage);
    Said said;
    said.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    said.out = read_file(root_ / "out");
    said.err = read_file(root_ / "err");
    said.peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) << 10;
    return said;
  }

  Said run(const std::string& arguments, const std::string& under = "") const {
    return finish(start(arguments, under));
  }

 private:
  TempFolder root_;
  std::string program_;
};

}  // namespace moonstain
