#pragma once

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/file.h"
#include "tests/cli/place.h"
#include "tests/support/confined.h"

namespace moonstain {

/// Both programs are Debian's own; a machine without them cannot run these
/// cases and says so.
inline void need_programs() {
  for (const char* program : {"/usr/bin/python3", "/bin/sh"}) {
    BOOST_REQUIRE_MESSAGE(::access(program, X_OK) == 0,
                          program << " is not there; these tests need it");
  }
}

/// A recipe around one program, `made` being what it gives.
inline std::string program_recipe(const std::string& declared,
                                  const std::string& call,
                                  const std::string& outputs = "made = made") {
  return concat("local ms = require 'moonstain'\n",
                "local theirs = ms.program {", declared, "}\n",
                "local made = theirs {", call, "}\n", "return { ", outputs,
                " }\n");
}

inline const std::string kShell =
    "name = 'theirs', version = 1, sentence = 'somebody else\\'s', "
    "program = ms.source { 'run.sh', learned_from = 'nothing' }, "
    "interpreter = { name = 'sh' }, arguments = { '{program}', '{output}' }, "
    "makes = 'Files', ";

inline const std::string kPython =
    "name = 'theirs', version = 1, sentence = 'somebody else\\'s', "
    "program = ms.source { 'run.py', learned_from = 'nothing' }, "
    "interpreter = { name = 'python3' }, "
    "arguments = { '{program}', '{output}' }, makes = 'Files', ";

/// A place whose recipe is made of one program.
class RecipeProgramPlace : public Place {
 public:
  explicit RecipeProgramPlace(const std::string& recipe) : Place(recipe) {
    need_programs();
  }
  std::string made(const std::string& file) const {
    return read_file(here() / "results/sum/default/made" / file);
  }
};

/// With a shell script as the program.
class ShellPlace : public RecipeProgramPlace {
 public:
  explicit ShellPlace(const std::string& script,
                      const std::string& declared = "",
                      const std::string& call = "",
                      const std::string& outputs = "made = made")
      : RecipeProgramPlace(program_recipe(kShell + declared, call, outputs)) {
    this->script(script);
  }
  void script(const std::string& text) const {
    write("home/recipes/sum/run.sh", text);
  }
};

/// With a Python script.
class PythonPlace : public RecipeProgramPlace {
 public:
  explicit PythonPlace(const std::string& script,
                       const std::string& declared = "",
                       const std::string& call = "",
                       const std::string& outputs = "made = made")
      : RecipeProgramPlace(program_recipe(kPython + declared, call, outputs)) {
    write("home/recipes/sum/run.py", script);
  }
};

/// The failure as it is said, from the recipe's line on; up to where its
/// files are.
inline std::string failure(const Said& said) {
  const std::size_t begin = said.err.find("recipe.lua:");
  if (begin == std::string::npos) return said.err;
  const std::size_t end = said.err.find("\n  what it had written: ", begin);
  return said.err.substr(begin, end - begin);
}

}  // namespace moonstain
