#include "bindings/bundle/bundle.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/zip.h"
#include "tests/bindings/bundle/sample_bundle.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using testing::sample_bundle;

namespace {

std::string refused(const std::string& bytes) {
  return error_of([&] { parse_bundle(bytes, "s.moon"); });
}

// The sample with one file more, packed as a bundle is.
std::string with_file(const std::string& path, const std::string& text) {
  Bundle bundle = sample_bundle();
  bundle.files[path] = text;
  return bundle_bytes(bundle);
}

// Replaces a text by one of the same length, wherever it stands.
std::string replaced(std::string bytes, const std::string& from,
                     const std::string& to) {
  for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string::npos;) {
    bytes.replace(at, from.size(), to);
  }
  return bytes;
}

// "unzip -p s.moon MOONSTAIN": the digest is that of what sha256sum and wc -c
// say of the other files, a line "SHA256 SIZE PATH" each.
std::string first_file(const std::map<std::string, std::string>& files) {
  std::string listing;
  for (const auto& [path, bytes] : files) {
    if (path == "MOONSTAIN") continue;
    listing += concat(sha256(bytes).hex(), " ", bytes.size(), " ", path, "\n");
  }
  return concat("moonstain bundle 1\nsha256 ", sha256(listing).hex(), "\n");
}

const std::string kChanged =
    "s.moon: holds bytes that are of none of its files; it was changed, or "
    "other hands have packed it";

}  // namespace

BOOST_AUTO_TEST_SUITE(bundle_test)

BOOST_AUTO_TEST_CASE(what_is_packed_comes_back) {
  const Bundle bundle = sample_bundle();
  const std::string bytes = bundle_bytes(bundle);
  BOOST_TEST((bytes == bundle_bytes(bundle)));
  const Bundle read = parse_bundle(bytes, "s.moon");
  BOOST_TEST((read.lock == bundle.lock));
  BOOST_TEST((read.files == bundle.files));
}

BOOST_AUTO_TEST_CASE(its_first_file_names_the_format_and_the_others) {
  const auto files = unzip_files(bundle_bytes(sample_bundle()), "s.moon");
  BOOST_TEST(files.begin()->first == "MOONSTAIN");
  BOOST_TEST(files.begin()->second == first_file(files));
}

BOOST_AUTO_TEST_CASE(no_changed_byte_and_no_cut_is_taken) {
  const std::string bytes = bundle_bytes(sample_bundle());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    if (refused(changed) == "no error") {
      BOOST_ERROR("byte " << at << " changed is taken");
    }
    if (refused(bytes.substr(0, at)) == "no error") {
      BOOST_ERROR("cut at " << at << " it is taken");
    }
  }
  BOOST_TEST(refused(replaced(bytes, "return 1", "return 2")) ==
             "s.moon: file 'recipes/lib/shared.lua' of its zip archive is "
             "damaged: its checksum or size is another");
  BOOST_TEST(refused(bytes.substr(0, bytes.size() / 2)) ==
             "s.moon: is a zip archive without its list of files; the file is "
             "damaged or cut off");
  BOOST_TEST(refused(bytes + "x") == kChanged);
}

// One who packs it again with the same tools does not know what it was.
BOOST_AUTO_TEST_CASE(a_file_that_was_exchanged_is_refused) {
  auto files = unzip_files(bundle_bytes(sample_bundle()), "s.moon");
  files["recipes/lib/shared.lua"] = "return 2\n";
  BOOST_TEST(refused(zip_files(files)) ==
             "s.moon: its files are not those that its first lines name; it "
             "was changed");
}

// Its first line is right, and a member of its lock is one more.
BOOST_AUTO_TEST_CASE(a_lock_with_more_than_a_lock_is_refused) {
  const Bundle bundle = sample_bundle();
  auto files = bundle.files;
  Json lock = lock_json(bundle.lock);
  lock["more"] = 1;
  files["lock.json"] = pretty_json(lock);
  files["MOONSTAIN"] = first_file(files);
  BOOST_TEST(refused(zip_files(files)) ==
             "s.moon: lock.json: is not as moonstain writes it");
}

