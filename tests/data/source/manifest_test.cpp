#include "core/data/source/manifest.h"

#include <boost/test/unit_test.hpp>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

const std::string kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// One section with one file of the bytes "abc" (its sha256: FIPS 180-4).
std::string text(const std::string& path = "data/B4.tsv") {
  return R"({"name": "small", "title": "t", "organism": "o", "licence": "l",
    "citation": "c", "source": "s", "layout": "legacy_st", "lattice": "square",
    "um_per_px": 0.5, "spot_pitch_um": 200, "spot_diameter_um": 100,
    "sections": [{"section": "B4", "patient": "B",
                  "files": {"counts": ")" +
         path + R"("}}],
    "files": [{"path": "data/B4.tsv", "size": 3, "sha256": ")" +
         kAbc + R"(", "url": "https://example.org/B4.tsv"}]})";
}

Manifest small() { return Manifest::parse(text(), "small"); }

void put(const fs::path& path, std::string_view bytes) {
  make_folders(path.parent_path());
  write_file(path, bytes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(manifest_test)

BOOST_AUTO_TEST_CASE(a_manifest_is_read) {
  const Manifest m = small();
  BOOST_TEST(m.section("B4").patient == "B");
  BOOST_TEST(m.section("B4").files.at("counts") == "data/B4.tsv");
  BOOST_TEST(m.file("data/B4.tsv").sha256.hex() == kAbc);
  BOOST_TEST(m.um_per_px == 0.5);
  BOOST_TEST(error_of([&] { m.section("B5"); }) ==
             "manifest small: no section 'B5'; did you mean 'B4'?");
}

BOOST_AUTO_TEST_CASE(a_role_without_a_file_is_named) {
  BOOST_TEST(error_of([] { Manifest::parse(text("x.tsv"), "m.json"); }) ==
             "m.json: section B4: its counts 'x.tsv' is not among the files");
}

BOOST_AUTO_TEST_CASE(a_path_cannot_leave_the_folder) {
  std::string bad = text();
  bad.replace(bad.find("\"data/B4.tsv\", \"size\""), 13, "\"../B4.tsv\"");
  BOOST_TEST(error_of([&] { Manifest::parse(bad, "m.json"); }) ==
             "m.json: path '../B4.tsv' leaves the folder of the data set");
}

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
