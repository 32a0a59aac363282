#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A folder like a checkout: `moonstain`, with a worker of all steps but the
/// networks, data sets, and copies of recipes that may be changed.
class GatePlace {
 public:
  GatePlace() {
    for (const std::string recipe : {"first", "other_program", "own_method"}) {
      const fs::path to = folder_.path / "recipes" / recipe;
      make_folders(to);
      for (const std::string& file : list_folder(root_ / "recipes" / recipe)) {
        write_file(to / file, read_file(root_ / "recipes" / recipe / file));
      }
    }
    fs::create_symlink(root_ / "recipes/lib", folder_ / "recipes/lib");
    fs::create_symlink(root_ / "data_manifests", folder_ / "data_manifests");
    fs::create_symlink(root_ / "tests/recipes/plain_moonstain",
                       folder_ / "moonstain");
    ::setenv("MOONSTAIN_HOME", folder_.path.c_str(), 1);
    ::setenv("MOONSTAIN_WORKER", (root_ / "tests/recipes/plain_worker").c_str(),
             1);
  }

  /// Runs a line of a shell here. @return its exit code
  int shell(const std::string& line) const {
    write_or_replace("line.sh", line + "\n");
    const std::string command = concat("cd '", folder_.path.native(),
                                       "' && sh -e line.sh > said.txt 2>&1");
    return WEXITSTATUS(std::system(command.c_str()));
  }

  /// What the program says; the test ends where it ends by another exit code.
  std::string say(const std::string& arguments, int expected) const {
    const int code = shell("./moonstain " + arguments);
    const std::string said = read("said.txt");
    BOOST_REQUIRE_MESSAGE(code == expected, concat(code, ": ", said));
    return said;
  }

  /// g.json of recipes/first.
  void make_baseline(const std::string& options = "") const {
    say(concat("gate recipes/first --baseline g.json --update --why 'the "
               "first' ",
               options),
        0);
  }

  std::string read(const std::string& file) const {
    return read_file(folder_ / file);
  }
  void write_or_replace(const std::string& file,
                        const std::string& text) const {
    replace_file(folder_ / file, text);
  }

  /// Replaces a part of a file, which must be there.
  void edit(const std::string& file, const std::string& from,
            const std::string& to) const {
    edit_line(file, "", from, to);
  }
  /// The same behind the first place of `after`.
  void edit_line(const std::string& file, const std::string& after,
                 const std::string& from, const std::string& to) const {
    std::string text = read(file);
    const std::size_t start = text.find(after);
    BOOST_REQUIRE_MESSAGE(start != std::string::npos, after);
    const std::size_t at = text.find(from, start);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
    write_or_replace(file, text.replace(at, from.size(), to));
  }

  const fs::path& root() const { return root_; }

 private:
  const TempFolder folder_;
  const fs::path root_ = fs::current_path();
};

}  // namespace moonstain
