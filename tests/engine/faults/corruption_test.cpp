// A bit flipped, a file cut, removed or added, in every kind of file that a
// workspace holds.

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/engine/check/gc.h"
#include "core/engine/check/verify.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"
#include "tests/support/damage.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

/// One object of three files in three folders, and a text, its length and
/// both joined.
struct Workshop : TestRuns {
  NodeIndex length = 0;

  Workshop() {
    test.output("tree", test.add("tree", {}, {}, "mob/1"));
    const NodeIndex note = test.add("write", {{"text", "moon"}});
    length = test.add("length", {}, {{"note", {note}}});
    test.output("joined", test.add("join", {}, {{"notes", {length, note}}}));
    const RunOutcome first = run();
    BOOST_REQUIRE((first.state == State::done));
    tree = first.outputs.at("tree").front();
    joined = first.outputs.at("joined").front();
    whole = objects();
  }
  fs::path object_of(const std::string& text) {
    for (const Digest& object : objects()) {
      const fs::path path = Workspace{settings.workspace}.object(object);
      if (path_exists(path / "text") && read_file(path / "text") == text) {
        return path;
      }
    }
    throw Error("no object holds " + text);
  }
  VerifyReport verify_now(bool quick = false, bool repair = true) {
    VerifySettings verifying;
    verifying.workspace = settings.workspace;
    verifying.results = settings.results;
    verifying.quick = quick;
    verifying.repair = repair;
    return verify(verifying);
  }
  std::vector<std::string> warnings() const {
    std::vector<std::string> texts;
    for (const Event& event : events) {
      if (event.kind == EventKind::warning) texts.push_back(event.message);
    }
    return texts;
  }
  std::string damaged() const {
    return (settings.workspace / "damaged").native();
  }

  fs::path tree, joined;
  std::vector<Digest> whole;
};

