#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A folder with a recipe "sum", in which the real program runs with the small
/// worker of tests/cli.
class ProgramPlace {
 public:
  explicit ProgramPlace(const std::string& recipe) {
    make_folders(root_ / "home/recipes/sum");
    make_folders(root_ / "home/data_manifests");
    make_folders(root_ / "here");
    write_file(root_ / "home/recipes/sum/recipe.lua", recipe);
  }

  fs::path here() const { return root_ / "here"; }
  /// What the program that was started as `name` has said.
  std::string said(const std::string& name) const {
    return path_exists(root_ / name) ? read_file(root_ / name) : "";
  }

  /// Starts the program; its output goes to `name`. @return its number
  pid_t start(const std::string& name,
              const std::vector<std::string>& arguments) const {
    const std::string out = (root_ / name).native();
    const std::string program = runfile("small_moonstain");
    const std::string worker = runfile("small_worker");
    const std::string home = (root_ / "home").native();
    std::fflush(nullptr);  // or the child prints it again
    const pid_t process = ::fork();
    if (process != 0) return process;
    ::setenv("MOONSTAIN_HOME", home.c_str(), 1);
    ::setenv("MOONSTAIN_WORKER", worker.c_str(), 1);
    ::unsetenv("MOONSTAIN_DATA");
    ::setpgid(0, 0);
    const bool ready = ::chdir(here().c_str()) == 0 &&
                       std::freopen(out.c_str(), "w", stdout) != nullptr &&
                       ::dup2(1, 2) == 2;
    std::vector<char*> words = {const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) {
      words.push_back(const_cast<char*>(argument.c_str()));
    }
    words.push_back(nullptr);
    if (ready) ::execv(program.c_str(), words.data());
    ::_exit(127);
  }

  /// @return the exit code, or 128 and the signal
  static int finish(pid_t process) {
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  static std::string runfile(const std::string& name) {
    const char* root = std::getenv("TEST_SRCDIR");
    check(root != nullptr, "the test is run by Bazel");
    return concat(root, "/moonstain/tests/cli/", name);
  }

  TempFolder root_;
};

/// The processes that `parent` has started and that still run.
inline std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  // The short way, where the kernel has it.
  if (path_exists(concat("/proc/self/task/", ::getpid(), "/children"))) {
    std::ifstream list(concat("/proc/", parent, "/task/", parent, "/children"));
    for (pid_t child = 0; list >> child;) children.push_back(child);
    return children;
  }
  for (const std::string& name : list_folder("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    try {
      // "4711 (name) S 4710 ...": the name may hold anything.
      const std::string stat = read_file("/proc/" + name + "/stat");
      const std::size_t end = stat.rfind(") ");
      if (end == std::string::npos) continue;
      if (std::atoi(stat.c_str() + end + 4) == parent && stat[end + 2] != 'Z') {
        children.push_back(std::atoi(name.c_str()));
      }
    } catch (const Error&) {
      // It has just ended.
    }
  }
  return children;
}

}  // namespace moonstain
