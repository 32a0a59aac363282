// Every folder of tests/bindings/hostile is a recipe written to do harm, with
// the message it must end with. It is planned as a stranger's recipe is, with
// the limits a user has, by a process of its own, whose time and memory the
// kernel counts.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::catalog;

namespace {

const fs::path kFolder = "tests/bindings/hostile";
constexpr double kMostSeconds = 2;
constexpr long kMostKilobytes = 512L << 10;

struct Outcome {
  std::string message;
  double cpu_s = 0;
  long peak_kb = 0;
};

/// Planned in a child, so that the figures of wait4 are of this recipe alone.
/// CPU time is measured, of parent and jail together, and not wall time: a
/// recipe can call nothing that waits, so that on a machine of its own the two
/// are one, and on a busy one only the first says something of the recipe.
Outcome planned(const PlanRequest& request) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t process = ::fork();
  BOOST_REQUIRE(process >= 0);
  if (process == 0) {
    ::close(ends[0]);
    std::string message;
    try {
      const Plan plan = plan_recipe(request, catalog());
      message = concat("plans ", plan.graph.nodes.size(), " nodes");
      for (const std::string& line : plan.printed) message += "\n" + line;
    } catch (const std::exception& e) {
      message = e.what();
    }
    std::string_view left = message;
    while (!left.empty()) {
      const auto count = ::write(ends[1], left.data(), left.size());
      if (count <= 0) break;
      left.remove_prefix(static_cast<std::size_t>(count));
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  Outcome outcome;
  char buffer[4096];
  for (ssize_t count; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    outcome.message.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  rusage used{};
  BOOST_REQUIRE(::wait4(process, &status, 0, &used) == process);
  BOOST_TEST(status == 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_usec) / 1e6;
  };
  outcome.cpu_s = seconds(used.ru_utime) + seconds(used.ru_stime);
  outcome.peak_kb = used.ru_maxrss;
  return outcome;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// From expected.txt, else from the first line of the recipe, behind "-- ".
std::string expected_of(const fs::path& folder) {
  std::string text = text_of(folder / "expected.txt");
  if (text.empty()) {
    text = text_of(folder / "recipe.lua");
    text = text.substr(0, text.find('\n'));
    BOOST_TEST(text.starts_with("-- "));
    return text.substr(3);
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// A recipe that uses up its instructions or its memory may meet the timer
/// before, where the machine is slow. Which of them comes first is the only
/// thing that a message leaves to the machine.
const std::string kTimer = "planning took more than 1.5 s of CPU time";
bool may_end_by_timer(const std::string& expected) {
  return expected.find("million instructions") != std::string::npos ||
         expected.ends_with("MB of memory");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_test)

BOOST_AUTO_TEST_CASE(each_ends_soon_and_small_with_a_plain_message) {
  TempFolder root;
  make_folders(root / "manifests/two");
  write_file(root / "manifests/two/manifest.json",
             testing::manifest_text("two"));
  // For work on one of them, and to see what the other limits say.
  const char* only = std::getenv("HOSTILE_ONLY");
  const char* seconds = std::getenv("HOSTILE_SECONDS");
  for (const std::string& name : list_folder(kFolder)) {
    if (only != nullptr && name != only) continue;
    BOOST_TEST_CONTEXT(name) {
      // Copied: in the tree of a test every file is a link.
      fs::copy(kFolder / name, root / name, fs::copy_options::recursive);
      PlanRequest request;
      request.recipe = root / name;
      request.manifests = root / "manifests";
      request.numbers = {"native", "libm: test", "torch: test"};
      if (seconds != nullptr) {
        request.limits.cpu = std::chrono::seconds(std::atoi(seconds));
        request.limits.wall = 10 * request.limits.cpu;
      }
      const Outcome outcome = planned(request);
      const std::string expected = expected_of(kFolder / name);
      if (!may_end_by_timer(expected) || outcome.message != kTimer) {
        BOOST_TEST(outcome.message == expected);
      }
      BOOST_TEST(outcome.cpu_s < kMostSeconds);
      BOOST_TEST(outcome.peak_kb < kMostKilobytes);
      std::printf("%-32s %5.2f s %4ld MB  %s\n", name.c_str(), outcome.cpu_s,
                  outcome.peak_kb >> 10, outcome.message.c_str());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
