// The power goes after each file call of a run, with nothing but what was
// flushed on the disk, or with any mixture: a plain repeat ends in the bytes of
// an undisturbed run, and before it no row names missing bytes.

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/engine/store/object_files.h"
#include "core/engine/store/store.h"
#include "core/engine/store/workspace.h"
#include "tests/engine/faults/fault_runs.h"
#include "tests/support/kill_at.h"
#include "tests/support/power_cut.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

/// A run on a disk of its own.
struct CutRuns : FaultRuns {
  CutRuns() {
    make_folders(disk());
    move_to(disk());
  }
  fs::path disk() const { return folder.path / "disk"; }

  /// All states that a power cut in `run` could leave.
  std::vector<PowerCuts::Cut> cuts() {
    PowerCuts calls(disk());
    {
      const ScopedFileCalls scope(calls);
      BOOST_TEST((run().state == State::done));
    }
    BOOST_TEST_MESSAGE(calls.calls()
                       << " calls, " << calls.flushes() << " of them flushes, "
                       << calls.cuts().size() << " states");
    return calls.cuts();
  }
};

void every_state_is_gone_on_from(CutRuns& runs) {
  Holdings whole;
  const std::vector<PowerCuts::Cut> cuts = runs.cuts();
  whole = holdings(runs.settings);
  BOOST_REQUIRE(cuts.size() > 20U);
  for (const PowerCuts::Cut& cut : cuts) {
    BOOST_TEST_CONTEXT(cut.label) {
      const TempFolder place;
      cut.tree.restore(place / "disk");
      runs.move_to(place / "disk");
      std::string said;
      try {
        said = half_made(runs.settings);
        if (runs.run().state != State::done) said += "not done";
      } catch (const std::exception& e) {
        said += e.what();
      }
      BOOST_TEST(said == "");
      BOOST_TEST((holdings(runs.settings) == whole));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fault_power_cut_test)

BOOST_AUTO_TEST_CASE(in_a_first_run) {
  CutRuns runs;
  every_state_is_gone_on_from(runs);
}

// Another command than before goes on: what nobody asks for again must not
// stay in the store without a row.
BOOST_AUTO_TEST_CASE(what_has_no_row_is_swept_by_the_next_run) {
  CutRuns runs;
  const std::vector<PowerCuts::Cut> cuts = runs.cuts();
  runs.settings.outputs = {"tree"};
  std::size_t swept = 0;
  for (const PowerCuts::Cut& cut : cuts) {
    if (!cut.label.starts_with("mixed")) continue;
    BOOST_TEST_CONTEXT(cut.label) {
      const TempFolder place;
      cut.tree.restore(place / "disk");
      runs.move_to(place / "disk");
      const Workspace workspace{runs.settings.workspace};
      const std::vector<Digest> before = runs.objects();
      BOOST_TEST((runs.run().state == State::done));
      Ledger ledger(workspace.ledger(), Ledger::Mode::read);
      const auto rows = ledger.present_objects();
      for (const Digest& object : runs.objects()) {
        BOOST_TEST(rows.contains(object));
      }
      for (const Digest& object : before)
        swept += rows.contains(object) ? 0 : 1;
    }
  }
  BOOST_TEST(swept > 0U);
}

BOOST_AUTO_TEST_CASE(in_a_run_that_adds_to_an_earlier_one) {
  CutRuns runs;
  runs.settings.outputs = {"notes"};
  BOOST_TEST((runs.run().state == State::done));
  runs.settings.outputs = {};
  every_state_is_gone_on_from(runs);
}

// The first engine is gone between its objects and their rows.
BOOST_AUTO_TEST_CASE(in_a_run_that_goes_on_after_a_killed_one) {
  CutRuns runs;
  {
    const pid_t child = ::fork();
    if (child == 0) {
      kill_at({"flusher.flushed", 0});
      runs.run();
      ::_exit(0);
    }
    BOOST_TEST(wait_for(child) == 128 + SIGKILL);
  }
  BOOST_TEST(path_exists(Workspace{runs.settings.workspace}.unrecorded()));
  every_state_is_gone_on_from(runs);
}

// What a run says is done, links among it, is there after the next power cut.
BOOST_AUTO_TEST_CASE(what_is_done_stays) {
  CutRuns runs;
  PowerCuts calls(runs.disk());
  {
    const ScopedFileCalls scope(calls);
    BOOST_TEST((runs.run().state == State::done));
  }
  const Holdings whole = holdings(runs.settings);
  const TempFolder place;
  calls.flushed().restore(place / "disk");
  runs.move_to(place / "disk");
  BOOST_TEST((holdings(runs.settings) == whole));
}

BOOST_AUTO_TEST_CASE(a_row_stays_in_a_ledger_that_is_still_open) {
  const TempFolder folder;
  const TempFolder after;
  PowerCuts calls(folder.path);
  const ScopedFileCalls scope(calls);
  TaskRow row;
  row.key = sha256("key");
  row.object = sha256("object");
  Ledger ledger(folder / "ledger.sqlite", Ledger::Mode::write);
  ledger.record({row});
  calls.flushed().restore(after / "left");
  Ledger left(after / "left/ledger.sqlite", Ledger::Mode::read);
  const auto known = left.find(row.key);
  BOOST_REQUIRE(known.has_value());
  BOOST_TEST((known->object == row.object));
}

// As many as one flush of the whole file system is used for.
BOOST_AUTO_TEST_CASE(a_flush_of_many_objects_brings_all_to_the_disk) {
  const TempFolder folder;
  const Workspace workspace{folder.path};
  make_workspace(workspace);
  for (const int count : {3, 40}) {
    PowerCuts calls(folder.path);
    std::vector<Digest> objects;
    {
      const ScopedFileCalls scope(calls);
      Store store(workspace);
      for (int i = 0; i < count; ++i) {
        const fs::path stage = workspace.stage() / "task";
        make_folders(stage / "below");
        std::map<std::string, FileEntry> files;
        for (const std::string name : {"text", "below/text"}) {
          files[name] =
              write_file(stage / name, concat(name, " ", i, " of ", count));
        }
        const auto made = store.publish(
            stage, files, [](const StoredObject&) { return false; });
        objects.push_back(made.digest);
      }
      store.flush(objects);
    }
    const TempFolder after;
    calls.flushed().restore(after / "left");
    const Store left(Workspace{after / "left"});
    BOOST_TEST((left.list() == Store(workspace).list()));
    for (const Digest& object : objects) {
      BOOST_TEST(object_problem(left.path(object), object, "", Look::content) ==
                 "");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
