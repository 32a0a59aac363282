#include "core/engine/record/run_progress.h"

#include <boost/test/unit_test.hpp>

#include "core/engine/record/run_record.h"
#include "core/engine/store/workspace.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

/// An events.jsonl, written line by line.
struct Events {
  TempFolder folder;
  std::string run;
  std::string lines;
  std::uint32_t running = 0;

  Events() {
    make_workspace(Workspace{folder.path});
    run = make_run(folder.path);
  }

  void say(EventKind kind, NodeIndex node, const std::string& message = "") {
    if (kind == EventKind::task_started) ++running;
    if (kind == EventKind::task_done || kind == EventKind::task_failed) {
      --running;
    }
    event.kind = kind;
    event.node = node;
    event.step = "fit";
    event.message = message;
    event.counts.running = running;
    lines += event_line(event) + "\n";
  }

  RunProgress progress() const {
    rewrite(Workspace{folder.path}.runs() / run / "events.jsonl", lines);
    return run_progress(folder.path, run);
  }

  std::vector<NodeIndex> running_nodes() const {
    std::vector<NodeIndex> nodes;
    for (const Event& one : progress().running) nodes.push_back(one.node);
    return nodes;
  }

 private:
  Event event;
};

using Nodes = std::vector<NodeIndex>;

}  // namespace

BOOST_AUTO_TEST_SUITE(run_progress_test)

BOOST_AUTO_TEST_CASE(a_run_without_events_has_nothing_running) {
  Events events;
  BOOST_TEST(run_progress(events.folder.path, events.run).running.empty());
  BOOST_TEST(events.running_nodes().empty());
}

BOOST_AUTO_TEST_CASE(what_was_started_and_not_ended_is_running) {
  Events events;
  for (NodeIndex node = 0; node < 6; ++node) {
    events.say(EventKind::task_started, node);
  }
  events.say(EventKind::task_done, 0);
  events.say(EventKind::task_failed, 1);
  events.say(EventKind::task_progress, 4, "first");
  events.say(EventKind::task_progress, 4, "second");
  BOOST_TEST(events.running_nodes() == (Nodes{2, 3, 4, 5}));
  const RunProgress progress = events.progress();
  BOOST_TEST(progress.running[2].message == "second");
  BOOST_TEST(progress.last.message == "second");
  BOOST_TEST(progress.last.counts.running == 4U);
}

// Node 7 was started before 20,000 tasks that came and went, some 2.5 MB of
// lines: the file is read in many pieces.
BOOST_AUTO_TEST_CASE(an_old_task_is_found) {
  Events events;
  events.say(EventKind::task_started, 7);
  for (NodeIndex node = 100; node < 20'100; ++node) {
    events.say(EventKind::task_started, node);
    events.say(EventKind::task_done, node);
  }
  events.say(EventKind::task_started, 30'000);
  BOOST_TEST(events.lines.size() > 2'000'000U);
  BOOST_TEST(events.running_nodes() == (Nodes{7, 30'000}));
}

// A node that failed is run again by a later event of the same file.
BOOST_AUTO_TEST_CASE(the_last_word_on_a_node_counts) {
  Events events;
  events.say(EventKind::task_started, 1);
  events.say(EventKind::task_done, 1);
  events.say(EventKind::task_started, 1);
  BOOST_TEST(events.running_nodes() == Nodes{1});
}

BOOST_AUTO_TEST_CASE(a_line_that_is_being_written_is_left_out) {
  Events events;
  events.say(EventKind::task_started, 1);
  const std::string whole = events.lines;
  events.say(EventKind::task_done, 1);
  events.lines.pop_back();
  BOOST_TEST(events.running_nodes() == Nodes{1});
  events.lines = whole.substr(0, whole.size() - 1);
  BOOST_TEST(events.running_nodes().empty());
}

BOOST_AUTO_TEST_CASE(a_message_that_looks_like_an_event_is_none) {
  Events events;
  events.say(EventKind::task_started, 1);
  events.say(EventKind::task_started, 2);
  events.say(EventKind::task_progress, 2,
             "\"event\":\"task_done\",\"node\":1,");
  BOOST_TEST(events.running_nodes() == (Nodes{1, 2}));
}

BOOST_AUTO_TEST_CASE(all_events_come_in_order) {
  Events events;
  for (NodeIndex node = 0; node < 5'000; ++node) {
    events.say(EventKind::task_started, node);
  }
  events.lines += "{\"event\":\"ta";  // being written
  events.progress();
  std::vector<NodeIndex> nodes;
  each_event(events.folder.path, events.run,
             [&](const Event& event) { nodes.push_back(event.node); });
  BOOST_REQUIRE(nodes.size() == 5'000U);
  for (NodeIndex node = 0; node < 5'000; ++node) {
    if (nodes[node] != node) BOOST_ERROR(node);
  }
}

// A hole of a gigabyte, as a stranger or a damaged disk leaves one.
BOOST_AUTO_TEST_CASE(a_file_without_line_ends_is_named) {
  Events events;
  const fs::path path =
      Workspace{events.folder.path}.runs() / events.run / "events.jsonl";
  rewrite(path, "");
  fs::resize_file(path, std::uintmax_t{1} << 30);
  const auto error = [&](const std::function<void()>& read) {
    const std::string said = error_of(read);
    return said.substr(std::min(said.find("events.jsonl"), said.size()));
  };
  const std::string text =
      "events.jsonl: 17039360 bytes without a line end are no events; remove "
      "it";
  BOOST_TEST(error([&] { run_progress(events.folder.path, events.run); }) ==
             text);
  BOOST_TEST(error([&] {
               each_event(events.folder.path, events.run, [](const Event&) {});
             }) == text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
