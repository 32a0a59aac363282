#include "core/data/source/fetch.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "tests/support/reader.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

const std::string kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// One file of the bytes "abc" (its sha256: FIPS 180-4).
Manifest small() {
  Manifest manifest;
  manifest.name = "small";
  manifest.files = {{"data/B4.tsv", 3, Digest::from_hex(kAbc),
                     "https://example.org/B4.tsv", ""}};
  return manifest;
}

void put(const fs::path& path, std::string_view bytes) {
  make_folders(path.parent_path());
  write_file(path, bytes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fetch_test)

BOOST_AUTO_TEST_CASE(an_altered_file_is_named_with_both_digests) {
  const TempFolder folder;
  const Manifest m = small();
  write_file(folder / "f", "abd");
  BOOST_TEST(error_of([&] { verify_file(m, m.files[0], folder / "f"); }) ==
             concat("manifest small: data/B4.tsv has sha256 ",
                    sha256("abd").hex(), ", the manifest says ", kAbc,
                    "; the file is not the published one"));
  rewrite(folder / "f", "abcd");
  BOOST_TEST(
      error_of([&] { verify_file(m, m.files[0], folder / "f"); }) ==
      "manifest small: data/B4.tsv has 4 bytes, the manifest says 3; the "
      "file is not the published one");
  BOOST_TEST(error_of([&] { verify_file(m, m.files[0], folder / "g"); }) ==
             concat("manifest small: data/B4.tsv is missing: there is no ",
                    (folder / "g").string(),
                    "; it is published at https://example.org/B4.tsv"));
}

// Git changes line ends and leaves pointers; servers send pages.
BOOST_AUTO_TEST_CASE(how_a_file_was_altered_is_said_where_it_can_be_told) {
  const TempFolder folder;
  const auto told = [&](const std::string& bytes, const std::string& meant) {
    Manifest m = small();
    m.files[0].size_bytes = meant.size();
    m.files[0].sha256 = sha256(meant);
    rewrite(folder / "f", bytes);
    const std::string text =
        error_of([&] { verify_file(m, m.files[0], folder / "f"); });
    return text.substr(text.find("published one") + 13);
  };
  BOOST_TEST(told("a\r\nb\r\n", "a\nb\n") ==
             "; its lines end in \\r\\n, those of the file that is meant in "
             "\\n");
  BOOST_TEST(told("a\nb\n", "a\r\nb\r\n") ==
             "; its lines end in \\n, those of the file that is meant in "
             "\\r\\n");
  BOOST_TEST(told("a\nc\n", "a\nb\n") == "");
  BOOST_TEST(told("version https://git-lfs.github.com/spec/v1\noid "
                  "sha256:ab\nsize 4\n",
                  "abcd") ==
             "; it is a Git LFS pointer to a file of 4 bytes: `git lfs pull` "
             "in its repository fetches the file itself");
  BOOST_TEST(told("\x89PNG\r\n\x1a\n", "abcd") == "");
}

BOOST_AUTO_TEST_CASE(fetch_copies_once_and_keeps) {
  const TempFolder folder;
  put(folder / "from/data/B4.tsv", "abc");
  const Fetched first = fetch(small(), folder / "from", folder / "to");
  BOOST_TEST(first.copied == 1U);
  BOOST_TEST(first.copied_bytes == 3U);
  BOOST_TEST(read_file(folder / "to/data/B4.tsv") == "abc");
  const Fetched second = fetch(small(), folder / "from", folder / "to");
  BOOST_TEST(second.copied == 0U);
  BOOST_TEST(second.kept == 1U);
}

BOOST_AUTO_TEST_CASE(fetch_finds_a_file_by_its_content) {
  const TempFolder folder;
  put(folder / "from/elsewhere/other", "xyz");
  put(folder / "from/elsewhere/renamed", "abc");
  fetch(small(), folder / "from", folder / "to");
  BOOST_TEST(read_file(folder / "to/data/B4.tsv") == "abc");
}

// Its path has a file of its size, a letter of which somebody has changed.
BOOST_AUTO_TEST_CASE(fetch_finds_another_copy_of_an_altered_file) {
  const TempFolder folder;
  put(folder / "from" / "data" / "B4.tsv", "abd");
  const auto fetched = [&] {
    return fetch(small(), folder / "from", folder / "to").copied;
  };
  BOOST_TEST(error_of([&] {
               fetched();
             }).starts_with("manifest small: data/B4.tsv has sha256 "));
  put(folder / "from" / "kept" / "copy", "abc");
  BOOST_TEST(fetched() == 1U);
  BOOST_TEST(read_file(folder / "to" / "data" / "B4.tsv") == "abc");
}

// A pipe of that name would be waited for, a file of another size is another.
BOOST_AUTO_TEST_CASE(fetch_takes_regular_files_of_the_size) {
  for (const bool pipe : {true, false}) {
    const TempFolder folder;
    const fs::path named = folder / "from/data/B4.tsv";
    put(folder / "from/elsewhere/renamed", "abc");
    make_folders(named.parent_path());
    if (pipe) {
      BOOST_REQUIRE(::mkfifo(named.c_str(), 0644) == 0);
    } else {
      write_file(named, "abcd");
    }
    BOOST_TEST(fetch(small(), folder / "from", folder / "to").copied == 1U);
    BOOST_TEST(read_file(folder / "to/data/B4.tsv") == "abc");
    remove_tree(folder / "from/elsewhere");
    remove_tree(folder / "to");
    BOOST_TEST(
        error_of([&] { fetch(small(), folder / "from", folder / "to"); }) ==
        (pipe ? concat("manifest small: data/B4.tsv is missing: neither ",
                       named.string(),
                       " nor a file of its size and sha256 below that folder "
                       "is there; it is published at "
                       "https://example.org/B4.tsv")
              : std::string("manifest small: data/B4.tsv has 4 bytes, the "
                            "manifest says 3; the file is not the published "
                            "one")));
  }
}

BOOST_AUTO_TEST_CASE(a_pipe_in_place_of_a_fetched_file_is_named) {
  const TempFolder folder;
  const fs::path pipe = folder / "to/data/B4.tsv";
  put(folder / "from/data/B4.tsv", "abc");
  make_folders(pipe.parent_path());
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0644) == 0);
  BOOST_TEST(error_of([&] {
               fetch(small(), folder / "from", folder / "to");
             }) == concat("manifest small: data/B4.tsv: ", pipe.string(),
                          " is no regular file"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_looked_at_is_noted) {
  const TempFolder folder;
  const fs::path from = folder / "from";
  put(from / "elsewhere/renamed", "abc");
  make_folders(from / "closed");
  replace_link("nowhere", from / "stray");
  replace_link("elsewhere", from / "way");
  replace_link("elsewhere/renamed", from / "annexed");
  const auto noted = [&](const std::string& to) {
    return as_a_reader({}, [&] {
      ::chmod((from / "closed").c_str(), 0);
      return listed(fetch(small(), from, folder / to).notes);
    });
  };
  const std::string notes =
      (from / "closed").string() +
      ": cannot open the folder: Permission denied; check the permissions, or "
      "name another folder, " +
      (from / "stray").string() + ": is a link to no file, " +
      (from / "way").string() + ": is a link to a folder, not followed";
  BOOST_TEST(noted("to") == notes);
  BOOST_TEST(read_file(folder / "to/data/B4.tsv") == "abc");
  remove_tree(from / "elsewhere");
  BOOST_TEST(noted("again").starts_with(
      "manifest small: data/B4.tsv is missing: neither "));
  BOOST_TEST(
      noted("again").find("; not looked at: " + (from / "annexed").string() +
                          ": is a link to no file, ") != std::string::npos);
  ::chmod((from / "closed").c_str(), 0755);
}

// An altered file of the right size is found out while copying: nothing may
// be left under the name, nor beside it.
BOOST_AUTO_TEST_CASE(fetch_leaves_no_part_of_an_altered_file) {
  const TempFolder folder;
  put(folder / "from/data/B4.tsv", "abd");
  BOOST_TEST(error_of([&] {
               fetch(small(), folder / "from", folder / "to");
             }) == concat("manifest small: data/B4.tsv has sha256 ",
                          sha256("abd").hex(), ", the manifest says ", kAbc,
                          "; the file is not the published one"));
  BOOST_TEST(list_files(folder / "to").empty());
}

BOOST_AUTO_TEST_CASE(fetch_goes_on_after_a_kill) {
  const TempFolder folder;
  put(folder / "from/data/B4.tsv", "abc");
  put(folder / "to/data/B4.tsv.part", "a");
  fetch(small(), folder / "from", folder / "to");
  BOOST_TEST(list_files(folder / "to").size() == 1U);
}

BOOST_AUTO_TEST_CASE(fetch_names_what_is_missing) {
  const TempFolder folder;
  make_folders(folder / "from");
  BOOST_TEST(
      error_of([&] { fetch(small(), folder / "from", folder / "to"); }) ==
      concat(
          "manifest small: data/B4.tsv is missing: neither ",
          (folder / "from/data/B4.tsv").string(),
          " nor a file of its size and sha256 below that folder is there; it "
          "is published at https://example.org/B4.tsv"));
}

BOOST_AUTO_TEST_SUITE_END()
