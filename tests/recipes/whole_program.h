#pragma once

#include <string>

#include "core/eval/findings/findings.h"
#include "tests/recipes/started_program.h"

namespace moonstain {

/// The program of the checkout in a folder of its own.
class WholeProgram : public StartedProgram {
 public:
  WholeProgram()
      : StartedProgram("tools/moonstain", "tools/moonstain-worker") {}

  /// The findings of a recipe, run with these options.
  Findings findings(const std::string& recipe,
                    const std::string& options) const {
    say(concat("run recipes/", recipe, " ", options));
    return Findings::read(latest(recipe) / "findings");
  }

  fs::path latest(const std::string& recipe) const {
    return fs::canonical(results_of(recipe) / "latest");
  }
};

}  // namespace moonstain
