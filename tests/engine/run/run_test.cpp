#include "core/engine/run/run.h"

#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/engine/check/verify.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

/// Fails one kind of call with a reason.
struct FailingCalls : FileCalls {
  int mkdir_reason = 0;
  int fsync_reason = 0;
  int mkdir(const char* path, mode_t mode) override {
    if (mkdir_reason == 0) return FileCalls::mkdir(path, mode);
    errno = mkdir_reason;
    return -1;
  }
  int fsync(int file) override {
    if (fsync_reason == 0) return FileCalls::fsync(file);
    errno = fsync_reason;
    return -1;
  }
};

/// Two texts, their lengths, and the lengths joined.
struct Lengths : TestRuns {
  NodeIndex join = 0;

  explicit Lengths(const std::string& first = "hello",
                   const std::string& second = "moon") {
    make(first, second);
  }
  void make(const std::string& first, const std::string& second) {
    test.graph.nodes.clear();
    const Json traced = {{"trace", trace().native()}};
    const auto length = [&](const std::string& text) {
      const NodeIndex note =
          test.add("write", {{"text", text}, {"trace", trace().native()}});
      return test.add("length", traced, {{"note", {note}}});
    };
    const NodeIndex a = length(first);
    const NodeIndex b = length(second);
    join = test.add("join", traced, {{"notes", {a, b}}});
    test.output("joined", join);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(run_test)

BOOST_AUTO_TEST_CASE(a_run_makes_the_outputs_and_links_them) {
  Lengths runs;
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(outcome.run == "0001");
  BOOST_TEST(outcome.counts.done == 5U);
  BOOST_TEST(runs.text(outcome, "joined") == "5+4");
  BOOST_TEST(read_file(runs.settings.results / "test/latest/joined/text") ==
             "5+4");
  BOOST_TEST(outcome.results.native() ==
             (runs.settings.results / "test/default").native());
  BOOST_TEST(list_folder(runs.settings.workspace / "stage").empty());
  BOOST_TEST(!path_exists(runs.settings.workspace / "unrecorded"));
}

BOOST_AUTO_TEST_CASE(a_repeat_runs_nothing_and_starts_no_worker) {
  Lengths runs;
  runs.run();
  runs.settings.worker = "/nowhere/moonstain-worker";
  const std::string before = runs.traced();
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(outcome.counts.kept == 5U);
  BOOST_TEST(outcome.counts.done == 0U);
  BOOST_TEST(runs.text(outcome, "joined") == "5+4");
  BOOST_TEST(runs.traced() == before);
}

// "world" is as long as "hello": its length has the same bytes, so the join is
// kept although an input of an input differs.
BOOST_AUTO_TEST_CASE(a_result_with_the_same_bytes_stops_the_wave) {
  Lengths runs;
  runs.settings.cores = 1;
  runs.run();
  runs.forget_traces();
  runs.make("world", "moon");
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.traced() == "world\nlength 5\n");
  BOOST_TEST(outcome.counts.done == 2U);
  BOOST_TEST(outcome.counts.kept == 3U);
  BOOST_TEST(runs.said(EventKind::task_kept) == 1U);
}

// Different texts of one length: from there on the keys are one.
BOOST_AUTO_TEST_CASE(two_nodes_with_one_key_run_once) {
  TestRuns runs;
  const Json traced = {{"trace", runs.trace().native()}};
  for (const char* text : {"hello", "world"}) {
    const NodeIndex note = runs.test.add("write", {{"text", text}});
    const NodeIndex length = runs.test.add("length", {}, {{"note", {note}}});
    runs.test.output(text,
                     runs.test.add("join", traced, {{"notes", {length}}}));
  }
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.traced() == "join 5\n");
  BOOST_TEST(runs.text(outcome, "hello") == "5");
  BOOST_TEST(runs.text(outcome, "world") == "5");
}