/// Counts bytes read from files below a folder.
struct CountedReads : FileCalls {
  std::uint64_t bytes = 0;
  ssize_t read(int file, void* to, std::size_t count) override {
    const ssize_t got = FileCalls::read(file, to, count);
    if (got > 0 && in_store(file)) bytes += static_cast<std::uint64_t>(got);
    return got;
  }
  ssize_t pread(int file, void* to, std::size_t count, off_t at) override {
    const ssize_t got = FileCalls::pread(file, to, count, at);
    if (got > 0 && in_store(file)) bytes += static_cast<std::uint64_t>(got);
    return got;
  }
  static bool in_store(int file) {
    std::error_code error;
    return fs::read_symlink(concat("/proc/self/fd/", file), error)
               .native()
               .find("/store/") != std::string::npos;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(corruption_test)

BOOST_AUTO_TEST_CASE(every_damage_to_every_file_of_an_object_is_named) {
  const std::map<std::string, std::string> texts = {
      {"a/b/leaf", "leaf"}, {"a/stray", "stray"}, {"text", "trunk"}};
  struct Damage {
    std::string words;
    std::function<void(const fs::path& file)> doing;
  };
  Workshop runs;
  const std::string object = runs.tree.filename();
  const auto expect = [&](const std::string& words) {
    const VerifyReport report = runs.verify_now();
    const std::string moved = path_exists(runs.damaged() + "/" + object)
                                  ? "moved to " + runs.damaged() + ", "
                                  : "";
    BOOST_REQUIRE(report.problems.size() == 1U);
    BOOST_TEST(report.problems[0] ==
               "object " + object + words +
                   "; made by tree mob/1, task 0 of run " +
                   read_run(runs.settings.workspace, "latest").run + "; " +
                   moved + "the next run that needs it makes it again");
    const RunOutcome repeat = runs.run();
    BOOST_TEST((repeat.state == State::done));
    BOOST_TEST(repeat.counts.done == 1U);
    BOOST_TEST((runs.objects() == runs.whole));
    BOOST_TEST(runs.warnings().empty());
    BOOST_TEST(runs.verify_now().problems.empty());
    remove_tree(runs.damaged());
  };
  for (const auto& [name, text] : texts) {
    const fs::path file = runs.tree / name;
    std::string changed = text;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    flip(file, text.size() - 1);
    expect(": file " + name + " has changed: its sha256 is " +
           sha256(changed).hex() + ", was " + sha256(text).hex());
    cut(file, 1);
    expect(concat(": file ", name, " has 1 bytes, was written with ",
                  text.size()));
    unlock(runs.tree);
    remove_file(file);
    expect(": file " + name + " is not there");
    unlock(runs.tree);
    remove_file(file);
    fs::create_symlink("/dev/null", file);
    expect(": " + name + " is no file");
    unlock(runs.tree);
    write_file(file.parent_path() / "more", "");
    const std::string more = (fs::path(name).parent_path() / "more").native();
    expect(": file " + more + " does not belong to it");
  }
  unlock(runs.tree);
  remove_file(runs.tree / "text");
  remove_tree(runs.tree / "a");
  expect(
      ": file a/b/leaf is not there, file a/stray is not there, file text is "
      "not there");
  remove_tree(runs.tree);
  expect(" is not in the store");
}

// Nothing was verified: the worker that is to read the object finds out.
BOOST_AUTO_TEST_CASE(a_task_never_reads_a_damaged_object) {
  Workshop runs;
  const fs::path length = runs.object_of("4");
  flip(length / "text", 0);  // "5"
  runs.test.output("more",
                   runs.test.add("join", {{"separator", "-"}},
                                 {{"notes", {runs.length, runs.length}}}));
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.text(outcome, "more") == "4-4");
  BOOST_TEST(outcome.counts.done == 2U);
  const std::vector<std::string> expected = {
      "object " + length.filename().native() +
      ": file text has changed: its sha256 is " + sha256("5").hex() + ", was " +
      sha256("4").hex() +
      "; made by length, task 2 of run 0001; it is made again, what is left of "
      "it lies in " +
      runs.damaged()};
  BOOST_TEST(runs.warnings() == expected, boost::test_tools::per_element());
  BOOST_TEST(read_file(runs.damaged() + "/" + length.filename().native() +
                       "/text") == "5");
  BOOST_TEST(runs.verify_now().problems.empty());
}

// Two tasks at once find it; the object is made once, and both run.
BOOST_AUTO_TEST_CASE(several_tasks_may_find_the_same_damage) {
  Workshop runs;
  flip(runs.object_of("4") / "text", 0);
  for (const char* separator : {"-", "=", ":"}) {
    runs.test.output(separator,
                     runs.test.add("join", {{"separator", separator}},
                                   {{"notes", {runs.length}}}));
  }
  runs.settings.cores = 3;
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  for (const char* separator : {"-", "=", ":"}) {
    BOOST_TEST(runs.text(outcome, separator) == "4");
  }
  BOOST_TEST(runs.warnings().size() == 1U);
  BOOST_TEST(outcome.counts.done == 4U);
}

// Not read by any task: names and sizes of what is linked to are looked at.
BOOST_AUTO_TEST_CASE(an_output_that_was_cut_is_made_again_by_a_repeat) {
  Workshop runs;
  cut(runs.tree / "a/b/leaf", 2);
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(outcome.counts.done == 1U);
  const std::vector<std::string> expected = {
      "object " + runs.tree.filename().native() +
      ": file a/b/leaf has 2 bytes, was written with 4; made by tree mob/1, "
      "task 0 of run 0001; it is made again, what is left of it lies in " +
      runs.damaged()};
  BOOST_TEST(runs.warnings() == expected, boost::test_tools::per_element());
  BOOST_TEST((runs.objects() == runs.whole));
}

BOOST_AUTO_TEST_CASE(other_bytes_than_before_are_said_loudly) {
  TestRuns runs;
  runs.test.output("r", runs.test.add("random", {}, {}, "mob/2"));
  const fs::path first = runs.run().outputs.at("r").front();
  flip(first / "text", 0);
  BOOST_TEST(verify(runs.settings.workspace).problems.size() == 1U);
  const fs::path second = runs.run().outputs.at("r").front();
  BOOST_REQUIRE(first != second);
  std::vector<std::string> warnings;
  for (const Event& event :
       read_events(runs.settings.workspace, "0002").events) {
    if (event.kind == EventKind::warning) warnings.push_back(event.message);
  }
  const std::vector<std::string> expected = {
      "recipe.lua:1: random mob/2: made again, it has other bytes than before: "
      "object " +
      second.filename().native() + ", was " + first.filename().native() +
      "; the step does not repeat itself here, or its numbers changed without "
      "a new version; what was made from the earlier bytes is made again when "
      "it is asked for"};
  BOOST_TEST(warnings == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_damaged_record_is_named_and_stops_nothing) {
  Workshop runs;
  const fs::path root = runs.settings.workspace;
  const fs::path run = root / "runs/0001";
  const std::string plan = list_folder(root / "plans").front();
  const auto only = [&](const std::string& words) {
    const VerifyReport report = runs.verify_now();
    BOOST_REQUIRE(report.problems.size() == 1U);
    BOOST_TEST(report.problems[0] == words);
  };
  const std::string events = read_file(run / "events.jsonl");
  flip(run / "events.jsonl", 0);  // '{' becomes 'z'
  only((run / "events.jsonl").native() +
       ", line 1: event: line 1, column 1: syntax error while parsing value - "
       "invalid literal; last read: 'z'; what happened in this run is "
       "partly lost, its results are not touched");
  rewrite(run / "events.jsonl", events);
  const std::string record = read_file(run / "run.json");
  rewrite(run / "run.json",
          record.substr(0, record.find("\"variant\"")) + "\"variants\": 1}\n");
  BOOST_TEST(runs.verify_now().problems.size() == 1U);
  rewrite(run / "run.json", record);
  const std::string tasks = read_file(run / "tasks.jsonl");
  flip(run / "tasks.jsonl", tasks.find("\"step\":\"length\"") + 9);
  only((run / "tasks.jsonl").native() +
       ": 1 of 4 lines are damaged; the ledger has its rows, only if that is "
       "lost they are too");
  rewrite(run / "tasks.jsonl", tasks);
  // The plan's text is another one, its name is not.
  const std::string text = read_file(root / "plans" / plan);
  flip(root / "plans" / plan, text.find("mob/1"));
  only((root / "plans" / plan).native() + ": the plan has changed; moved to " +
       runs.damaged() + ", the next run of it writes it again");
  BOOST_TEST(runs.run().counts.kept == 4U);
  BOOST_TEST(read_file(root / "plans" / plan) == text);
  BOOST_TEST(runs.verify_now().problems.empty());
}

BOOST_AUTO_TEST_CASE(a_link_that_leads_nowhere_is_named_and_put_right) {
  Workshop runs;
  const fs::path link = runs.settings.results / "test/default/tree";
  const std::string object = runs.tree.filename();
  remove_file(link);
  fs::create_symlink("elsewhere/" + object, link);
  const VerifyReport report = runs.verify_now();
  BOOST_REQUIRE(report.problems.size() == 1U);
  BOOST_TEST(report.problems[0] ==
             link.native() + " leads to object " + object +
                 ", but not where it lies; the run that made it puts it right "
                 "when it is repeated");
  runs.run();
  BOOST_TEST(read_file(link / "text") == "trunk");
  BOOST_TEST(runs.verify_now().problems.empty());
}

// A quick look opens no result, so it sees what is cut and not what is flipped.
BOOST_AUTO_TEST_CASE(quick_looks_at_names_and_sizes_alone) {
  Workshop runs;
  flip(runs.joined / "text", 0);
  CountedReads calls;
  {
    const ScopedFileCalls scope(calls);
    BOOST_TEST(runs.verify_now(true).problems.empty());
  }
  BOOST_TEST(calls.bytes == 0U);
  cut(runs.tree / "text", 4);
  BOOST_TEST(runs.verify_now(true, false).problems.size() == 1U);
  // leaf 4, stray 5, moon 4, "4" 1 and "4+moon" 6; of the file that was cut
  // nothing is read.
  {
    const ScopedFileCalls scope(calls);
    const VerifyReport report = runs.verify_now(false, false);
    BOOST_TEST(report.problems.size() == 2U);
    BOOST_TEST(report.bytes == 20U);
  }
  BOOST_TEST(calls.bytes == 20U);
}

BOOST_AUTO_TEST_CASE(verify_can_be_ended_and_judges_what_it_has_seen) {
  Workshop runs;
  flip(runs.joined / "text", 0);
  VerifySettings settings;
  settings.workspace = runs.settings.workspace;
  settings.threads = 1;
  settings.go_on = [](const VerifyProgress&) { return false; };
  const VerifyReport report = verify(settings);
  // It may have been through before it was asked.
  BOOST_TEST(report.interrupted == (report.objects < 4U));
  settings.go_on = {};
  const VerifyReport rest = verify(settings);
  BOOST_TEST(!rest.interrupted);
  BOOST_TEST(report.problems.size() + rest.problems.size() == 1U);
}

BOOST_AUTO_TEST_CASE(gc_opens_no_result_and_takes_what_nobody_knows) {
  Workshop runs;
  const Workspace workspace{runs.settings.workspace};
  const fs::path stray = workspace.object(sha256("stray"));
  make_folders(stray);
  write_file(stray / "text", "from somewhere");
  BOOST_TEST(runs.verify_now().unknown_objects == 1U);
  CountedReads calls;
  {
    const ScopedFileCalls scope(calls);
    const GcReport report = collect_garbage(
        runs.test.catalog, {workspace.root, runs.settings.results, 10, false});
    BOOST_TEST(report.unknown_objects == 1U);
    BOOST_TEST(report.removed_objects == 1U);
    BOOST_TEST(report.kept_objects == 4U);
  }
  BOOST_TEST(calls.bytes == 0U);
  BOOST_TEST((runs.objects() == runs.whole));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
