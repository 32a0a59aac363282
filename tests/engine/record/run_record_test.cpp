#include "core/engine/record/run_record.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/process/machine.h"
#include "core/engine/process/usage.h"
#include "core/engine/store/workspace.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

const NumericClass kNumbers{"native", "libm: x", "torch: y"};

}  // namespace

BOOST_AUTO_TEST_SUITE(run_record_test)

BOOST_AUTO_TEST_CASE(runs_are_numbered_and_read_back) {
  TempFolder folder;
  BOOST_TEST(run_names(folder.path).empty());
  BOOST_TEST(error_of([&] { read_run(folder.path, "latest"); }) ==
             "no run in " + folder.path.native() + " yet");
  BOOST_TEST(make_run(folder.path) == "0001");
  RunRecord record;
  record.run = "0001";
  record.recipe = "demo";
  record.variant = "epochs=5";
  record.state = "done";
  record.seconds = 1.5;
  record.counts.done = 4;
  record.outputs = {{"findings", {"ab"}}};
  record.plan = sha256("plan");
  record.process_start = 12345;
  record.results = "../results";
  write_run(folder.path, record);
  BOOST_TEST(make_run(folder.path) == "0002");  // killed before its record
  const RunRecord back = read_run(folder.path, "0001");
  BOOST_TEST(back.variant == "epochs=5");
  BOOST_TEST(back.counts.done == 4U);
  BOOST_TEST(back.outputs.at("findings").front() == "ab");
  BOOST_TEST((back.plan == sha256("plan")));
  BOOST_TEST(back.process_start == 12345U);
  BOOST_TEST(back.results == "../results");
  BOOST_TEST(read_run(folder.path, "latest").run == "0001");
  BOOST_TEST(error_of([&] { read_run(folder.path, "0002"); }) ==
             "run 0002 in " + folder.path.native() +
                 " has no record: it was ended before it began");
  BOOST_TEST(whole_run(folder.path, "0001")->variant == "epochs=5");
  BOOST_TEST(!whole_run(folder.path, "0002").has_value());
  BOOST_TEST(last_run(folder.path, "demo", "default")->run == "0001");
  BOOST_TEST(!last_run(folder.path, "other", "default").has_value());
  BOOST_TEST(error_of([&] { read_run(folder.path, "0042"); }) ==
             "no run '0042' in " + folder.path.native() +
                 "; the latest is 0002");
}

// A folder of somebody's own among the runs is no run, and the next run's
// number is never one that was there.
BOOST_AUTO_TEST_CASE(a_number_that_no_run_can_have_is_none) {
  TempFolder folder;
  const fs::path runs = folder.path / "runs";
  for (const char* stray :
       {"18446744073709551615", "99999999999999999999", "00002", "12", "-1"}) {
    make_folders(runs / stray);
  }
  BOOST_TEST(run_names(folder.path).empty());
  BOOST_TEST(make_run(folder.path) == "0001");
  make_folders(runs / "999999999999999998");
  BOOST_TEST(make_run(folder.path) == "999999999999999999");
  BOOST_TEST(error_of([&] { make_run(folder.path); }) ==
             "run 999999999999999999 in " + folder.path.native() +
                 " leaves no number for another; remove its folder, or give "
                 "it another name");
}

BOOST_AUTO_TEST_CASE(a_damaged_record_is_named) {
  TempFolder folder;
  RunRecord record;
  record.run = make_run(folder.path);
  const fs::path file = folder.path / "runs/0001/run.json";
  write_run(folder.path, record);
  const std::string whole = read_file(file);
  const auto with = [&](const std::string& was, const std::string& is) {
    std::string text = whole;
    text.replace(text.find(was), was.size(), is);
    remove_file(file);
    write_file(file, text);
    return error_of([&] { read_run(folder.path, "0001"); });
  };
  const std::string outputs =
      file.native() +
      ": member 'outputs' must have a list of texts for each output";
  const std::string was = "\"outputs\": {}";
  BOOST_TEST(with(was, "\"outputs\": 5") == outputs);
  BOOST_TEST(with(was, "\"outputs\": {\"a\": 5}") == outputs);
  BOOST_TEST(with(was, "\"outputs\": {\"a\": [5]}") == outputs);
  BOOST_TEST(with(was, "\"outputs\": {\"a\": {\"b\": \"c\"}}") == outputs);
  BOOST_TEST(with(record.plan.hex(), "../x") ==
             file.native() +
                 ": member 'plan': a SHA-256 has 64 hexadecimal digits, '../x' "
                 "has 4");
}

