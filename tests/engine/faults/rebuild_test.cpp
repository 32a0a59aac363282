// The ledger lost or damaged: a plain repeat makes it again from what the
// runs have recorded, and says so.

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/file_system.h"
#include "core/base/folder.h"
#include "core/engine/check/gc.h"
#include "core/engine/check/verify.h"
#include "core/engine/record/recovery.h"
#include "core/engine/store/ledger.h"
#include "tests/engine/test_runs.h"
#include "tests/support/damage.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

/// Twelve texts, their lengths, and those joined: 25 results.
struct Many : TestRuns {
  std::vector<Digest> whole;

  explicit Many(bool run_it = true) {
    std::vector<NodeIndex> lengths;
    for (int i = 0; i < 12; ++i) {
      const NodeIndex note = test.add(
          "write", {{"text", std::string(static_cast<std::size_t>(i), 'x')},
                    {"trace", trace().native()}});
      lengths.push_back(test.add("length", {}, {{"note", {note}}}));
    }
    test.output("all", test.add("join", {}, {{"notes", lengths}}));
    if (!run_it) return;
    BOOST_REQUIRE((run().state == State::done));
    whole = objects();
  }
  fs::path ledger() const { return settings.workspace / "ledger.sqlite"; }
  std::string part(const char* name) const { return ledger().native() + name; }
  std::vector<std::string> warnings() const {
    std::vector<std::string> texts;
    for (const Event& event : events) {
      if (event.kind == EventKind::warning) texts.push_back(event.message);
    }
    return texts;
  }
  // All is there again as it was; nothing had to be run.
  void expect_whole_and_kept() { expect_whole_and_kept_but(0); }
  // The same, and `verify` still finds so many problems.
  void expect_whole_and_kept_but(std::size_t problems) {
    const std::string before = traced();
    const RunOutcome outcome = run();
    BOOST_TEST((outcome.state == State::done));
    BOOST_TEST(outcome.counts.kept == 25U);
    BOOST_TEST(traced() == before);
    BOOST_TEST((objects() == whole));
    BOOST_TEST(verify(settings.workspace).problems.size() == problems);
  }
  std::string known_again(const std::string& ledger_words) const {
    return "ledger " + ledger().native() + ledger_words +
           " from the record of run 0001; the files of 25 are in the store "
           "with their sizes, `moonstain verify` hashes them";
  }
};

// In a process that ends without closing its ledger: the log stays.
void run_and_leave_a_log(Many& runs) {
  const pid_t child = ::fork();
  if (child == 0) {
    Ledger* left_open = nullptr;
    runs.settings.sink = [&](const Event& event) {
      if (event.kind == EventKind::planned && left_open == nullptr) {
        left_open = new Ledger(runs.ledger(), Ledger::Mode::read);
        left_open->results();
      }
    };
    const RunOutcome outcome =
        run(runs.test.graph, runs.test.catalog, runs.settings);
    ::_exit(outcome.state == State::done ? 0 : 1);
  }
  BOOST_REQUIRE(wait_for(child) == 0);
  BOOST_REQUIRE(path_exists(runs.part("-wal")));
  runs.whole = runs.objects();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rebuild_test)

BOOST_AUTO_TEST_CASE(a_removed_ledger_is_made_again) {
  Many runs;
  remove_file(runs.ledger());
  runs.expect_whole_and_kept();
  const std::vector<std::string> expected = {
      "ledger " + runs.ledger().native() + " was missing",
      runs.known_again(": 25 results are known again")};
  runs.events.clear();
  remove_file(runs.ledger());
  runs.run();
  BOOST_TEST(runs.warnings() == expected, boost::test_tools::per_element());
}

// What looks like a killed engine's unrecorded objects must not be swept away.
BOOST_AUTO_TEST_CASE(no_object_is_swept_for_want_of_a_ledger) {
  Many runs;
  remove_file(runs.ledger());
  write_file(Workspace{runs.settings.workspace}.unrecorded(), "");
  runs.expect_whole_and_kept();
}

BOOST_AUTO_TEST_CASE(a_damaged_ledger_is_kept_aside_and_made_again) {
  Many runs;
  scribble(runs.ledger(), 0, 100);
  runs.expect_whole_and_kept();
  scribble(runs.ledger(), 0, 100);
  runs.run();
  const std::vector<std::string> expected = {
      "ledger " + runs.ledger().native() +
          " was damaged (file is not a database); it is kept as "
          "ledger.sqlite.damaged-2",
      runs.known_again(": 25 results are known again")};
  BOOST_TEST(runs.warnings() == expected, boost::test_tools::per_element());
  BOOST_TEST(path_exists(runs.part(".damaged-1")));
  BOOST_TEST(path_exists(runs.part(".damaged-2")));
}