BOOST_AUTO_TEST_CASE(what_is_no_bundle_or_a_newer_one_is_named) {
  BOOST_TEST(refused("local ms = require 'moonstain'") ==
             "s.moon: is no bundle; `moonstain bundle RECIPE` makes one");
  BOOST_TEST(refused("") ==
             "s.moon: is no bundle; `moonstain bundle RECIPE` makes one");
  BOOST_TEST(refused(zip_files({{"a", "x"}})) ==
             "s.moon: is no bundle; `moonstain bundle RECIPE` makes one");
  // Whatever else it is made of.
  BOOST_TEST(refused(replaced(bundle_bytes(sample_bundle()),
                              "moonstain bundle 1", "moonstain bundle 2")
                         .substr(0, 100)) ==
             "s.moon: is a bundle of format 2, this moonstain reads format 1; "
             "a later one reads it");
}

BOOST_AUTO_TEST_CASE(a_file_without_a_place_is_refused) {
  const auto has_none = [](const std::string& path) {
    return "s.moon: '" + path + "' has no place in a bundle of recipe sum";
  };
  for (const std::string path :
       {"README.md", "recipes/other/recipe.lua", "recipes/lib.lua",
        "data_manifests/two/other.json", "data_manifests/a/b/manifest.json",
        "expected/other.json", "expected/x/total.json"}) {
    BOOST_TEST(refused(with_file(path, "x")) == has_none(path));
  }
  BOOST_TEST(refused(with_file("recipes/sum/sub/more.lua", "x")) == "no error");
  BOOST_TEST(
      refused(with_file("recipes/sum/s.moon", bundle_bytes(sample_bundle()))) ==
      "s.moon: 'recipes/sum/s.moon' is a bundle itself; run that one");
}

BOOST_AUTO_TEST_CASE(a_bundle_without_what_its_lock_names_is_refused) {
  Bundle bundle = sample_bundle();
  bundle.files.erase("recipes/sum/recipe.lua");
  BOOST_TEST(refused(bundle_bytes(bundle)) ==
             "s.moon: has no recipes/sum/recipe.lua, the recipe that its lock "
             "names");
  bundle = sample_bundle();
  bundle.files["recipes/sum/genes.txt"] = "KRT9\n";
  BOOST_TEST(refused(bundle_bytes(bundle)) ==
             "s.moon: 'recipes/sum/genes.txt' is not there as its lock has it");
  bundle = sample_bundle();
  bundle.lock.recipe = "lib";
  BOOST_TEST(refused(bundle_bytes(bundle)) ==
             "s.moon: has no recipes/lib/recipe.lua, the recipe that its lock "
             "names");
}

BOOST_AUTO_TEST_CASE(a_bundle_is_unpacked_whole_and_mended) {
  const TempFolder folder;
  const Bundle bundle = sample_bundle();
  const Digest name = sha256(bundle_bytes(bundle));
  const fs::path place = unpack_bundle(bundle, name, folder.path);
  BOOST_TEST(place == folder / name.hex());
  BOOST_TEST(list_files(place).size() == 5U);
  BOOST_TEST(read_file(place / "recipes/sum/recipe.lua") == "return {}\n");
  // Whatever somebody has done there meanwhile.
  rewrite(place / "recipes/sum/recipe.lua", "return 0\n");
  write_file(place / "recipes/sum/more.lua", "x");
  BOOST_TEST(unpack_bundle(bundle, name, folder.path) == place);
  BOOST_TEST(read_file(place / "recipes/sum/recipe.lua") == "return {}\n");
  remove_file(place / "recipes/lib/shared.lua");
  fs::create_symlink("/etc/passwd", place / "recipes/lib/shared.lua");
  unpack_bundle(bundle, name, folder.path);
  BOOST_TEST(read_file(place / "recipes/lib/shared.lua") == "return 1\n");
  BOOST_TEST(list_files(place).size() == 5U);
  BOOST_TEST(list_folder(folder.path) == std::vector{name.hex()},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
