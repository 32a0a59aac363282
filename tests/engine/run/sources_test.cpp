#include "core/engine/run/sources.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/reader.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

SourceFile source(const std::string& name, const std::string& content,
                  const std::string& manifest = "") {
  return {name, content.size(), sha256(content), manifest, {}};
}

// As if it had lain there for an hour.
void make_old(const fs::path& path) {
  timespec times[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
  ::utimensat(AT_FDCWD, path.c_str(), times, 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sources_test)

BOOST_AUTO_TEST_CASE(files_are_found_by_content_whatever_their_name) {
  TempFolder folder;
  make_folders(folder.path / "deep" / "down");
  write_file(folder.path / "deep" / "down" / "renamed", "abc");
  write_file(folder.path / "same_size", "xyz");
  SourceFinder finder({folder.path}, nullptr);
  const auto found = finder.find({source("genes.txt", "abc")});
  BOOST_TEST(found.at(sha256("abc")).path.native() ==
             (folder.path / "deep" / "down" / "renamed").native());
}

BOOST_AUTO_TEST_CASE(a_file_among_the_folders_is_looked_at_alone) {
  const TempFolder folder;
  write_file(folder / "one", "abc");
  write_file(folder / "other", "xyz");
  SourceFinder finder({folder / "one", folder / "none"}, nullptr);
  BOOST_TEST(finder.find({source("w.pth", "abc")}).size() == 1U);
  BOOST_TEST(
      error_of([&] { finder.find({source("w.pth", "xyz")}); }, folder.path) ==
      "w.pth is missing: 3 bytes, sha256 " + sha256("xyz").hex() +
          "; looked in one, none (does not exist); name the folder with --data "
          "DIR");
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named_with_what_to_do) {
  TempFolder folder;
  write_file(folder.path / "other.jpg", "abd");
  const fs::path none = folder.path / "none";
  SourceFinder finder({folder.path, none}, nullptr);
  BOOST_TEST(
      error_of([&] {
        finder.find({source("picture/B4.jpg", "abc", "her2st"),
                     source("expected.json", std::string(1234, '.'))});
      }) ==
      "picture/B4.jpg of manifest her2st is missing: 3 bytes, sha256 "
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
      "expected.json is missing: 1,234 bytes, sha256 " +
          sha256(std::string(1234, '.')).hex() + "\nlooked in " +
          folder.path.native() + ", " + none.native() +
          " (does not exist); name the folder with --data DIR, or copy them "
          "once: `moonstain fetch her2st --from DIR`");
  BOOST_TEST(error_of([&] {
               SourceFinder({}, nullptr).find({source("expected.json", "abc")});
             }) ==
             "expected.json is missing: 3 bytes, sha256 "
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad;"
             " looked in no folder; name the folder with --data DIR");
}

// By size alone "abd" may be "abc"; by content it is not.
BOOST_AUTO_TEST_CASE(what_is_at_hand_is_told_without_an_error) {
  const TempFolder folder;
  write_file(folder / "a", "abd");
  write_file(folder / "b", "four");
  SourceFinder finder({folder.path}, nullptr);
  const std::vector<SourceFile> sources = {
      source("x", "abc"), source("y", "four"), source("z", "seven 7")};
  const std::vector<SourceFile> gone = finder.surely_missing(sources);
  BOOST_REQUIRE(gone.size() == 1U);
  BOOST_TEST(gone[0].name == "z");
  const auto found = finder.locate(sources);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found.contains(sha256("four")));
}

// Case by case: other bytes of the same size, changed line ends, a pointer.
BOOST_AUTO_TEST_CASE(a_file_of_the_name_with_other_bytes_is_shown) {
  const TempFolder folder;
  make_folders(folder / "d/counts");
  make_folders(folder / "d/other");
  write_file(folder / "d/counts/B4.tsv", "x\r\ny\r\n");
  write_file(folder / "d/other/B4.tsv", "z");
  const auto message = [&](const SourceFile& wanted) {
    return error_of(
        [&] { SourceFinder({folder / "d"}, nullptr).find({wanted}); },
        folder.path);
  };
  const std::string found =
      "d/counts/B4.tsv has 6 bytes, sha256 " + sha256("x\r\ny\r\n").hex();
  const std::string end =
      "; looked in d; name the folder with --data DIR, or copy it once: "
      "`moonstain fetch her2st --from DIR`";
  BOOST_TEST(
      message(source("counts/B4.tsv", "x\ny\n", "her2st")) ==
      "counts/B4.tsv of manifest her2st has other bytes: " + found +
          ", expected 4 bytes, sha256 " + sha256("x\ny\n").hex() +
          "; its lines end in \\r\\n, those of the file that is meant in "
          "\\n" +
          end);
  BOOST_TEST(message(source("counts/B4.tsv", "abcdef", "her2st")) ==
             "counts/B4.tsv of manifest her2st has other bytes: " + found +
                 ", expected 6 bytes, sha256 " + sha256("abcdef").hex() + end);
  // Two of that name, none at that path.
  BOOST_TEST(message(source("B4/B4.tsv", "abc", "her2st")) ==
             "B4/B4.tsv of manifest her2st is missing: 3 bytes, sha256 " +
                 sha256("abc").hex() + end);
  remove_file(folder / "d/other/B4.tsv");
  BOOST_TEST(message(source("B4/B4.tsv", "abc", "her2st")) ==
             "B4/B4.tsv of manifest her2st has other bytes: " + found +
                 ", expected 3 bytes, sha256 " + sha256("abc").hex() + end);
}

// The remembered digest is believed only under the same size, times and inode.
BOOST_AUTO_TEST_CASE(a_file_is_hashed_again_only_when_it_has_changed) {
  TempFolder folder;
  const fs::path data = folder.path / "data";
  make_folders(data);
  write_file(data / "a", "abc");
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  // A lie under the file's own stamp shows whether the ledger was asked.
  ledger.record_sources({{data / "a", file_stamp(data / "a"), sha256("lie")}});
  BOOST_TEST(SourceFinder({data}, &ledger)
                 .find({{"x", 3, sha256("lie"), "", {}}})
                 .size() == 1U);
  make_old(data / "a");
  BOOST_TEST(SourceFinder({data}, &ledger).find({source("x", "abc")}).size() ==
             1U);
}

// Same size, same time of change: the time of the change of its entry, which
// nobody can set, betrays it. So does the inode of a file put in its place.
BOOST_AUTO_TEST_CASE(a_swapped_content_under_the_same_times_is_seen) {
  TempFolder folder;
  const fs::path data = folder.path / "data";
  make_folders(data);
  write_file(data / "a", "abc");
  make_old(data / "a");
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  ledger.record_sources({{data / "a", file_stamp(data / "a"), sha256("abc")}});
  const std::int64_t mtime_ns = file_stamp(data / "a").mtime_ns;
  ::usleep(20'000);  // more than the grain of the kernel's clock
  {
    const int file = ::open((data / "a").c_str(), O_WRONLY | O_CLOEXEC);
    BOOST_REQUIRE(::pwrite(file, "xyz", 3, 0) == 3);
    ::close(file);
  }
  make_old(data / "a");
  BOOST_REQUIRE(file_stamp(data / "a").mtime_ns == mtime_ns);
  BOOST_TEST(SourceFinder({data}, &ledger).find({source("x", "xyz")}).size() ==
             1U);
  write_file(data / "b", "uvw");
  make_old(data / "b");
  rename_path(data / "b", data / "a");
  BOOST_TEST(SourceFinder({data}, &ledger).find({source("x", "uvw")}).size() ==
             1U);
}

// What the ledger remembers wrongly is looked at before a file is missing.
BOOST_AUTO_TEST_CASE(a_wrong_memory_does_not_hide_a_file) {
  TempFolder folder;
  const fs::path data = folder.path / "data";
  make_folders(data);
  write_file(data / "a", "abc");
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  ledger.record_sources({{data / "a", file_stamp(data / "a"), sha256("lie")}});
  BOOST_TEST(SourceFinder({data}, &ledger).find({source("x", "abc")}).size() ==
             1U);
}

// Just written: its ctime is within the clock's grain, so it is not trusted.
BOOST_AUTO_TEST_CASE(what_was_changed_a_moment_ago_is_not_remembered) {
  TempFolder folder;
  const fs::path data = folder.path / "data";
  make_folders(data);
  write_file(data / "a", "abc");
  make_old(data / "a");  // its ctime is now
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  SourceFinder({data}, &ledger).find({source("x", "abc")});
  BOOST_TEST(
      !ledger.source_digest(data / "a", file_stamp(data / "a")).has_value());
}

// As a disk's lost+found: it is only in the way of a file that is missing.
BOOST_AUTO_TEST_CASE(what_cannot_be_read_beside_a_file_is_passed_over) {
  TempFolder folder;
  const fs::path data = folder.path / "data";
  make_folders(data / "lost+found");
  write_file(data / "a", "xyz");
  write_file(data / "b", "abc");
  const auto find = [&](const std::string& content) {
    return as_a_reader({}, [&] {
      ::chmod((data / "lost+found").c_str(), 0);
      ::chmod((data / "a").c_str(), 0);
      return concat(
          SourceFinder({data}, nullptr).find({source("x", content)}).size());
    });
  };
  BOOST_TEST(find("abc") == "1");
  BOOST_TEST(find("uvw") ==
             concat("x is missing: 3 bytes, sha256 ", sha256("uvw").hex(),
                    "; looked in ", data.native(),
                    "; not looked at: ", (data / "lost+found").native(),
                    ": cannot open the folder: Permission denied; check the "
                    "permissions, or name another folder, ",
                    (data / "a").native(),
                    ": cannot look at: Permission denied; check the "
                    "permissions, or name another folder; name the folder "
                    "with --data DIR"));
  ::chmod((data / "lost+found").c_str(), 0755);
}

BOOST_AUTO_TEST_CASE(data_folders_come_from_the_environment) {
  ::setenv("MOONSTAIN_DATA", "/a::/b/c:", 1);
  BOOST_TEST(
      (data_folders_of_environment() == std::vector<fs::path>{"/a", "/b/c"}));
  ::unsetenv("MOONSTAIN_DATA");
  BOOST_TEST(data_folders_of_environment().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