BOOST_AUTO_TEST_CASE(a_failed_step_is_named_with_line_stage_and_log) {
  TestRuns runs;
  const NodeIndex bad = runs.test.add("refuse", {}, {}, "mob/1");
  const NodeIndex half = runs.test.add("half", {}, {}, "mob/1");
  runs.test.output("a", runs.test.add("length", {}, {{"note", {bad}}}));
  runs.test.output("b", half);
  runs.settings.keep_going = true;
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::failed));
  BOOST_REQUIRE(outcome.failures.size() == 2U);
  const bool order = outcome.failures[0].node == bad;
  const TaskFailure& refused = outcome.failures[order ? 0 : 1];
  const TaskFailure& halved = outcome.failures[order ? 1 : 0];
  BOOST_TEST(refused.message ==
             "recipe.lua:1: refuse: 3 of 4 letters are missing");
  BOOST_TEST(halved.message ==
             "recipe.lua:2: half mob/1: the other half is missing");
  BOOST_TEST(read_file(refused.log) ==
             "before the error\nrefuse: 3 of 4 letters are missing\n");
  BOOST_TEST(read_file(halved.stage / "text") == "half");
  BOOST_TEST(outcome.counts.failed == 2U);
  BOOST_TEST(outcome.counts.stopped == 1U);
  BOOST_TEST(read_run(runs.settings.workspace, "latest").state == "failed");
}

BOOST_AUTO_TEST_CASE(without_keep_going_a_failure_starts_nothing_new) {
  for (const bool keep_going : {false, true}) {
    TestRuns runs;
    runs.settings.cores = 1;
    runs.settings.keep_going = keep_going;
    runs.test.output("a", runs.test.add("refuse"));
    runs.test.output("b", runs.test.add("write"));
    const RunOutcome outcome = runs.run();
    BOOST_TEST((outcome.state == State::failed));
    BOOST_TEST(outcome.counts.done == (keep_going ? 1U : 0U));
    BOOST_TEST(outcome.outputs.count("b") == (keep_going ? 1U : 0U));
  }
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_takes_its_task_down_and_no_more) {
  TestRuns runs;
  runs.settings.keep_going = true;
  const NodeIndex crash = runs.test.add("crash");
  const NodeIndex leave = runs.test.add("leave");
  const NodeIndex killed = runs.test.add("crash", {{"signal", 9}});
  runs.test.output("a", crash);
  runs.test.output("b", leave);
  runs.test.output("c", killed);
  std::vector<NodeIndex> notes;
  for (int i = 0; i < 8; ++i) {
    notes.push_back(runs.test.add("write", {{"text", concat(i)}}));
  }
  runs.test.output("d", runs.test.add("join", {}, {{"notes", notes}}));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 3U);
  std::map<NodeIndex, TaskFailure> failures;
  for (const TaskFailure& failure : outcome.failures) {
    failures[failure.node] = failure;
  }
  BOOST_TEST(failures[crash].message ==
             "recipe.lua:1: crash: its worker process was ended by signal 11 "
             "(SIGSEGV: Segmentation fault); the last it printed:\n    about "
             "to crash");
  BOOST_TEST(read_file(failures[crash].log) == "about to crash\n");
  BOOST_TEST(failures[leave].message ==
             "recipe.lua:2: leave: its worker process left with code 7; it has "
             "printed nothing");
  BOOST_TEST(failures[killed].message ==
             "recipe.lua:3: crash: its worker process was ended by signal 9 "
             "(SIGKILL: Killed); not by Moonstain, nor because the system was "
             "out of memory; the last it printed:\n    about to crash");
  BOOST_TEST(runs.text(outcome, "d") == "0+1+2+3+4+5+6+7");
}

