#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/recipes/plain_program.h"

namespace moonstain {

/// A folder like a checkout: `moonstain`, with a worker of all steps but the
/// networks, data sets, and copies of recipes that may be changed.
class GatePlace : public PlainProgram {
 public:
  GatePlace() {
    const fs::path root = fs::current_path();
    for (const std::string recipe : {"first", "other_program", "own_method"}) {
      const fs::path from = root / "recipes" / recipe;
      const fs::path to = folder() / "recipes" / recipe;
      make_folders(to);
      for (const std::string& file : list_folder(from)) {
        write_file(to / file, read_file(from / file));
      }
    }
    for (const std::string shared : {"recipes/lib", "data_manifests"}) {
      fs::create_symlink(root / shared, folder() / shared);
    }
    fs::create_symlink(root / "tests/recipes/plain_moonstain",
                       folder() / "moonstain");
    ::setenv("MOONSTAIN_HOME", folder().c_str(), 1);
  }

  /// g.json of recipes/first.
  void make_baseline(const std::string& options = "") const {
    say("gate recipes/first --baseline g.json --update --why 'the first' " +
        options);
  }

  std::string read(const std::string& file) const {
    return read_file(folder() / file);
  }
  void write_or_replace(const std::string& file,
                        const std::string& text) const {
    replace_file(folder() / file, text);
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
};

}  // namespace moonstain
