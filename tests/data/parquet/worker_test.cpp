// What a worker needs of the reader: that it costs nothing until a file is
// read, and then works in the jail.
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <functional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/parquet/reader.h"
#include "core/engine/jail/jail.h"
#include "core/engine/jail/memory_limit.h"
#include "core/engine/process/usage.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const fs::path kFile = fs::absolute("tests/data/parquet/delta.parquet");

bool has_loaded(std::string_view library) {
  return read_file("/proc/self/maps").find(library) != std::string::npos;
}

// What a process of its own returns; a library cannot be unloaded again.
int in_child(const std::function<bool()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    bool good = false;
    try {
      good = body();
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
    }
    ::_exit(good ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

tt::assertion_result with_landlock(boost::unit_test::test_unit_id) {
  tt::assertion_result result(has_landlock() && has_call_filter());
  result.message() << "this kernel has no Landlock, or no seccomp";
  return result;
}

tt::assertion_result with_mounts(boost::unit_test::test_unit_id) {
  tt::assertion_result result(has_own_mounts() && has_call_filter());
  result.message() << "this system allows no mounts of one's own, or has no "
                      "seccomp";
  return result;
}

bool reads_in(WriteJail writes) {
  const TempFolder folder;
  return in_child([&] {
           enter_worker_jail({.folder = folder.path, .writes = writes});
           const MemoryLimit memory(std::uint64_t{1} << 30);
           const parquet::Reader in(kFile, "delta.parquet");
           return in.texts("name").size() == 100 &&
                  take_refused_calls().empty();
         }) == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(worker_test)

// The template of the workers must have one thread.
BOOST_AUTO_TEST_CASE(arrow_is_loaded_by_the_first_file) {
  BOOST_TEST(in_child([] {
               const bool before = has_loaded("libarrow");
               const int threads = own_thread_count();
               BOOST_CHECK_THROW(parquet::Reader("/proc/version", "v"), Error);
               const bool refused = has_loaded("libarrow");
               const parquet::Reader in(kFile, "delta.parquet");
               return !before && threads == 1 && !refused &&
                      has_loaded("libarrow");
             }) == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_under_landlock_reads,
                     *boost::unit_test::precondition(with_landlock)) {
  BOOST_TEST(reads_in(WriteJail::landlock));
}

BOOST_AUTO_TEST_CASE(a_worker_in_mounts_of_its_own_reads,
                     *boost::unit_test::precondition(with_mounts)) {
  BOOST_TEST(reads_in(WriteJail::mounts));
}

BOOST_AUTO_TEST_SUITE_END()
