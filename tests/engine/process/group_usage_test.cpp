#include "core/engine/process/group_usage.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <functional>
#include <thread>

#include "core/base/error.h"
#include "core/engine/process/children.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

constexpr std::size_t kLarge = std::size_t{64} << 20;
constexpr std::uint64_t kAbout = std::uint64_t{8} << 20;

/// A process of this one, and those it forks, while the object lives. `body`
/// says that it is ready by the file it is given.
class Started {
 public:
  explicit Started(const std::function<void(int ready)>& body) {
    BOOST_REQUIRE(::pipe(ends_) == 0);
    child_ = ::fork();
    if (child_ == 0) {
      body(ends_[1]);
      ::pause();
      ::_exit(0);
    }
  }
  ~Started() {
    end_children({});
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  Started(const Started&) = delete;
  Started& operator=(const Started&) = delete;

  void wait(int times) const {
    char byte = 0;
    for (int i = 0; i < times; ++i)
      BOOST_REQUIRE(::read(ends_[0], &byte, 1) == 1);
  }

 private:
  int ends_[2];
  pid_t child_;
};

void say(int ready) {
  if (::write(ready, "x", 1) != 1) ::_exit(1);
}

void fork_and_pause(int ready, const std::function<void()>& body) {
  if (::fork() != 0) return;
  body();
  say(ready);
  ::pause();
  ::_exit(0);
}

void* shared_memory() {
  return ::mmap(nullptr, kLarge, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/// Forks of this program itself count from the third generation on: what is
/// measured lies there.
void deep(int ready, const std::function<void(int ready)>& body) {
  fork_and_pause(ready, [&] { fork_and_pause(ready, [&] { body(ready); }); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(group_usage_test)

// A child belongs to the thread that has forked it.
BOOST_AUTO_TEST_CASE(children_of_threads_are_found) {
  adopt_orphans();
  const Started started([](int ready) {
    std::thread([ready] {
      fork_and_pause(ready, [] {});
      ::pause();
    }).detach();
  });
  started.wait(1);
  const auto found = descendants();
  BOOST_REQUIRE(found.size() == 2);
  BOOST_TEST(found[0].depth == 1U);
  BOOST_TEST(found[1].depth == 2U);
}

// 64 MB that four processes share are 64 MB, written after a fork or not.
BOOST_AUTO_TEST_CASE(shared_pages_count_once) {
  adopt_orphans();
  const Started started([](int ready) {
    deep(ready, [](int below) {
      void* shared = shared_memory();
      void* copied = ::mmap(nullptr, kLarge, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      std::memset(shared, 1, kLarge);
      std::memset(copied, 1, kLarge);
      for (int i = 0; i < 3; ++i) {
        fork_and_pause(below, [&] {
          for (std::size_t at = 0; at < kLarge; at += 4096) {
            static_cast<volatile char*>(shared)[at] = 2;
          }
        });
      }
    });
  });
  started.wait(5);
  GroupUsage usage;
  const std::uint64_t bytes = usage.look(descendants()).memory_bytes;
  BOOST_TEST(bytes >= 2 * kLarge);
  BOOST_TEST(bytes < 2 * kLarge + kAbout);
  BOOST_TEST(usage.peak_bytes() == bytes);
}

// 64 MB in shared pages that no table points to: the one that wrote them has
// let go of them, and they stay.
BOOST_AUTO_TEST_CASE(shared_pages_that_nobody_looks_at_count) {
  adopt_orphans();
  const Started started([](int ready) {
    deep(ready, [](int below) {
      void* shared = shared_memory();
      std::memset(shared, 1, kLarge);
      if (::madvise(shared, kLarge, MADV_DONTNEED) != 0) ::_exit(1);
      say(below);
    });
  });
  started.wait(3);
  GroupUsage usage;
  const std::uint64_t bytes = usage.look(descendants()).memory_bytes;
  BOOST_TEST(bytes >= kLarge);
  BOOST_TEST(bytes < kLarge + kAbout);
}

// A page of zeros that is only read is nobody's, its table of 4096 bytes for
// each 2 MB is: 16 GB of them take 32 MB.
BOOST_AUTO_TEST_CASE(tables_of_pages_count) {
  adopt_orphans();
  const Started started([](int ready) {
    deep(ready, [](int below) {
      constexpr std::size_t apart = std::size_t{2} << 20;
      constexpr std::size_t length = std::size_t{16} << 30;
      void* zeros = ::mmap(nullptr, length, PROT_READ,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (zeros == MAP_FAILED ||
          ::madvise(zeros, length, MADV_NOHUGEPAGE) != 0) {
        ::_exit(1);
      }
      for (std::size_t at = 0; at < length; at += apart) {
        if (static_cast<volatile const char*>(zeros)[at] != 0) ::_exit(1);
      }
      say(below);
    });
  });
  started.wait(3);
  GroupUsage usage;
  const std::uint64_t bytes = usage.look(descendants()).memory_bytes;
  BOOST_TEST(bytes >= (std::uint64_t{32} << 20));
  BOOST_TEST(bytes < (std::uint64_t{32} << 20) + kAbout);
}

// Open nowhere, mapped from its second page on.
BOOST_AUTO_TEST_CASE(files_without_a_name_that_are_only_mapped_are_found) {
  adopt_orphans();
  const TempFolder folder;
  const std::string path = (folder / "x").native();
  const Started started([&](int ready) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
    if (::ftruncate(file, 1'024'000) != 0 ||
        ::mmap(nullptr, 1'019'904, PROT_READ, MAP_SHARED, file, 4096) ==
            MAP_FAILED) {
      ::_exit(1);
    }
    ::close(file);
    ::unlink(path.c_str());
    fork_and_pause(ready, [] {});  // has it mapped, too
    say(ready);
  });
  started.wait(2);
  struct stat info {};
  BOOST_REQUIRE(::stat(folder.path.c_str(), &info) == 0);
  const UnnamedFiles found = unnamed_files(descendants(), {info.st_dev}, {});
  BOOST_TEST(found.bytes == 1'024'000U);
  BOOST_TEST(found.may_be_more);
}

BOOST_AUTO_TEST_CASE(files_without_a_name_are_found) {
  adopt_orphans();
  const TempFolder folder;
  const std::string path = (folder / "x").native();
  const Started started([&](int ready) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
    const std::string text(1'000'000, 'x');
    if (::write(file, text.data(), text.size()) < 0) ::_exit(1);
    ::fsync(file);
    ::unlink(path.c_str());
    fork_and_pause(ready, [] {});  // has it open, too
    say(ready);
  });
  started.wait(2);
  struct stat info {};
  BOOST_REQUIRE(::stat(folder.path.c_str(), &info) == 0);
  const UnnamedFiles found = unnamed_files(descendants(), {info.st_dev}, {});
  BOOST_TEST(found.bytes >= 1'000'000U);
  BOOST_TEST(found.bytes < 1'100'000U);
  BOOST_TEST(!found.may_be_more);
  BOOST_TEST(unnamed_files(descendants(), {}, {}).bytes == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