// Every page in turn. One that this run does not use is found by verify.
BOOST_AUTO_TEST_CASE(noise_over_any_page_costs_nothing) {
  Many runs;
  const std::string whole = read_file(runs.ledger());
  BOOST_REQUIRE(whole.size() % 4096 == 0);
  for (std::uint64_t page = 0; page < whole.size() / 4096; ++page) {
    BOOST_TEST_CONTEXT("page " << page) {
      rewrite(runs.ledger(), whole);
      scribble(runs.ledger(), 4096 * page, 4096);
      const RunOutcome outcome = runs.run();
      BOOST_TEST((outcome.state == State::done));
      BOOST_TEST((runs.objects() == runs.whole));
      const VerifyReport report = verify(runs.settings.workspace);
      BOOST_TEST(report.problems.empty());
      BOOST_TEST(runs.warnings().size() + report.notes.size() >= 2U);
      BOOST_TEST(ledger_damage(runs.ledger(), true) == "");
    }
  }
}

// Some flips make another digest, which no structure betrays: the result is
// then not known, or not there, and is made again.
BOOST_AUTO_TEST_CASE(a_bit_anywhere_costs_no_more_than_some_time) {
  Many runs;
  const std::string whole = read_file(runs.ledger());
  for (std::uint64_t at = 7; at < whole.size(); at += whole.size() / 31) {
    BOOST_TEST_CONTEXT("byte " << at) {
      rewrite(runs.ledger(), whole);
      flip(runs.ledger(), at);
      const RunOutcome outcome = runs.run();
      BOOST_TEST((outcome.state == State::done));
      BOOST_TEST((runs.objects() == runs.whole));
      // A row of an object that never was is found, once.
      if (!verify(runs.settings.workspace).problems.empty()) {
        BOOST_TEST(verify(runs.settings.workspace).problems.empty());
      }
    }
  }
}

// A column of another name: SQLite lacks one and does not call that damage.
BOOST_AUTO_TEST_CASE(a_damaged_form_of_a_table_is_damage_too) {
  Many runs;
  const std::string whole = read_file(runs.ledger());
  flip(runs.ledger(), whole.find("object BLOB NOT NULL") + 2);
  runs.expect_whole_and_kept();
}

