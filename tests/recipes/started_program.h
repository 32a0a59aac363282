#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A program of this project, started in a folder of its own as a user would.
class StartedProgram {
 public:
  /// @param program  from the project's root, as is its worker
  StartedProgram(const fs::path& program, const fs::path& worker)
      : program_(root_ / program) {
    ::setenv("MOONSTAIN_HOME", root_.c_str(), 1);
    ::setenv("MOONSTAIN_WORKER", (root_ / worker).c_str(), 1);
  }

  /// Runs lines of a shell in the folder, up to the first that fails.
  /// @return its exit code; what they print, errors too, is `said`
  int shell(const std::string& lines) const {
    const std::string all = concat("set -e\ncd '", folder_.path.native(),
                                   "'\nexec > said.txt 2>&1\n", lines, "\n");
    return WEXITSTATUS(std::system(all.c_str()));
  }

  /// The program with arguments, as a shell's line.
  std::string command(const std::string& arguments) const {
    return concat("'", program_.native(), "' ", arguments);
  }
  /// @return its exit code; what it prints, errors too, is `said`
  int start(const std::string& arguments) const {
    return shell(command(arguments));
  }
  /// The same with its errors apart from `said`: they are `errors`.
  int start_apart(const std::string& arguments) const {
    return start(arguments + " 2> errors.txt");
  }

  /// What it prints; the test ends where it ends by another code.
  std::string say(const std::string& arguments, int expected = 0) const {
    const int code = start(arguments);
    BOOST_REQUIRE_MESSAGE(code == expected, said());
    return said();
  }

  std::string said() const { return read_file(folder_ / "said.txt"); }
  std::string errors() const { return read_file(folder_ / "errors.txt"); }

  const fs::path& folder() const { return folder_.path; }

  /// A recipe's folder, quoted.
  /// @param recipe  from the project's root: "recipes/first"
  std::string quoted(const fs::path& recipe) const {
    return concat("'", (root_ / recipe).native(), "'");
  }

  /// The results of a recipe, by the last part of its folder.
  fs::path results_of(const std::string& name) const {
    return folder_ / "results" / name;
  }

 private:
  const TempFolder folder_;
  const fs::path root_ = fs::current_path();
  const fs::path program_;
};

}  // namespace moonstain
