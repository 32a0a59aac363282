// Every kind of file that steps store: a bit turned in it is found, and a plain
// repeat makes the same bytes again.

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <string>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/engine/store/object_files.h"
#include "tests/recipes/whole_program.h"
#include "tests/support/damage.h"

using namespace moonstain;

namespace {

/// The planted leak's recipe, run as a user would, with the real worker.
class Program : public WholeProgram {
 public:
  int run() {
    return start_apart("run " + quoted("tests/recipes/planted_leak"));
  }

  /// Folders of all objects, by digest.
  std::map<std::string, fs::path> objects() const {
    std::map<std::string, fs::path> objects;
    const fs::path store = folder() / ".moonstain/store";
    for (const std::string& part : list_folder(store)) {
      for (const std::string& name : list_folder(store / part)) {
        objects[name] = store / part / name;
      }
    }
    return objects;
  }
};

// "zarr.json" of any array is one kind, "c/0" and "c/0/1" another.
std::string kind_of(const std::string& path) {
  const std::string name = fs::path(path).filename();
  return name.find_first_not_of("0123456789") == std::string::npos
             ? "piece of an array"
             : name;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(damaged_results_test)

BOOST_AUTO_TEST_CASE(a_bit_in_any_stored_file_is_found_and_made_good) {
  Program program;
  BOOST_REQUIRE(program.run() == 0);
  const auto objects = program.objects();
  std::set<std::string> kinds;
  std::size_t files = 0;
  for (const auto& [name, folder] : objects) {
    const Digest object = Digest::from_hex(name);
    std::map<std::string, FileEntry> entries;
    for (const std::string& file : list_files(folder)) {
      entries[file] = hash_file(folder / file);
    }
    const std::string listing = object_listing(entries);
    for (const auto& [file, entry] : entries) {
      if (entry.size_bytes == 0) continue;
      kinds.insert(kind_of(file));
      flip(folder / file, entry.size_bytes / 2);
      const std::string problem =
          object_problem(folder, object, listing, Look::content);
      BOOST_TEST(problem.starts_with(": file " + file + " has changed: "));
      BOOST_TEST(problem.find(", file ") == std::string::npos);
      flip(folder / file, entry.size_bytes / 2);
      ++files;
    }
    for (const auto& [file, entry] : entries) {
      if (entry.size_bytes > 0) flip(folder / file, entry.size_bytes - 1);
    }
  }
  BOOST_TEST(files > objects.size());
  BOOST_TEST(kinds.contains("zarr.json"));
  BOOST_TEST(kinds.contains("piece of an array"));
  BOOST_TEST(kinds.contains("findings.json"));

  // The report says nothing that the run has not found.
  BOOST_TEST(program.start_apart("report") == 2);
  BOOST_TEST(program.errors().starts_with("moonstain: object "));
  BOOST_TEST(program.errors().ends_with(
      "; `moonstain verify` sets it aside, then the run makes it again when it "
      "is repeated\n"));

  BOOST_TEST(program.start_apart("verify --json") == 1);
  const Json report = parse_json(program.said(), "verify");
  std::size_t named = 0;
  for (const Json& problem : report.at("problems")) {
    named += problem.get<std::string>().starts_with("object ") ? 1 : 0;
  }
  BOOST_TEST(named == objects.size());
  BOOST_TEST(program.objects().empty());

  BOOST_TEST(program.run() == 0);
  BOOST_TEST((program.objects() == objects));
  BOOST_TEST(program.start_apart("verify") == 0);
  BOOST_TEST(program.start_apart("report") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
