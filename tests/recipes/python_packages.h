#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// Runs a line of a shell; the test ends where that fails.
inline void sh(const std::string& line) {
  BOOST_REQUIRE_MESSAGE(std::system(line.c_str()) == 0, line);
}

/// NumPy of the locked packages where steps in Python look for it: as `python3
/// -m moonstain install` would have it, from no network.
class PythonPackages {
 public:
  PythonPackages() { ::setenv("MOONSTAIN_PYTHON", folder_.path.c_str(), 1); }

  /// @param lock     from the project's root
  /// @param modules  of the test's own, by name: their text
  void add(const fs::path& lock,
           const std::map<std::string, std::string>& modules = {}) const {
    const fs::path mine = folder_ / "mine";
    remove_tree(mine);
    make_folders(mine);
    for (const auto& [name, text] : modules) {
      write_file(mine / concat(name, ".py"), text);
    }
    // Its files are large, and the same for each lock: links of one copy.
    const fs::path numpy = folder_ / "numpy";
    if (!path_exists(numpy)) {
      make_folders(numpy);
      sh(concat("cp -rL ../peers/site/numpy ../peers/site/numpy.libs '",
                numpy.native(), "' && chmod -R a+rX '", folder_.path.native(),
                "'"));
    }
    sh(
        concat("d=$(PYTHONPATH=recipes/lib/python /usr/bin/python3 -B -m "
               "moonstain folder '",
               lock.native(), "') && mkdir -p \"$d\" && cp -rl '",
               numpy.native(), "'/. \"$d\" && cp -r '", mine.native(),
               "'/. \"$d\" && chmod a+rx \"$d\""));
  }

 private:
  const TempFolder folder_;
};

}  // namespace moonstain