// A file without lines, of more bytes than a memory has.
BOOST_AUTO_TEST_CASE(events_that_are_too_long_are_not_read) {
  TempFolder folder;
  const fs::path file =
      folder.path / "runs" / make_run(folder.path) / "events.jsonl";
  write_file(file, "");
  fs::permissions(file, fs::perms::owner_all);
  fs::resize_file(file, std::uintmax_t{1} << 42);
  BOOST_TEST(error_of([&] { read_events(folder.path, "0001"); }) ==
             file.native() +
                 ": 4398046511104 bytes are more than events take; remove it");
}

// This process began earlier than one that got its number later.
BOOST_AUTO_TEST_CASE(a_run_is_dead_when_its_process_is_another) {
  RunRecord record;
  record.state = "running";
  record.host = host_name();
  record.process = ::getpid();
  record.process_start = process_start(record.process);
  BOOST_TEST(record.process_start > 0U);
  BOOST_TEST(!was_killed(record));
  ++record.process_start;
  BOOST_TEST(was_killed(record));
  record.process_start = 0;  // as older records have it
  BOOST_TEST(!was_killed(record));
  record.host = "another";
  record.process = 0x7fffffff;
  BOOST_TEST(!was_killed(record));
  record.host = host_name();
  BOOST_TEST(was_killed(record));
}

// Not waited for: a zombie answers to its number.
BOOST_AUTO_TEST_CASE(a_run_whose_engine_is_a_zombie_is_dead) {
  RunRecord record;
  record.state = "running";
  record.host = host_name();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  siginfo_t info;
  BOOST_REQUIRE(
      ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0);
  record.process = child;
  BOOST_TEST(was_killed(record));
  ::waitpid(child, nullptr, 0);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_still_being_written_is_left) {
  TempFolder folder;
  const std::string run = make_run(folder.path);
  Event event;
  event.kind = EventKind::started;
  const std::string line = event_line(event) + "\n";
  const fs::path file = folder.path / "runs" / run / "events.jsonl";
  write_file(file, line + line.substr(0, 10));
  const EventsRead first = read_events(folder.path, run);
  BOOST_TEST(first.events.size() == 1U);
  BOOST_TEST(first.offset == line.size());
  remove_file(file);
  write_file(file, line + line);
  BOOST_TEST(read_events(folder.path, run, first.offset).events.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_variant_is_named_by_its_settings) {
  Graph variant;
  variant.params = {{"epochs", "passes", 200, 200, false}};
  BOOST_TEST(variant_name(variant, kNumbers) == "default");
  variant.params[0].value = 5;
  variant.switches = {
      {"unit", SwitchKind::leak, "section", "patient", "", "patient", ""},
      {"cells", SwitchKind::scoring, "all", "tissue", "", "all", ""}};
  BOOST_TEST(variant_name(variant, kNumbers) == "epochs=5,unit=audited");
  BOOST_TEST(variant_name(variant, {"portable", "", ""}) ==
             "epochs=5,numeric=portable,unit=audited");
  // Two names that look alike once made safe stay two.
  variant.switches.clear();
  variant.params[0].value = "a/b";
  const std::string slash = variant_name(variant, kNumbers);
  variant.params[0].value = "a b";
  BOOST_TEST(slash.starts_with("epochs=a_b-"));
  BOOST_TEST(slash != variant_name(variant, kNumbers));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
