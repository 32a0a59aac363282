#pragma once

#include <string>

#include "tests/recipes/started_program.h"

namespace moonstain {

/// A folder in which the program, with a worker of all steps but the networks,
/// runs the project's recipes as a person would.
class PlainProgram : public StartedProgram {
 public:
  PlainProgram()
      : StartedProgram("tests/recipes/plain_moonstain",
                       "tests/recipes/plain_worker") {}

  /// Runs a recipe; the test ends where that ends by another exit code.
  /// @param recipe  its folder, from the project's root: "recipes/first"
  /// @param more    of the command line
  /// @return what the program has said
  std::string run(const fs::path& recipe, int expected = 0,
                  const std::string& more = "") const {
    return say(concat("run ", quoted(recipe), " ", more), expected);
  }

  /// Those of a run without settings.
  /// @param name  the last part of its folder
  fs::path results(const std::string& name) const {
    return results_of(name) / "default";
  }
};

}  // namespace moonstain
