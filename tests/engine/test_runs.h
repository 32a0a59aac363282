#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/run.h"
#include "core/engine/store/store.h"
#include "core/engine/store/workspace.h"
#include "tests/engine/test_graph.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

inline fs::path test_worker() {
  const char* root = std::getenv("TEST_SRCDIR");
  check(root != nullptr, "the test is run by Bazel");
  return fs::path(root) / "moonstain/tests/engine/test_worker";
}

/// A workspace of its own, a graph, and what runs have said.
struct TestRuns {
  TempFolder folder;
  TestGraph test{test_catalog(test_worker().native())};
  RunSettings settings;
  std::vector<Event> events;

  TestRuns() {
    settings.workspace = folder.path / ".moonstain";
    settings.results = folder.path / "results";
    settings.worker = test_worker();
    settings.numbers = test.numbers;
    settings.cores = 2;
    settings.command = "moonstain run recipes/test";
    settings.sink = [this](const Event& event) { events.push_back(event); };
  }

  RunOutcome run() {
    events.clear();
    return moonstain::run(test.graph, test.catalog, settings);
  }

  /// In a process of its own. @return its number
  pid_t run_apart() {
    const pid_t child = ::fork();
    if (child != 0) return child;
    try {
      settings.sink = {};
      const RunOutcome outcome =
          moonstain::run(test.graph, test.catalog, settings);
      ::_exit(outcome.state == RunOutcome::State::done          ? 0
              : outcome.state == RunOutcome::State::interrupted ? 3
                                                                : 1);
    } catch (const std::exception&) {
      ::_exit(9);
    }
  }

  /// For a step's option "trace".
  fs::path trace() const { return "log"; }
  /// What steps with that option have said in all runs since `forget_traces`,
  /// in order of time, a line each.
  std::string traced() const {
    std::string text;
    for (const auto& [at, line] : traces()) {
      if (at > forgotten_ns) text += line + "\n";
    }
    return text;
  }
  void forget_traces() {
    const auto all = traces();
    if (!all.empty()) forgotten_ns = all.rbegin()->first;
  }
  std::uint64_t forgotten_ns = 0;

  std::map<std::uint64_t, std::string> traces() const {
    std::map<std::uint64_t, std::string> found;
    for (const std::string& run : run_names(settings.workspace)) {
      for (const auto& [node, log] : run_logs(settings.workspace, run)) {
        std::istringstream lines(read_file(log));
        for (std::string line; std::getline(lines, line);) {
          if (!line.starts_with("trace ")) continue;
          const std::size_t end = line.find(' ', 6);
          found[std::stoull(line.substr(6, end - 6))] = line.substr(end + 1);
        }
      }
    }
    return found;
  }
  std::string text(const RunOutcome& outcome, const std::string& output) {
    return read_file(outcome.outputs.at(output).front() / "text");
  }
  std::vector<Digest> objects() {
    return Store(Workspace{settings.workspace}).list();
  }
  std::size_t said(EventKind kind) const {
    std::size_t count = 0;
    for (const Event& event : events) count += event.kind == kind ? 1 : 0;
    return count;
  }
};

/// Waits until `done` holds, at most 20 s. @return whether it came to hold
inline bool wait_until(const std::function<bool()>& done) {
  for (int i = 0; i < 2000; ++i) {
    if (done()) return true;
    ::usleep(10'000);
  }
  return false;
}

/// @return the exit code, or 128 and the signal
inline int wait_for(pid_t process) {
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace moonstain
