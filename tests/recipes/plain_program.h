#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A folder in which the program, with a worker of all steps but the networks,
/// runs the project's recipes as a person would.
class PlainProgram {
 public:
  PlainProgram() {
    ::setenv("MOONSTAIN_HOME", root_.c_str(), 1);
    ::setenv("MOONSTAIN_WORKER", (root_ / "tests/recipes/plain_worker").c_str(),
             1);
  }

  /// Runs a recipe; the test ends where that ends by another exit code.
  /// @param recipe  its folder, from the project's root: "recipes/first"
  /// @return what the program has said
  std::string run(const fs::path& recipe, int expected = 0) const {
    const std::string line =
        concat("cd '", folder_.path.native(), "' && '",
               (root_ / "tests/recipes/plain_moonstain").native(), "' run '",
               (root_ / recipe).native(), "' > said.txt 2>&1");
    const int code = WEXITSTATUS(std::system(line.c_str()));
    const std::string said = read_file(folder_ / "said.txt");
    BOOST_REQUIRE_MESSAGE(code == expected, said);
    return said;
  }

  /// @param name  the last part of its folder
  fs::path results(const std::string& name) const {
    return folder_.path / "results" / name / "default";
  }

 private:
  const TempFolder folder_;
  const fs::path root_ = fs::current_path();
};

}  // namespace moonstain
