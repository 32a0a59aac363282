#include "core/engine/run/run.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/check/verify.h"
#include "core/engine/store/workspace.h"
#include "tests/engine/run/lengths.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

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

// Remembered, it would stop every gc: it is there no more.
BOOST_AUTO_TEST_CASE(results_that_nothing_can_be_put_into_are_not_remembered) {
  Lengths runs;
  runs.settings.results = "/proc/moonstain/results";
  BOOST_CHECK_THROW(runs.run(), Error);
  BOOST_TEST(!path_exists(Workspace{runs.settings.workspace}.result_folders()));
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

BOOST_AUTO_TEST_CASE(all_files_of_a_result_are_kept_however_written) {
  TestRuns runs;
  runs.test.output("tree", runs.test.add("tree"));
  const RunOutcome outcome = runs.run();
  const fs::path object = outcome.outputs.at("tree").front();
  BOOST_TEST((list_files(object) ==
              std::vector<std::string>{"a/b/leaf", "a/stray", "text"}));
  BOOST_TEST(verify(runs.settings.workspace).problems.empty());
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
