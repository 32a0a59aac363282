#include "tools/cli/named_file.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

/// A folder with a workspace of one object, to which results lead.
class Place {
 public:
  Place() {
    make_folders(folder_ / "ws/store/9f/9f2c");
    make_folders(folder_ / "pages");
    fs::create_directory_symlink(folder_ / "ws/store/9f/9f2c",
                                 folder_ / "results");
  }

  fs::path at(const std::string& name) const {
    return fs::canonical(folder_ / ".") / name;
  }
  void write(const std::string& name, const std::string& bytes) const {
    write_named_file("report: --out", folder_ / name, folder_ / "ws", bytes);
  }

  /// Why nothing is written there, behind the option and the path.
  std::string refusal(const std::string& name) const {
    try {
      write(name, "page");
    } catch (const Error& e) {
      const std::string said = e.what();
      const std::string what =
          concat("report: --out ", (folder_ / name).string());
      return said.starts_with(what) ? said.substr(what.size()) : said;
    }
    return "";
  }
  std::string store() const { return (folder_ / "ws").string(); }

 private:
  TempFolder folder_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(named_file_test)

BOOST_AUTO_TEST_CASE(a_link_stays_one_and_its_target_is_written) {
  const Place place;
  rewrite(place.at("pages/a.html"), "old");
  fs::create_symlink("pages/a.html", place.at("a.html"));
  fs::create_symlink("a.html", place.at("again.html"));
  fs::create_symlink("pages/new.html", place.at("new.html"));
  place.write("again.html", "page");
  place.write("new.html", "page");
  for (const char* link : {"again.html", "a.html", "new.html"}) {
    BOOST_TEST(fs::is_symlink(place.at(link)), link);
    BOOST_TEST(read_file(place.at(link)) == "page");
  }
  BOOST_TEST(!fs::is_symlink(place.at("pages/a.html")));
  BOOST_TEST(named_file("x", place.at("again.html"), "no_workspace") ==
             place.at("pages/a.html"));
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused_and_left_as_it_is) {
  const Place place;
  BOOST_REQUIRE(::mkfifo(place.at("pipe").c_str(), 0600) == 0);
  fs::create_symlink("pipe", place.at("to_pipe"));
  const std::string no_file =
      " is a pipe, a socket or a device, expected a file's name";
  BOOST_TEST(place.refusal("pipe") == no_file);
  BOOST_TEST(place.refusal("to_pipe") == no_file);
  BOOST_TEST(fs::is_fifo(place.at("pipe")));
  BOOST_TEST(fs::is_symlink(place.at("to_pipe")));
  BOOST_TEST(place.refusal("pages") == " is a folder, expected a file's name");
  BOOST_TEST(place.refusal("pages/") == " is a folder, expected a file's name");
  fs::create_symlink("round", place.at("round"));
  BOOST_TEST(place.refusal("round") == ": its links lead in a circle");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_named) {
  const Place place;
  BOOST_TEST(place.refusal("no/a.html").starts_with(": there is no folder "));
  BOOST_TEST(place.refusal("no/a.html").ends_with("/no; make it first"));
  BOOST_CHECK_EXCEPTION(
      named_file("report: --out", "", "ws"), Error, [](const Error& e) {
        return std::string(e.what()) ==
               "report: --out is empty, expected a file's name";
      });
}

BOOST_AUTO_TEST_CASE(nothing_is_written_into_the_store) {
  const Place place;
  const std::string kept =
      concat(" lies in the store of ", place.store(),
             ", where results are kept as they were made; name a file "
             "elsewhere");
  BOOST_TEST(place.refusal("ws/store/9f/9f2c/a.html") == kept);
  BOOST_TEST(place.refusal("results/a.html") == kept);
  BOOST_TEST(fs::is_empty(place.at("ws/store/9f/9f2c")));
  BOOST_TEST(place.refusal("ws/a.html") == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