BOOST_AUTO_TEST_CASE(a_ledger_that_was_cut_is_made_again) {
  Many runs;
  const std::string whole = read_file(runs.ledger());
  for (const std::uint64_t bytes :
       {std::uint64_t{0}, std::uint64_t{50}, std::uint64_t{4096},
        std::uint64_t{10000}, std::uint64_t{whole.size() - 4096}}) {
    BOOST_TEST_CONTEXT("cut to " << bytes) {
      rewrite(runs.ledger(), whole);
      cut(runs.ledger(), bytes);
      BOOST_TEST((runs.run().state == State::done));
      BOOST_TEST((runs.objects() == runs.whole));
      const VerifyReport report = verify(runs.settings.workspace);
      BOOST_TEST(report.problems.empty());
      BOOST_TEST(runs.warnings().size() + report.notes.size() >= 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lost_log_loses_no_row) {
  Many runs(false);
  run_and_leave_a_log(runs);
  remove_file(runs.part("-wal"));
  remove_file(runs.part("-shm"));
  runs.expect_whole_and_kept();
}

BOOST_AUTO_TEST_CASE(a_damaged_log_loses_no_row) {
  for (const std::uint64_t at : {0, 100, 5000, 20000}) {
    BOOST_TEST_CONTEXT("noise at " << at) {
      Many runs(false);
      run_and_leave_a_log(runs);
      scribble(runs.part("-wal"), at, 600);
      remove_file(runs.part("-shm"));
      runs.expect_whole_and_kept();
    }
  }
}

// Ledger and records are gone: what is lost is said, and made again.
BOOST_AUTO_TEST_CASE(what_cannot_be_known_again_is_said) {
  Many runs;
  remove_file(runs.ledger());
  remove_file(runs.settings.workspace / "runs/0001/tasks.jsonl");
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(outcome.counts.done > 0U);
  BOOST_TEST((runs.objects() == runs.whole));
  const std::vector<std::string> expected = {
      "ledger " + runs.ledger().native() + " was missing",
      concat("ledger ", runs.ledger().native(), ": of ", runs.whole.size(),
             " objects in the store nothing is known any more; they are made "
             "again when they are asked for, and `moonstain gc` removes what "
             "is left")};
  BOOST_TEST(runs.warnings() == expected, boost::test_tools::per_element());
}

// Where results were named is known beside the two: gc keeps what is named
// there, and lets go of it only when it is told to.
BOOST_AUTO_TEST_CASE(a_folder_of_results_outlives_ledger_and_record) {
  for (const bool lost : {false, true}) {
    Many runs;
    const fs::path joined = runs.run().outputs.at("all").front();
    remove_file(runs.ledger());
    for (const char* run : {"0001", "0002"}) {
      const fs::path record = runs.settings.workspace / "runs" / run;
      if (lost) {
        remove_tree(record);
      } else {
        scribble(record / "run.json", 0, 100);
      }
    }
    GcSettings gc;
    gc.workspace = runs.settings.workspace;
    gc.results = runs.folder.path / "none";
    gc.recent_runs = 0;
    collect_garbage(runs.test.catalog, gc);
    BOOST_TEST(path_exists(joined / "text"));
    BOOST_TEST(runs.objects().size() == 1U);
    rename_path(runs.settings.results, runs.folder.path / "elsewhere");
    BOOST_CHECK_THROW(collect_garbage(runs.test.catalog, gc), Error);
    gc.forget = true;
    collect_garbage(runs.test.catalog, gc);
    BOOST_TEST(runs.objects().empty());
    remove_file(runs.ledger());
    gc.forget = false;
    collect_garbage(runs.test.catalog, gc);
  }
}

// What has the place of its file is kept, and the file made again.
BOOST_AUTO_TEST_CASE(odd_things_for_the_list_of_results_are_put_aside) {
  Many runs;
  const fs::path list = runs.settings.workspace / "result_folders";
  const std::string whole = read_file(list);
  remove_file(list);
  fs::create_directory(list);
  runs.expect_whole_and_kept();
  BOOST_TEST(read_file(list) == whole);
}

// One line cannot be read: its result alone is made again.
BOOST_AUTO_TEST_CASE(a_damaged_line_of_a_record_loses_one_result) {
  Many runs;
  const fs::path record = runs.settings.workspace / "runs/0001/tasks.jsonl";
  const std::string text = read_file(record);
  flip(record, text.find("\"step\":\"join\"") + 8);
  remove_file(runs.ledger());
  const RunOutcome outcome = runs.run();
  BOOST_TEST(outcome.counts.done == 1U);
  BOOST_TEST((runs.objects() == runs.whole));
  BOOST_REQUIRE(runs.warnings().size() == 4U);
  BOOST_TEST(runs.warnings()[2] ==
             "ledger " + runs.ledger().native() +
                 ": 1 line of the runs' records are damaged; what they say is "
                 "lost, and made again when it is asked for");
}

// What has the place of a record is not read, and not in the way.
BOOST_AUTO_TEST_CASE(a_pipe_or_a_link_for_a_record_is_put_aside) {
  for (const bool link : {false, true}) {
    Many runs;
    const fs::path record = runs.settings.workspace / "runs/0001/tasks.jsonl";
    const fs::path own = runs.folder.path / "own";
    rename_path(record, own);
    if (link) {
      fs::create_symlink(own, record);
    } else {
      BOOST_REQUIRE(::mkfifo(record.c_str(), 0600) == 0);
    }
    runs.expect_whole_and_kept();
    BOOST_REQUIRE(runs.warnings().size() == 1);
    const std::string aside =
        (runs.settings.workspace / "damaged/tasks.jsonl").native();
    BOOST_TEST(runs.warnings().front() ==
               record.native() + " is no file; it is kept as " + aside);
    BOOST_TEST(path_exists(own));
  }
}

// Behind the last line so many zeros that no memory holds them.
BOOST_AUTO_TEST_CASE(a_record_without_an_end_is_read_to_its_last_line) {
  Many runs;
  const fs::path record = runs.settings.workspace / "runs/0001/tasks.jsonl";
  fs::resize_file(record, std::uintmax_t{1} << 42);
  remove_file(runs.ledger());
  runs.expect_whole_and_kept_but(1);
  BOOST_REQUIRE(runs.warnings().size() == 3);
  BOOST_TEST(runs.warnings()[2] ==
             "ledger " + runs.ledger().native() +
                 ": 1 line of the runs' records are damaged; what they say is "
                 "lost, and made again when it is asked for");
}

BOOST_AUTO_TEST_CASE(an_object_that_went_with_the_ledger_is_made_again) {
  Many runs;
  const fs::path joined = runs.run().outputs.at("all").front();
  remove_file(runs.ledger());
  cut(joined / "text", 3);
  const RunOutcome outcome = runs.run();
  BOOST_TEST(outcome.counts.done == 1U);
  BOOST_TEST((runs.objects() == runs.whole));
}

// SQLite file format, 1.3: bytes 18 and 19 are 1 with a rollback journal and 2
// with a write-ahead log.
BOOST_AUTO_TEST_CASE(on_a_network_file_system_there_is_no_write_ahead_log) {
  Many local;
  BOOST_TEST(read_file(local.ledger()).substr(18, 2) == "\2\2");
  constexpr long kNfs = 0x6969;
  const ScopedFileSystem nfs(kNfs);
  Many runs(false);
  bool seen = false;
  runs.settings.sink = [&](const Event& event) {
    runs.events.push_back(event);
    seen = seen || path_exists(runs.part("-wal"));
    // A reader beside the engine.
    Ledger(runs.ledger(), Ledger::Mode::read).results();
  };
  BOOST_TEST((runs.run().state == State::done));
  BOOST_TEST(!seen);
  BOOST_TEST(read_file(runs.ledger()).substr(18, 2) == "\1\1");
  BOOST_TEST((runs.objects() == local.objects()));
  BOOST_TEST(runs.run().counts.kept == 25U);
  // One that was made on a local disk is turned.
  BOOST_TEST(local.run().counts.kept == 25U);
  BOOST_TEST(read_file(local.ledger()).substr(18, 2) == "\1\1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
