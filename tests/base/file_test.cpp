#include "core/base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/file_lock.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// Fails the n-th call of one kind.
class FailingCalls : public FileCalls {
 public:
  FailingCalls(std::string call, int reason) : call_(call), reason_(reason) {}
  ssize_t write(int file, const void* bytes, std::size_t count) override {
    return fails("write") ? -1 : FileCalls::write(file, bytes, count);
  }
  int fsync(int file) override {
    return fails("fsync") ? -1 : FileCalls::fsync(file);
  }
  int rename(const char* from, const char* to) override {
    return fails("rename") ? -1 : FileCalls::rename(from, to);
  }
  int close(int file) override {
    const int closed = FileCalls::close(file);
    return fails("close") ? -1 : closed;
  }

 private:
  bool fails(std::string_view call) {
    if (call != call_ || done_) return false;
    done_ = true;
    errno = reason_;
    return true;
  }
  std::string call_;
  int reason_;
  bool done_ = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(file_test)

BOOST_AUTO_TEST_CASE(a_written_file_has_the_digest_of_its_bytes) {
  const TempFolder folder;
  FileWriter writer(folder / "a");
  writer.write("ab");
  writer.write("c");
  const FileEntry entry = writer.finish();
  BOOST_TEST(entry.size_bytes == 3);
  BOOST_TEST((entry.sha256 == sha256("abc")));
  BOOST_TEST(read_file(folder / "a") == "abc");
  BOOST_TEST((hash_file(folder / "a") == entry));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_not_finished_is_gone) {
  const TempFolder folder;
  {
    FileWriter writer(folder / "a");
    writer.write("half");
  }
  BOOST_TEST(list_folder(folder.path).empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_never_written_over) {
  const TempFolder folder;
  const fs::path path = folder / "a";
  write_file(path, "first");
  BOOST_TEST(error_of([&] { write_file(path, "second"); }) ==
             path.native() + ": cannot make the file: File exists");
  BOOST_TEST(read_file(path) == "first");
}

BOOST_AUTO_TEST_CASE(a_missing_file_a_folder_and_a_long_file_are_named) {
  const TempFolder folder;
  const fs::path path = folder / "a";
  BOOST_TEST(error_of([&] { read_file(path); }) ==
             path.native() + ": cannot open: No such file or directory");
  BOOST_TEST(error_of([&] { read_file(folder.path); }) ==
             folder.path.native() + ": cannot read: Is a directory");
  write_file(path, "12345");
  BOOST_TEST(read_file(path, 5) == "12345");
  BOOST_TEST(error_of([&] { read_file(path, 4); }) ==
             path.native() + ": has 5 bytes, at most 4 are read");
}

BOOST_AUTO_TEST_CASE(a_recorder_holds_what_was_written_below_its_root) {
  const TempFolder folder;
  make_folders(folder / "stage" / "x");
  make_folders(folder / "stage-not");
  WriteRecorder recorder(folder / "stage");
  write_file(folder / "stage" / "x" / "a", "abc");
  write_file(folder / "stage-not" / "b", "abc");
  BOOST_TEST(recorder.entries().size() == 1);
  BOOST_TEST((recorder.entries().at("x/a") == FileEntry{3, sha256("abc")}));
  const auto writable = [&](const fs::path& file) {
    return (fs::status(folder / file).permissions() & fs::perms::owner_write) !=
           fs::perms::none;
  };
  BOOST_TEST(!writable("stage/x/a"));
  BOOST_TEST(writable("stage-not/b"));
}

// 3 + 5 bytes as they are, and what was said of the folder in between.
BOOST_AUTO_TEST_CASE(a_recorder_knows_what_packed_files_hold) {
  const TempFolder folder;
  make_folders(folder / "stage" / "x" / "c");
  make_folders(folder / "stage-not");
  WriteRecorder recorder(folder / "stage");
  WriteRecorder::unpacks_to(folder / "stage" / "x", 1000);
  WriteRecorder::unpacks_to(folder / "stage-not", 7);
  write_file(folder / "stage" / "a", "abc");
  write_file(folder / "stage" / "x" / "c" / "0", "packed");
  write_file(folder / "stage" / "x" / "zarr.json", "{}");
  write_file(folder / "stage" / "x.txt", "plain");
  BOOST_TEST(recorder.unpacked_bytes() == 1008U);
}

BOOST_AUTO_TEST_CASE(a_replaced_file_is_old_or_new_whatever_fails) {
  for (const std::string call : {"write", "fsync", "rename", "close"}) {
    const TempFolder folder;
    const fs::path path = folder / "a";
    write_file(path, "old");
    {
      FailingCalls calls(call, EIO);
      const ScopedFileCalls scope(calls);
      BOOST_TEST(error_of([&] { replace_file(path, "new"); }) != "no error");
    }
    BOOST_TEST(read_file(path) == "old");
    BOOST_TEST(list_folder(folder.path).size() == 1);
    replace_file(path, "new");
    BOOST_TEST(read_file(path) == "new");
  }
}

BOOST_AUTO_TEST_CASE(a_full_disk_says_how_to_go_on) {
  const TempFolder folder;
  FailingCalls calls("write", ENOSPC);
  const ScopedFileCalls scope(calls);
  const fs::path path = folder / "a";
  BOOST_TEST(error_of([&] { write_file(path, "x"); }) ==
             path.native() +
                 ": cannot write: No space left on device; free some space and "
                 "repeat the command, it goes on from here");
  BOOST_TEST(list_folder(folder.path).empty());
}

BOOST_AUTO_TEST_CASE(files_are_listed_sorted_and_strangers_refused) {
  const TempFolder folder;
  make_folders(folder / "b" / "c");
  write_file(folder / "b" / "c" / "x", "");
  write_file(folder / "b.y", "");
  write_file(folder / "a", "");
  const std::vector<std::string> expected = {"a", "b.y", "b/c/x"};
  BOOST_TEST(list_files(folder.path) == expected,
             boost::test_tools::per_element());
  replace_link("a", folder / "link");
  BOOST_TEST(error_of([&] { list_files(folder.path); }) ==
             (folder / "link").native() + ": is neither a file nor a folder");
}

BOOST_AUTO_TEST_CASE(a_read_only_tree_is_removed_when_asked) {
  const TempFolder folder;
  const fs::path tree = folder / "tree";
  make_folders(tree / "a");
  write_file(tree / "a" / "x", "1");
  make_read_only(tree);
  BOOST_TEST(((fs::status(tree / "a").permissions() & fs::perms::owner_write) ==
              fs::perms::none));
  remove_tree(tree);
  BOOST_TEST(!path_exists(tree));
  remove_tree(tree);
}

BOOST_AUTO_TEST_CASE(a_lock_is_held_by_one_and_freed_with_its_owner) {
  const TempFolder folder;
  const fs::path path = folder / "lock";
  {
    const auto first = FileLock::try_lock(path);
    BOOST_TEST(first.has_value());
    BOOST_TEST(!FileLock::try_lock(path).has_value());
  }
  BOOST_TEST(FileLock::try_lock(path).has_value());
}

// The second lock file is another one: who has the first still holds it, and
// what it guards is guarded by the folder's lock too.
BOOST_AUTO_TEST_CASE(a_lock_is_of_the_file_that_is_there) {
  const TempFolder folder;
  const fs::path path = folder / "lock";
  BOOST_TEST(!FileLock::is_held(path));
  const auto first = FileLock::try_lock(path);
  BOOST_TEST(FileLock::is_held(path));
  remove_file(path);
  BOOST_TEST(!FileLock::is_held(path));
  const auto whole = FileLock::try_lock_folder(folder.path);
  BOOST_TEST(whole.has_value());
  BOOST_TEST(!FileLock::try_lock_folder(folder.path).has_value());
}

/// Calls of which the first lock finds its file removed, as between the opening
/// of a file and its lock.
struct RemovesAtLock : FileCalls {
  explicit RemovesAtLock(fs::path at) : path(std::move(at)) {}
  int flock(int file, int operation) override {
    if (locks++ == 0) ::unlink(path.c_str());
    return FileCalls::flock(file, operation);
  }
  fs::path path;
  int locks = 0;
};

BOOST_AUTO_TEST_CASE(a_lock_on_a_file_just_removed_is_taken_again) {
  const TempFolder folder;
  const fs::path path = folder / "lock";
  RemovesAtLock calls(path);
  const ScopedFileCalls in_place(calls);
  const auto lock = FileLock::try_lock(path);
  BOOST_TEST(calls.locks == 2);
  BOOST_REQUIRE(path_exists(path));
  BOOST_TEST(!FileLock::try_lock(path).has_value());
}

BOOST_AUTO_TEST_CASE(a_lock_behind_a_link_is_refused) {
  const TempFolder folder;
  const fs::path path = folder / "lock";
  replace_link("elsewhere", path);
  const std::string refused =
      path.native() +
      ": is no regular file, as a lock must be; remove it and repeat the "
      "command";
  BOOST_TEST(error_of([&] { FileLock::try_lock(path); }) == refused);
  BOOST_TEST(!path_exists(folder / "elsewhere"));
  remove_file(path);
  make_folders(path);
  BOOST_TEST(error_of([&] { FileLock::try_lock(path); }) == refused);
}

BOOST_AUTO_TEST_CASE(making_read_only_leaves_what_a_link_leads_to) {
  const TempFolder folder;
  write_file(folder / "mine", "1");
  make_folders(folder / "tree");
  replace_link("../mine", folder / "tree/link");
  make_read_only(folder / "tree");
  BOOST_TEST(((fs::status(folder / "mine").permissions() &
               fs::perms::owner_write) != fs::perms::none));
}

BOOST_AUTO_TEST_CASE(a_pipe_in_place_of_a_file_is_not_waited_for) {
  const TempFolder folder;
  const fs::path pipe = folder / "pipe";
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0644) == 0);
  BOOST_TEST(error_of([&] { read_file(pipe); }) ==
             pipe.native() + ": is a pipe, expected a file");
}

BOOST_AUTO_TEST_CASE(a_link_is_replaced_at_once) {
  const TempFolder folder;
  write_file(folder / "a", "1");
  write_file(folder / "b", "2");
  replace_link("a", folder / "latest");
  replace_link("b", folder / "latest");
  BOOST_TEST(read_file(folder / "latest") == "2");
}

BOOST_AUTO_TEST_SUITE_END()
