#include "core/engine/store/store.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/store/object_files.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

// Of "SHA256 4 a/b/leaf\nSHA256 5 text\n", by sha256sum in a shell.
const char* const kTree =
    "2bd115f345fb06051d38cf295905c38a24053b5b890ff5bb72bc61286146ef2a";

bool always(const StoredObject&) { return true; }
bool never(const StoredObject&) { return false; }

struct Place {
  TempFolder folder;
  Workspace workspace{folder.path / ".moonstain"};
  Store store{workspace};
  Place() { make_workspace(workspace); }

  std::map<std::string, FileEntry> stage(const std::string& name) {
    const fs::path root = workspace.stage() / name;
    make_folders(root / "a" / "b");
    return {{"text", write_file(root / "text", "trunk")},
            {"a/b/leaf", write_file(root / "a" / "b" / "leaf", "leaf")}};
  }
};

std::string problem(const Place& place, const Digest& object) {
  return object_problem(place.store.path(object), object, "", Look::content);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_test)

BOOST_AUTO_TEST_CASE(an_object_is_named_by_its_files) {
  BOOST_TEST(object_digest({{"text", {5, sha256("trunk")}},
                            {"a/b/leaf", {4, sha256("leaf")}}})
                 .hex() == kTree);
}

BOOST_AUTO_TEST_CASE(publishing_moves_the_stage_and_takes_write_permission) {
  Place place;
  const auto files = place.stage("1");
  const auto [object, listing] =
      place.store.publish(place.workspace.stage() / "1", files, always);
  BOOST_TEST(object.hex() == kTree);
  BOOST_TEST(listing == object_listing(files));
  BOOST_TEST(place.store.path(object).native() ==
             (place.workspace.store() / "2b" / kTree).native());
  BOOST_TEST(!path_exists(place.workspace.stage() / "1"));
  struct stat info;
  BOOST_REQUIRE(
      ::stat((place.store.path(object) / "a/b/leaf").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0222) == 0U);
  place.store.flush({object});
  BOOST_TEST(problem(place, object) == "");
  BOOST_TEST((place.store.list() == std::vector<Digest>{object}));
}

BOOST_AUTO_TEST_CASE(a_stage_that_differs_from_the_report_stays_and_is_named) {
  Place place;
  const fs::path stage = place.workspace.stage() / "1";
  auto files = place.stage("1");
  files["text"].size_bytes = 6;
  BOOST_TEST(error_of([&] { place.store.publish(stage, files, always); }) ==
             "file text has 5 bytes, the step has written 6");
  files.erase("text");
  BOOST_TEST(error_of([&] { place.store.publish(stage, files, always); }) ==
             "the step left a file it did not report: text");
  files = place.stage("2");
  files["more"] = {};
  BOOST_TEST(error_of([&] {
               place.store.publish(place.workspace.stage() / "2", files,
                                   always);
             }) == "file more, which the step has written, is not there");
  BOOST_TEST(path_exists(stage / "text"));
}

// An engine was killed after the rename: what it left may be anything.
BOOST_AUTO_TEST_CASE(an_object_that_is_not_recorded_is_replaced) {
  Place place;
  const fs::path left = place.workspace.object(Digest::from_hex(kTree));
  make_folders(left);
  write_file(left / "text", "tr");
  place.store.publish(place.workspace.stage() / "1", place.stage("1"), never);
  BOOST_TEST(problem(place, Digest::from_hex(kTree)) == "");
}

BOOST_AUTO_TEST_CASE(an_object_that_is_recorded_is_not_written_again) {
  Place place;
  place.store.publish(place.workspace.stage() / "1", place.stage("1"), never);
  struct stat before, after;
  const fs::path object = place.workspace.object(Digest::from_hex(kTree));
  BOOST_REQUIRE(::stat(object.c_str(), &before) == 0);
  place.store.publish(place.workspace.stage() / "2", place.stage("2"), always);
  BOOST_REQUIRE(::stat(object.c_str(), &after) == 0);
  BOOST_TEST(before.st_ino == after.st_ino);
  BOOST_TEST(!path_exists(place.workspace.stage() / "2"));
}

BOOST_AUTO_TEST_CASE(a_changed_object_is_told_and_set_aside) {
  Place place;
  const Digest object =
      place.store
          .publish(place.workspace.stage() / "1", place.stage("1"), never)
          .digest;
  const fs::path file = place.store.path(object) / "text";
  ::chmod(place.store.path(object).c_str(), 0777);
  remove_file(file);
  write_file(file, "tronk");
  BOOST_TEST(problem(place, object) ==
             " has changed: its files give " +
                 object_digest({{"text", {5, sha256("tronk")}},
                                {"a/b/leaf", {4, sha256("leaf")}}})
                     .hex());
  place.store.set_aside(object);
  BOOST_TEST(!place.store.has(object));
  BOOST_TEST(path_exists(place.workspace.damaged() / kTree / "text"));
  BOOST_TEST(problem(place, object) == " is not in the store");
}

// From 17 objects on one flush serves all.
BOOST_AUTO_TEST_CASE(many_objects_are_flushed_as_well) {
  Place place;
  std::vector<Digest> objects;
  for (int i = 0; i < 20; ++i) {
    const fs::path stage = place.workspace.stage() / concat(i);
    make_folders(stage);
    const auto made = place.store.publish(
        stage, {{"text", write_file(stage / "text", concat(i))}}, never);
    objects.push_back(made.digest);
  }
  place.store.flush(objects);
  BOOST_TEST(place.store.list().size() == 20U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
