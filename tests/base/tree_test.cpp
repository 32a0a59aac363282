#include <fcntl.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr uid_t kNobody = 65534;

/// Runs `body` in a fork, as a plain user whom the folder belongs to.
/// @return its error, or "no error"
std::string as_plain_user(const fs::path& folder,
                          const std::function<void()>& body) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    std::string said = "cannot become a plain user";
    // Bazel's sandbox knows one user: it is a plain one without capabilities.
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2] = {};
    if (::geteuid() != 0 ||
        (::chown(folder.c_str(), kNobody, kNobody) == 0 &&
         ::setresgid(kNobody, kNobody, kNobody) == 0 &&
         ::setresuid(kNobody, kNobody, kNobody) == 0) ||
        ::syscall(SYS_capset, &header, none) == 0) {
      said = error_of(body);
    }
    const ssize_t written = ::write(ends[1], said.data(), said.size());
    ::_exit(written > 0 ? 0 : 1);
  }
  ::close(ends[1]);
  std::string said(4096, '\0');
  const ssize_t got = ::read(ends[0], said.data(), said.size());
  said.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return said;
}

/// Makes folders in each other, all of one name and mode, and a file in the
/// last.
void make_deep(const fs::path& top, const std::string& name, int levels,
               mode_t mode) {
  make_folders(top);
  int folder = ::open(top.c_str(), O_RDONLY | O_DIRECTORY);
  for (int level = 0; level < levels; ++level) {
    check(::mkdirat(folder, name.c_str(), 0700) == 0, "mkdirat");
    const int below = ::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY);
    ::close(folder);
    folder = below;
  }
  ::close(::openat(folder, "file", O_WRONLY | O_CREAT, 0600));
  // From below: from above nothing could be reached any more.
  for (int level = 0; level < levels; ++level) {
    const int above = ::openat(folder, "..", O_RDONLY | O_DIRECTORY);
    ::fchmod(folder, mode);
    ::close(folder);
    folder = above;
  }
  ::close(folder);
}

/// Cannot remove what has a name.
class Immutable : public FileCalls {
 public:
  explicit Immutable(std::string name) : name_(std::move(name)) {}
  int unlinkat(int folder, const char* name, int flags) override {
    if (name != name_) return FileCalls::unlinkat(folder, name, flags);
    errno = EPERM;
    return -1;
  }

 private:
  std::string name_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tree_test)

// 60 * 201 letters are three times what a path may have.
BOOST_AUTO_TEST_CASE(paths_longer_than_any_call_takes_are_removed) {
  const TempFolder folder;
  const fs::path tree = folder / "tree";
  make_deep(tree, std::string(200, 'x'), 60, 0700);
  BOOST_TEST(tree_size(tree, {~0ULL, ~0ULL}).entries == 61U);
  remove_tree(tree);
  BOOST_TEST(list_folder(folder.path).empty());
}

BOOST_AUTO_TEST_CASE(folders_without_permissions_are_removed_by_a_plain_user) {
  const TempFolder folder;
  const fs::path tree = folder / "tree";
  BOOST_TEST(as_plain_user(folder.path, [&] {
               make_deep(tree, std::string(200, 'x'), 60, 0);
               make_folders(tree / "a");
               write_file(tree / "a" / "x", "1");
               ::chmod((tree / "a").c_str(), 0444);
               ::chmod(tree.c_str(), 0);
               remove_tree(tree);
               check(!path_exists(tree), "it is still there");
             }) == "no error");
  BOOST_TEST(list_folder(folder.path).empty());
}

BOOST_AUTO_TEST_CASE(more_levels_than_files_may_be_open_are_removed) {
  const TempFolder folder;
  const fs::path tree = folder / "tree";
  make_deep(tree, "d", 3000, 0700);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{64, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  const std::string problem = try_remove_tree(tree);
  ::setrlimit(RLIMIT_NOFILE, &before);
  BOOST_TEST(problem == "");
  BOOST_TEST(list_folder(folder.path).empty());
}

BOOST_AUTO_TEST_CASE(links_are_removed_and_not_followed) {
  const TempFolder folder;
  make_folders(folder / "kept");
  write_file(folder / "kept" / "x", "1");
  ::chmod((folder / "kept").c_str(), 0755);
  make_folders(folder / "tree");
  replace_link(folder / "kept", folder / "tree" / "link");
  replace_link(folder / "kept", folder / "top");
  remove_tree(folder / "tree");
  remove_tree(folder / "top");
  BOOST_TEST(list_folder(folder.path).size() == 1);
  BOOST_TEST(read_file(folder / "kept" / "x") == "1");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_removed_stays_and_the_rest_goes) {
  const TempFolder folder;
  const fs::path tree = folder / "tree";
  make_folders(tree / "a" / "b");
  make_folders(tree / "c");
  write_file(tree / "a" / "b" / "fast", "1");
  write_file(tree / "a" / "x", "1");
  write_file(tree / "c" / "y", "1");
  write_file(tree / "z", "1");
  const std::string said =
      (tree / "a" / "b" / "fast").native() +
      ": cannot remove: Operation not permitted; check the permissions, or "
      "name another folder";
  {
    Immutable calls("fast");
    const ScopedFileCalls scope(calls);
    BOOST_TEST(try_remove_tree(tree) == said);
    BOOST_TEST(error_of([&] { remove_tree(tree); }) == said);
  }
  const std::vector<std::string> left = {"a/b/fast"};
  BOOST_TEST(list_files(tree) == left, boost::test_tools::per_element());
  BOOST_TEST(list_folder(tree).size() == 1);
  BOOST_TEST(try_remove_tree(tree) == "");
  BOOST_TEST(try_remove_tree(tree) == "");
}

// A hole has a length and no blocks; the limit is looked at folder by folder.
BOOST_AUTO_TEST_CASE(a_tree_is_measured_by_what_the_disk_has_for_it) {
  const TempFolder folder;
  make_folders(folder / "a" / "b");
  const std::string text(100'000, 'x');
  write_file(folder / "a" / "b" / "x", text);
  BOOST_REQUIRE(::link((folder / "a" / "b" / "x").c_str(),
                       (folder / "a" / "y").c_str()) == 0);
  write_file(folder / "hole", "");
  BOOST_REQUIRE(::truncate((folder / "hole").c_str(), off_t{1} << 40) == 0);
  replace_link("nowhere", folder / "link");
  const TreeSize all = tree_size(folder.path, {~0ULL, ~0ULL});
  BOOST_TEST(all.entries == 6U);
  BOOST_TEST(all.bytes >= text.size());
  BOOST_TEST(all.bytes < text.size() + 20'000);
  BOOST_TEST(tree_size(folder.path, {~0ULL, 2}).entries < 6U);
  BOOST_TEST(tree_size(folder / "none", {}).entries == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