BOOST_AUTO_TEST_CASE(a_task_over_its_limit_is_ended) {
  TestRuns runs;
  runs.settings.task_limit_s = 0.3;
  runs.test.output("a", runs.test.add("write", {{"sleep_ms", 60'000}}));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message.starts_with(
      "recipe.lua:1: write: ended after 0."));
  BOOST_TEST(outcome.failures[0].message.ends_with(
      " s; --timeout gives a task 0.3 s; it has printed nothing"));
  BOOST_TEST(outcome.seconds < 20);
}

BOOST_AUTO_TEST_CASE(a_task_that_does_nothing_is_ended) {
  TestRuns runs;
  runs.settings.stall_limit_s = 1;
  runs.test.output("a", runs.test.add("write", {{"sleep_ms", 60'000}}));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message.starts_with(
      "recipe.lua:1: write: ended: neither progress nor CPU use for "));
}

BOOST_AUTO_TEST_CASE(all_files_of_a_result_are_kept_however_written) {
  TestRuns runs;
  runs.test.output("tree", runs.test.add("tree"));
  const RunOutcome outcome = runs.run();
  const fs::path object = outcome.outputs.at("tree").front();
  BOOST_TEST((list_files(object) ==
              std::vector<std::string>{"a/b/leaf", "a/stray", "text"}));
  BOOST_TEST(verify(runs.settings.workspace).problems.empty());
}

BOOST_AUTO_TEST_CASE(a_step_without_a_file_has_failed) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("nothing"));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message ==
             "recipe.lua:1: nothing: made no file");
}

BOOST_AUTO_TEST_CASE(progress_and_times_are_told_and_kept) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("count", {{"steps", 3}}, {}, "mob/2"));
  const RunOutcome outcome = runs.run();
  std::vector<std::string> said;
  for (const Event& event : runs.events) {
    if (event.kind == EventKind::tick) continue;
    std::string line(event_name(event.kind));
    if (event.kind == EventKind::task_progress) {
      line += concat(" ", event.done, "/", event.total, " ", event.message);
    }
    said.push_back(line);
  }
  const std::vector<std::string> expected = {"started",
                                             "planned",
                                             "task_started",
                                             "task_progress 1/3 steps",
                                             "task_progress 2/3 steps",
                                             "task_progress 3/3 steps",
                                             "task_done",
                                             "ended"};
  BOOST_TEST(said == expected, boost::test_tools::per_element());
  const Event& done = runs.events[runs.events.size() - 2];
  BOOST_TEST(done.seconds > 0.3);
  BOOST_TEST(done.peak_bytes > 0U);
  BOOST_TEST(done.section == "mob/2");
  BOOST_TEST(done.where == "recipe.lua:1");
  const EventsRead kept = read_events(runs.settings.workspace, outcome.run);
  BOOST_TEST(kept.events.size() == expected.size());
  BOOST_TEST(event_line(kept.events[3]) ==
             event_line(runs.events[3].kind == EventKind::tick
                            ? kept.events[3]
                            : runs.events[3]));
}

// 100 MB each, 150 MB allowed: one after the other although two cores are free.
BOOST_AUTO_TEST_CASE(memory_bounds_what_runs_at_once) {
  TestRuns runs;
  runs.settings.memory_bytes = std::uint64_t{150} << 20;
  const std::string trace = runs.trace().native();
  for (const char* text : {"a", "b", "c"}) {
    runs.test.output(
        text, runs.test.add("large", {{"text", text}, {"trace", trace}}));
  }
  BOOST_TEST((runs.run().state == State::done));
  BOOST_TEST(runs.traced() == "begin\nend\nbegin\nend\nbegin\nend\n");
}

// The same by what the inputs hold, 100 MB each beside a letter: of two the
// ledger tells, they are kept from an earlier run; the third is made in this.
BOOST_AUTO_TEST_CASE(a_step_needs_room_for_what_its_inputs_unpack_to) {
  TestRuns runs;
  runs.settings.memory_bytes = std::uint64_t{150} << 20;
  const auto add_packed = [&](const char* text) {
    const NodeIndex packed = runs.test.add("packed", {{"text", text}});
    runs.test.output(concat("packed ", text), packed);
    return packed;
  };
  std::vector<NodeIndex> packed{add_packed("a"), add_packed("b")};
  BOOST_TEST((runs.run().state == State::done));
  packed.push_back(add_packed("c"));
  for (const NodeIndex from : packed) {
    runs.test.output(concat("all ", from),
                     runs.test.add("unpack", {{"trace", runs.trace().native()}},
                                   {{"note", {from}}}));
  }
  BOOST_TEST((runs.run().state == State::done));
  BOOST_TEST(runs.traced() == "begin\nend\nbegin\nend\nbegin\nend\n");
}

BOOST_AUTO_TEST_CASE(source_files_are_found_or_named_before_anything_runs) {
  TestRuns runs;
  const NodeIndex file = runs.test.add_file("genes.txt", "ERBB2", "her2st");
  const NodeIndex load = runs.test.add("load", {}, {{"file", {file}}});
  const NodeIndex note = runs.test.add(
      "write", {{"text", "first"}, {"trace", runs.trace().native()}});
  runs.test.output("all", runs.test.add("join", {}, {{"notes", {note, load}}}));
  const fs::path data = runs.folder.path / "data";
  make_folders(data);
  runs.settings.data_folders = {data};
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "genes.txt of manifest her2st is missing: 5 bytes, sha256 " +
                 sha256("ERBB2").hex() + "; looked in " + data.native() +
                 "; name the folder with --data DIR, or copy it once: "
                 "`moonstain fetch her2st --from DIR`");
  BOOST_TEST(runs.traced() == "");
  write_file(data / "another_name", "ERBB2");
  BOOST_TEST(runs.text(runs.run(), "all") == "first+ERBB2");
  // What is kept asks for no file.
  remove_file(data / "another_name");
  BOOST_TEST((runs.run().state == State::done));
}

