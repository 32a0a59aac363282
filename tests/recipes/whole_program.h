#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// The program of the checkout in a folder of its own.
class WholeProgram {
 public:
  WholeProgram() {
    ::setenv("MOONSTAIN_HOME", root_.c_str(), 1);
    ::setenv("MOONSTAIN_WORKER", (root_ / "tools/moonstain-worker").c_str(), 1);
  }

  /// What it prints; the test ends where it ends by another code than 0.
  std::string say(const std::string& arguments) const {
    const std::string line =
        concat("cd '", folder_.path.native(), "' && '", root_.native(),
               "/tools/moonstain' ", arguments, " > said 2>&1");
    const int code = WEXITSTATUS(std::system(line.c_str()));
    const std::string said = read_file(folder_ / "said");
    BOOST_REQUIRE_MESSAGE(code == 0, said);
    return said;
  }

  /// The findings of a recipe, run with these options.
  Findings findings(const std::string& recipe,
                    const std::string& options) const {
    said_ = say(concat("run recipes/", recipe, " ", options));
    return Findings::read(latest(recipe) / "findings");
  }

  fs::path latest(const std::string& recipe) const {
    return fs::canonical(folder_ / "results" / recipe / "latest");
  }

  const std::string& said() const { return said_; }

 private:
  const TempFolder folder_;
  const fs::path root_ = fs::current_path();
  mutable std::string said_;
};

}  // namespace moonstain
