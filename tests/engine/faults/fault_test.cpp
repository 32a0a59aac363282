// Every file call of a small run is made to fail, one run for each: the
// engine's, SQLite's among them, and the worker's. The reasons take turns from
// call to call; with $MOONSTAIN_FAULTS=all each call fails for each of them.

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <cstring>
#include <set>
#include <sstream>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "tests/engine/faults/fault_runs.h"
#include "tests/support/faulty_calls.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

std::vector<int> reasons_of(const std::string& call) {
  const std::set<std::string> filling = {"open",   "write", "fsync",  "close",
                                         "rename", "mkdir", "symlink"};
  if (filling.contains(call)) return {EIO, ENOSPC, EDQUOT};
  return {EIO};
}

bool for_all_reasons() {
  const char* faults = std::getenv("MOONSTAIN_FAULTS");
  return faults != nullptr && std::string(faults) == "all";
}

/// What a run said when it did not end well, or "done".
std::string told_by(FaultRuns& runs) {
  try {
    const RunOutcome outcome = runs.run();
    if (outcome.state == State::done) return "done";
    return outcome.failures.empty() ? "no word"
                                    : outcome.failures.front().message;
  } catch (const Error& e) {
    return e.what();
  }
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// ".text.4711.new" is how "text" is called while it is made; either may be
// named.
std::string final_path(const fs::path& path) {
  std::string name = path.filename().native();
  if (!name.starts_with('.') || !name.ends_with(".new")) return path.native();
  name = name.substr(1, name.rfind('.') - 1);
  const std::size_t dot = name.rfind('.');
  if (dot != std::string::npos) name.resize(dot);
  return path.parent_path() / name;
}

// The reason, where, and how to go on.
std::string lacks(const std::string& told, const std::string& paths,
                  int reason) {
  std::string missing = concat("a path of ", paths, "; ");
  std::istringstream lines(paths);
  for (std::string path; std::getline(lines, path);) {
    if (contains(told, path + ": cannot ") ||
        contains(told, final_path(path) + ": cannot ")) {
      missing.clear();
    }
  }
  if (!contains(told, std::strerror(reason))) missing += "the reason; ";
  if ((reason == ENOSPC || reason == EDQUOT) &&
      !contains(told,
                "; free some space and repeat the command, it goes on from "
                "here")) {
    missing += "the advice; ";
  }
  return missing;
}

/// What the same graph gives when nothing fails.
const Holdings& undisturbed() {
  static const Holdings whole = [] {
    FaultRuns runs;
    BOOST_TEST((runs.run().state == State::done));
    return holdings(runs.settings);
  }();
  return whole;
}

struct Sweep {
  int calls = 0;
  int faults = 0;
  int absorbed = 0;  ///< the run ended well all the same

  /// @return whether there was an n-th call
  bool engine(const Fault& fault) {
    FaultRuns runs;
    FaultyCalls calls(fault);
    std::string told;
    {
      const ScopedFileCalls scope(calls);
      told = told_by(runs);
    }
    if (!calls.fired()) return false;
    judge(runs, fault, told, calls.paths());
    return true;
  }

  /// The same in each worker.
  bool worker(Fault fault) {
    FaultRuns runs;
    // The note about the fault lies outside of what a worker may write.
    runs.settings.jail.writes = WriteJail::none;
    const fs::path note = runs.folder.path / "fault";
    fault.note = note.native();
    ::setenv("MOONSTAIN_TEST_FAULT", fault.text().c_str(), 1);
    const std::string told = told_by(runs);
    ::unsetenv("MOONSTAIN_TEST_FAULT");
    if (!path_exists(note)) return false;
    judge(runs, fault, told, read_file(note));
    return true;
  }

  /// From the first to the last call of a kind.
  template <typename Run>
  void all(const std::string& call, const std::vector<int>& reasons,
           bool lasting, Run run) {
    const std::size_t turns = for_all_reasons() ? reasons.size() : 1;
    for (std::size_t turn = 0; turn < turns; ++turn) {
      int nth = 1;
      // A call of one byte cannot be short: some more may follow.
      const int most_missed = reasons.front() == 0 ? 3 : 1;
      for (int missed = 0; missed < most_missed; ++nth) {
        const std::size_t which =
            (static_cast<std::size_t>(nth) + turn) % reasons.size();
        const bool fired = run({call, nth, reasons[which], lasting, ""});
        missed = fired ? 0 : missed + 1;
        calls += fired ? 1 : 0;
      }
      BOOST_TEST(nth > 1 + most_missed, "no call of " << call << " was made");
    }
  }

  void say() const {
    BOOST_TEST_MESSAGE(calls << " calls made to fail, " << faults << " faults, "
                             << absorbed << " without effect");
  }

  void judge(FaultRuns& runs, const Fault& fault, const std::string& told,
             const std::string& paths) {
    ++faults;
    BOOST_TEST_CONTEXT("fault " << fault.text() << ", said: " << told) {
      BOOST_TEST(half_made(runs.settings) == "");
      if (told == "done") {
        ++absorbed;
        BOOST_TEST((holdings(runs.settings) == undisturbed()));
      } else {
        BOOST_TEST(lacks(told, paths, fault.reason) == "");
        BOOST_TEST(fault.reason != 0);
      }
      BOOST_TEST(told_by(runs) == "done");
      BOOST_TEST((holdings(runs.settings) == undisturbed()));
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fault_test)

BOOST_AUTO_TEST_CASE(every_call_of_the_engine_may_fail_once) {
  Sweep sweep;
  const auto engine = [&](const Fault& fault) { return sweep.engine(fault); };
  for (const std::string& call : faulty_kinds()) {
    sweep.all(call, reasons_of(call), false, engine);
  }
  sweep.say();
}

// A disk that stays full or broken: clean-up and last words fail as well.
BOOST_AUTO_TEST_CASE(every_call_of_the_engine_may_fail_from_then_on) {
  Sweep sweep;
  const auto engine = [&](const Fault& fault) { return sweep.engine(fault); };
  for (const std::string& call : faulty_kinds()) {
    const int reason = reasons_of(call).size() > 1 ? ENOSPC : EIO;
    sweep.all(call, {reason}, true, engine);
  }
  sweep.say();
}

BOOST_AUTO_TEST_CASE(every_call_of_a_worker_may_fail) {
  Sweep sweep;
  const auto worker = [&](const Fault& fault) { return sweep.worker(fault); };
  for (const bool lasting : {false, true}) {
    for (const std::string call : {"open", "read", "write", "close", "mkdir"}) {
      sweep.all(call, reasons_of(call), lasting, worker);
    }
  }
  sweep.say();
}

BOOST_AUTO_TEST_CASE(a_full_disk_under_the_ledger_is_told_whole) {
  const TempFolder folder;
  Ledger ledger(folder / "ledger.sqlite", Ledger::Mode::write);
  FaultyCalls calls({"write", 1, EDQUOT, true, ""});
  const ScopedFileCalls scope(calls);
  BOOST_TEST(error_of([&] { ledger.record({TaskRow()}); }, folder.path) ==
             "ledger ledger.sqlite: cannot be written: disk I/O error: "
             "ledger.sqlite-wal: cannot write: Disk quota exceeded; free some "
             "space and repeat the command, it goes on from here");
}

// Half of what was asked for is read or written, which is no error.
BOOST_AUTO_TEST_CASE(a_short_read_or_write_is_gone_on_with) {
  Sweep sweep;
  const auto engine = [&](const Fault& fault) { return sweep.engine(fault); };
  const auto worker = [&](const Fault& fault) { return sweep.worker(fault); };
  for (const std::string call : {"read", "write"}) {
    sweep.all(call, {0}, false, engine);
    sweep.all(call, {0}, false, worker);
  }
  BOOST_TEST(sweep.engine({"write", 1, 0, true, ""}));
  BOOST_TEST(sweep.engine({"read", 1, 0, true, ""}));
  BOOST_TEST(sweep.absorbed == sweep.faults);
  sweep.say();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
