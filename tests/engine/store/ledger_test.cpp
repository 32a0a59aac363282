#include "core/engine/store/ledger.h"

#include <sqlite3.h>

#include <boost/test/unit_test.hpp>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/store/task_record.h"
#include "tests/support/reader.h"
#include "tests/support/temp_folder.h"

namespace tt = boost::test_tools;

namespace moonstain {

namespace {

TaskRow row(const std::string& key, const std::string& object,
            const std::string& step = "write", double seconds = 1) {
  TaskRow row;
  row.key = sha256(key);
  row.object = sha256(object);
  row.size_bytes = object.size();
  row.unpacked_bytes = 10 * object.size();
  row.step = step;
  row.version = 1;
  row.run = "0001";
  row.seconds = seconds;
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger_test)

BOOST_AUTO_TEST_CASE(what_is_recorded_is_found_by_key_by_another_reader) {
  TempFolder folder;
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  ledger.record({row("k1", "object"), row("k2", "object"), row("k3", "other")});
  Ledger reader(folder.path / "ledger.sqlite", Ledger::Mode::read);
  const auto known = reader.find(sha256("k2"));
  BOOST_REQUIRE(known.has_value());
  BOOST_TEST((known->object == sha256("object")));
  BOOST_TEST(known->size_bytes == 6U);
  BOOST_TEST(known->unpacked_bytes == 60U);
  BOOST_TEST(known->present);
  BOOST_TEST(!reader.find(sha256("k4")).has_value());
  BOOST_TEST(reader.results() == 3U);
  BOOST_TEST(reader.all().size() == 3U);
  BOOST_TEST(reader.present_objects().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_reader_of_no_file_finds_nothing_and_makes_none) {
  TempFolder folder;
  Ledger reader(folder.path / "ledger.sqlite", Ledger::Mode::read);
  BOOST_TEST(!reader.find(sha256("k")).has_value());
  BOOST_TEST(reader.results() == 0U);
  BOOST_TEST(!path_exists(folder.path / "ledger.sqlite"));
}

// Below a tenth of the rows look-ups go one by one, above in a scan.
BOOST_AUTO_TEST_CASE(both_ways_of_looking_up_agree) {
  TempFolder folder;
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  std::vector<TaskRow> rows;
  for (int i = 0; i < 40; ++i) rows.push_back(row(concat("k", i), "o"));
  ledger.record(rows);
  for (const std::uint64_t nodes : {2, 40}) {
    const auto lookup = ledger.lookup(nodes);
    BOOST_REQUIRE(lookup(sha256("k7")).has_value());
    BOOST_TEST(lookup(sha256("k7"))->unpacked_bytes == 10U);
    BOOST_TEST(!lookup(sha256("k40")).has_value());
  }
}

BOOST_AUTO_TEST_CASE(absent_bytes_stay_known) {
  TempFolder folder;
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  ledger.record({row("k1", "a"), row("k2", "b")});
  ledger.mark_absent({sha256("a")});
  BOOST_REQUIRE(ledger.find(sha256("k1")).has_value());
  BOOST_TEST(!ledger.find(sha256("k1"))->present);
  BOOST_TEST(!ledger.has_object(sha256("a")));
  BOOST_TEST(ledger.has_object(sha256("b")));
  ledger.record({row("k1", "a")});
  BOOST_TEST(ledger.find(sha256("k1"))->present);
}

// A form 2 had no `unpacked_bytes`, a form 3 no folders of results: what it
// holds can be read, and the first who writes adds what it lacks.
BOOST_AUTO_TEST_CASE(a_ledger_of_an_older_form_is_read_and_brought_up) {
  TempFolder folder;
  const fs::path path = folder.path / "ledger.sqlite";
  Ledger(path, Ledger::Mode::write).record({row("k1", "object")});
  {
    sqlite3* old = nullptr;
    BOOST_REQUIRE(sqlite3_open(path.c_str(), &old) == SQLITE_OK);
    BOOST_TEST(sqlite3_exec(old,
                            "ALTER TABLE objects DROP COLUMN unpacked_bytes; "
                            "DROP TABLE result_folders; "
                            "PRAGMA user_version = 2",
                            nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(old);
  }
  BOOST_TEST(ledger_damage(path, true) == "");
  {
    Ledger reader(path, Ledger::Mode::read);
    for (const auto& known :
         {reader.find(sha256("k1")), reader.lookup(1)(sha256("k1")),
          std::optional(reader.all().at(sha256("k1")))}) {
      BOOST_REQUIRE(known.has_value());
      BOOST_TEST(known->size_bytes == 6U);
      BOOST_TEST(known->unpacked_bytes == 0U);
    }
  }
  Ledger ledger(path, Ledger::Mode::write);
  BOOST_TEST(ledger.find(sha256("k1"))->unpacked_bytes == 0U);
  ledger.record({row("k2", "other")});
  BOOST_TEST(ledger.find(sha256("k2"))->unpacked_bytes == 50U);
  BOOST_TEST(ledger.result_folders().empty());
  BOOST_TEST(ledger_damage(path, true) == "");
}

BOOST_AUTO_TEST_CASE(folders_of_results_are_remembered_by_their_bytes) {
  TempFolder folder;
  const fs::path path = folder.path / "ledger.sqlite";
  const fs::path odd = "../a\xff b";
  {
    Ledger ledger(path, Ledger::Mode::write);
    BOOST_TEST(ledger.result_folders().empty());
    ledger.remember_results("../results");
    ledger.remember_results(odd);
    ledger.remember_results("../results");
  }
  Ledger ledger(path, Ledger::Mode::write);
  BOOST_TEST(
      (ledger.result_folders() == std::vector<fs::path>{odd, "../results"}));
  ledger.forget_results(odd);
  BOOST_TEST((ledger.result_folders() == std::vector<fs::path>{"../results"}));
}

// SQLite's own limit of 512 bytes, less 8 for the names of its other files.
BOOST_AUTO_TEST_CASE(a_path_that_is_too_long_is_said_to_be) {
  TempFolder folder;
  fs::path path = folder.path;
  while (path.native().size() < 600) path /= std::string(100, 'd');
  make_folders(path);
  path /= "ledger.sqlite";
  for (const auto mode : {Ledger::Mode::write, Ledger::Mode::read}) {
    write_file(path, "");
    BOOST_TEST(error_of([&] { Ledger ledger(path, mode); }) ==
               concat("ledger ", path.native(), ": its path has ",
                      path.native().size(),
                      " bytes, SQLite opens at most 504; name a --workspace "
                      "with a shorter path"));
    remove_file(path);
  }
}

// The log's files are gone with the last who wrote; a reader cannot make them.
BOOST_AUTO_TEST_CASE(a_ledger_in_a_folder_that_cannot_be_written_is_read) {
  TempFolder folder;
  const fs::path place = folder.path / "a %b?#";
  make_folders(place);
  const fs::path path = place / "ledger.sqlite";
  Ledger(path, Ledger::Mode::write).record({row("k1", "object")});
  BOOST_REQUIRE(list_folder(place).size() == 1U);
  BOOST_TEST(as_a_reader({place}, [&] {
               Ledger ledger(path, Ledger::Mode::read);
               return concat(ledger.results(), " ", ledger_damage(path, true));
             }) == "1 ");
  BOOST_TEST(list_folder(place).size() == 1U);
}

// As an engine leaves it that is killed: rows stand in the log alone.
BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_read_in_is_said_to_be_there) {
  TempFolder folder;
  const fs::path place = folder.path / "ws";
  make_folders(place);
  const fs::path path = place / "ledger.sqlite";
  {
    Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
    ledger.record({row("k1", "object")});
    for (const char* part : {"ledger.sqlite", "ledger.sqlite-wal"}) {
      write_file(place / part, read_file(folder.path / part));
    }
  }
  BOOST_TEST(
      as_a_reader(
          {place},
          [&] { return concat(Ledger(path, Ledger::Mode::read).results()); }) ==
      "ledger " + path.native() +
          ": an engine was killed at work, and what it had begun "
          "is put right only where the folder can be written: "
          "any command of its owner does it");
  BOOST_TEST(Ledger(path, Ledger::Mode::read).results() == 1U);
}

// Mean of the first five; then each new one counts a fifth: 3 + (8 - 3) / 5.
BOOST_AUTO_TEST_CASE(step_times_favour_the_newest) {
  TempFolder folder;
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  for (const double seconds : {1, 2, 3, 4, 5}) {
    ledger.record({row(concat(seconds), "o", "fit", seconds)});
  }
  BOOST_TEST(ledger.step_seconds().at("fit") == 3.0, tt::tolerance(1e-12));
  ledger.record({row("8", "o", "fit", 8)});
  BOOST_TEST(ledger.step_seconds().at("fit") == 4.0, tt::tolerance(1e-12));
}

// Run in 1, 2 and 10000: of the run in hand what was there by then.
BOOST_AUTO_TEST_CASE(what_a_task_took_is_found_by_its_key) {
  TempFolder folder;
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  for (const auto& [run, seconds] :
       std::map<std::string, double>{{"0001", 3}, {"0002", 5}, {"10000", 7}}) {
    TaskRow one = row("k", "o", "fit", seconds);
    one.run = run;
    one.cpu_s = 2 * seconds;
    one.peak_bytes = 1000;
    ledger.record({one});
  }
  const auto seconds = [&](const std::string& up_to) {
    const auto costs = ledger.costs({sha256("k"), sha256("unknown")}, up_to);
    BOOST_TEST(costs.size() == 1U);
    return costs.at(sha256("k")).seconds;
  };
  BOOST_TEST(seconds("0001") == 3);
  BOOST_TEST(seconds("0009") == 5);
  BOOST_TEST(seconds("10000") == 7);
  BOOST_TEST(seconds("0000") == 7);  // only later ones
  const TaskCost cost = ledger.costs({sha256("k")}, "0002").at(sha256("k"));
  BOOST_TEST(cost.run == "0002");
  BOOST_TEST(cost.cpu_s == 10);
  BOOST_TEST(cost.peak_bytes == 1000U);
}

BOOST_AUTO_TEST_CASE(a_source_is_remembered_under_its_very_stamp) {
  TempFolder folder;
  Ledger ledger(folder.path / "ledger.sqlite", Ledger::Mode::write);
  const FileStamp stamp{10, 1'000'000'001, 1'000'000'002, ~std::uint64_t{0}};
  ledger.record_sources({{"/data/x", stamp, sha256("x")}});
  BOOST_TEST((ledger.source_digest("/data/x", stamp) == sha256("x")));
  BOOST_TEST(!ledger.source_digest("/data/y", stamp).has_value());
  FileStamp later = stamp;
  later.ctime_ns += 1;
  BOOST_TEST(!ledger.source_digest("/data/x", later).has_value());
}

// As one was written before records had `unpacked_bytes`; its check is the
// first 16 digits of `sha256sum` of the line without it.
BOOST_AUTO_TEST_CASE(a_row_goes_through_its_line_in_a_record) {
  const TaskRow back = parse_task_line(task_line(row("k", "object")), "0001");
  BOOST_TEST((back.object == sha256("object")));
  BOOST_TEST(back.size_bytes == 6U);
  BOOST_TEST(back.unpacked_bytes == 60U);
  const std::string digest(64, 'a');
  const std::string old = concat(
      R"({"check":"85f576d0c742e26d","class":"","cpu_s":0.0,"files":"","host":"h",)",
      R"("key":")", digest, R"(","node":-1,"object":")", digest,
      R"(","peak_bytes":0,"program":"","seconds":1.0,"section":"",)",
      R"("size_bytes":5,"step":"s","version":1})");
  BOOST_TEST(parse_task_line(old, "0001").size_bytes == 5U);
  BOOST_TEST(parse_task_line(old, "0001").unpacked_bytes == 0U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_ledger_is_refused) {
  TempFolder folder;
  const fs::path path = folder.path / "ledger.sqlite";
  write_file(path, std::string(8192, 'x'));
  BOOST_TEST(error_of([&] { Ledger ledger(path, Ledger::Mode::write); }) ==
             "ledger " + path.native() +
                 ": cannot be opened: file is not a database; the next "
                 "`moonstain run` or `moonstain verify` makes it again");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