BOOST_AUTO_TEST_CASE(an_object_removed_by_hand_is_made_again) {
  Lengths runs;
  const RunOutcome first = runs.run();
  remove_tree(first.outputs.at("joined").front());
  const RunOutcome second = runs.run();
  BOOST_TEST(second.counts.done == 1U);
  BOOST_TEST(runs.text(second, "joined") == "5+4");
  // An input that is gone is noticed when a task needs it.
  for (const Digest& object : runs.objects()) {
    remove_tree(Workspace{runs.settings.workspace}.object(object));
  }
  const RunOutcome third = runs.run();
  BOOST_TEST((third.state == State::done));
  BOOST_TEST(third.counts.done == 5U);
  BOOST_TEST(runs.text(third, "joined") == "5+4");
}

// The join is known to be kept only after a length has been run again, and by
// then its bytes are gone.
BOOST_AUTO_TEST_CASE(a_kept_output_whose_bytes_are_gone_is_made_again) {
  Lengths runs;
  remove_tree(runs.run().outputs.at("joined").front());
  runs.make("world", "moon");
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.text(outcome, "joined") == "5+4");
  BOOST_TEST(outcome.counts.done == 3U);
}

BOOST_AUTO_TEST_CASE(a_flipped_byte_is_found_and_computed_again) {
  Lengths runs;
  const RunOutcome first = runs.run();
  const fs::path object = first.outputs.at("joined").front();
  const fs::path file = object / "text";
  fs::permissions(object, fs::perms::all);
  remove_file(file);
  write_file(file, "5-4");
  const VerifyReport report = verify(runs.settings.workspace);
  BOOST_TEST(report.objects == 5U);
  BOOST_REQUIRE(report.problems.size() == 1U);
  BOOST_TEST(report.problems[0] ==
             "object " + object.filename().native() +
                 ": file text has changed: its sha256 is " +
                 sha256("5-4").hex() + ", was " + sha256("5+4").hex() +
                 "; made by join, task 4 of run 0001; moved to " +
                 (runs.settings.workspace / "damaged").native() +
                 ", the next run that needs it makes it again");
  const RunOutcome second = runs.run();
  BOOST_TEST(second.counts.done == 1U);
  BOOST_TEST(runs.text(second, "joined") == "5+4");
  BOOST_TEST(second.outputs.at("joined").front().native() == object.native());
  BOOST_TEST(verify(runs.settings.workspace).problems.empty());
}

BOOST_AUTO_TEST_CASE(an_unwritable_workspace_is_named) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("write"));
  FailingCalls calls;
  calls.mkdir_reason = EROFS;
  const ScopedFileCalls scope(calls);
  const std::string workspace = runs.settings.workspace.native();
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "workspace " + workspace + ": " + workspace +
                 ": cannot make the folder: Read-only file system; check the "
                 "permissions, or name another folder");
}

// What was not flushed has no row; the repeat makes it again.
BOOST_AUTO_TEST_CASE(a_full_disk_ends_the_run_and_a_repeat_goes_on) {
  Lengths runs;
  FailingCalls calls;
  std::string error;
  {
    const ScopedFileCalls scope(calls);
    runs.settings.sink = [&](const Event& event) {
      if (event.kind == EventKind::task_started) calls.fsync_reason = ENOSPC;
    };
    error = error_of([&] { runs.run(); });
  }
  BOOST_TEST(error.find(": cannot flush to the disk: No space left on device; "
                        "free some space and repeat the command, it goes on "
                        "from here") != std::string::npos);
  runs.settings.sink = {};
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.text(outcome, "joined") == "5+4");
  BOOST_TEST(runs.objects().size() == 5U);
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_missing_or_of_another_class_is_refused) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("write"));
  runs.settings.worker = "/nowhere/moonstain-worker";
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "worker /nowhere/moonstain-worker cannot be started: No such "
             "file or directory");
  runs.settings.worker = "/bin/true";
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "worker /bin/true ended while it started; is it a "
             "moonstain-worker?");
  runs.settings.worker = test_worker();
  runs.settings.numbers.libm = "libm: another";
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "worker " + test_worker().native() + " computes as '" +
                 runs.test.numbers.libm +
                 "', ''; the plan is made for 'libm: another', ''; program "
                 "and worker must be of one build");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
