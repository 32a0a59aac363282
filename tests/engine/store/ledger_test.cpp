#include "core/engine/store/ledger.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
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
    BOOST_TEST(lookup(sha256("k7")).has_value());
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
