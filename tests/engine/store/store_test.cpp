#include "core/engine/store/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_calls.h"
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

struct CountedFlushes : FileCalls {
  int files = 0;
  int file_systems = 0;
  int fsync(int file) override {
    ++files;
    return FileCalls::fsync(file);
  }
  int syncfs(int) override {
    ++file_systems;
    return 0;
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

BOOST_AUTO_TEST_CASE(a_file_with_a_second_name_is_not_published) {
  Place place;
  const fs::path stage = place.workspace.stage() / "1";
  const auto files = place.stage("1");
  const fs::path mine = place.folder.path / "mine";
  BOOST_REQUIRE(::link((stage / "text").c_str(), mine.c_str()) == 0);
  BOOST_TEST(error_of([&] { place.store.publish(stage, files, always); }) ==
             (stage / "text").native() +
                 ": has another name (a hard link); a result holds copies");
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

// In the place of an object, and of the folder that it lies in: what a link
// leads to is neither written nor removed, and is no object.
BOOST_AUTO_TEST_CASE(what_has_an_objects_place_is_put_aside) {
  for (const bool part : {false, true}) {
    Place place;
    const Digest object = Digest::from_hex(kTree);
    const fs::path elsewhere = place.folder.path / "mine";
    make_folders(elsewhere / kTree);
    write_file(elsewhere / kTree / "text", "mine");
    const fs::path at = place.store.path(object);
    if (part) {
      replace_link(elsewhere, at.parent_path());
    } else {
      make_folders(at.parent_path());
      replace_link(elsewhere / kTree, at);
    }
    BOOST_TEST(!place.store.has(object));
    BOOST_TEST(place.store.list().empty());
    BOOST_TEST(problem(place, object) == " is no folder of the store");
    BOOST_TEST((place.store.strays() ==
                std::vector<fs::path>{part ? at.parent_path() : at}));
    place.store.publish(place.workspace.stage() / "1", place.stage("1"),
                        always);
    BOOST_TEST(problem(place, object) == "");
    BOOST_TEST(place.store.strays().empty());
    BOOST_TEST(read_file(elsewhere / kTree / "text") == "mine");
    BOOST_TEST(list_folder(elsewhere).size() == 1U);
    BOOST_TEST(is_link(place.workspace.damaged() / (part ? "2b" : kTree)));
  }
}

BOOST_AUTO_TEST_CASE(a_link_in_an_objects_place_is_removed_itself) {
  Place place;
  const Digest object = Digest::from_hex(kTree);
  const fs::path mine = place.folder.path / "mine";
  make_folders(mine);
  ::chmod(mine.c_str(), 0555);
  const fs::path at = place.store.path(object);
  make_folders(at.parent_path());
  replace_link(mine, at);
  place.store.set_aside(object);
  BOOST_TEST(is_link(place.workspace.damaged() / kTree));
  struct stat info;
  BOOST_REQUIRE(::stat(mine.c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0555U);
  replace_link(mine, at);
  place.store.remove(object);
  BOOST_TEST(!entry_exists(at));
  BOOST_TEST(path_exists(mine));
}

BOOST_AUTO_TEST_CASE(stray_entries_are_no_objects) {
  Place place;
  place.store.publish(place.workspace.stage() / "1", place.stage("1"), always);
  const fs::path store = place.workspace.store();
  write_file(store / "README", "");
  make_folders(store / "notes");
  write_file(store / "2b" / std::string(64, 'b'), "");
  make_folders(store / "2b" / ("2b" + std::string(62, 'G')));
  BOOST_REQUIRE(::mkfifo((store / "pipe").c_str(), 0644) == 0);
  BOOST_TEST(place.store.list().size() == 1U);
  BOOST_TEST((place.store.strays() ==
              std::vector<fs::path>{
                  store / "2b" / ("2b" + std::string(62, 'G')),
                  store / "2b" / std::string(64, 'b'), store / "README",
                  store / "notes", store / "pipe"}));
}

// A file at a time 100,000 would take minutes on a disk, in which nothing else
// is heard.
BOOST_AUTO_TEST_CASE(an_object_of_many_files_is_flushed_in_one_call) {
  Place place;
  const auto flushes = [&](int count) {
    const fs::path stage = place.workspace.stage() / concat(count);
    make_folders(stage);
    std::map<std::string, FileEntry> files;
    for (int i = 0; i < count; ++i) {
      const std::string name = concat(i);
      files[name] = write_file(stage / name, concat(count, " ", i));
    }
    const Digest object = place.store.publish(stage, files, always).digest;
    CountedFlushes calls;
    const ScopedFileCalls scope(calls);
    place.store.flush({object});
    return std::pair(calls.files, calls.file_systems);
  };
  // Each file, its folder, the folder of that, and the store.
  BOOST_TEST((flushes(3) == std::pair(6, 0)));
  BOOST_TEST((flushes(500) == std::pair(0, 1)));
}

// From some files on one flush serves all.
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
