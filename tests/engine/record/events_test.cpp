#include "core/engine/record/events.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(events_test)

BOOST_AUTO_TEST_CASE(a_line_holds_what_is_there_and_no_more) {
  Event event;
  event.kind = EventKind::task_progress;
  event.at_s = 1.25;
  event.counts.total = 3;
  event.counts.running = 1;
  event.node = 7;
  event.step = "patches";
  event.section = "mob/1";
  event.done = 2;
  event.total = 5;
  event.message = "spots";
  BOOST_TEST(event_line(event) ==
             "{\"at_s\":1.25,\"counts\":{\"running\":1,\"total\":3},\"done\":2,"
             "\"event\":\"task_progress\",\"message\":\"spots\",\"node\":7,"
             "\"section\":\"mob/1\",\"step\":\"patches\",\"total\":5}");
}

BOOST_AUTO_TEST_CASE(a_line_is_read_back) {
  Event event;
  event.kind = EventKind::task_failed;
  event.at_s = 0.5;
  event.counts = {9, 1, 2, 3, 4, 5, 6, 7};
  event.remaining_s = 12;
  event.node = 3;
  event.step = "fit";
  event.where = "recipe.lua:31";
  event.expected_s = 2;
  event.seconds = 1.5;
  event.cpu_s = 1.25;
  event.peak_bytes = std::uint64_t{5} << 32;
  event.message = "a\nb";
  event.stage = "/s";
  event.log = "/l";
  const Event back = parse_event(Json::parse(event_line(event)));
  BOOST_TEST((back.kind == event.kind));
  BOOST_TEST((back.counts == event.counts));
  BOOST_TEST(back.remaining_s == 12.0);
  BOOST_TEST(back.expected_s == 2.0);
  BOOST_TEST(back.peak_bytes == event.peak_bytes);
  BOOST_TEST(back.message == "a\nb");
  BOOST_TEST((back.served == event.served));
  BOOST_TEST(event_line(back) == event_line(event));
}

// Written by hand for speed: it must stay what the library would write, for
// all members at once and for numbers of every size.
BOOST_AUTO_TEST_CASE(a_line_is_what_the_library_writes) {
  Event event;
  event.counts = {9, 1, 2, 3, 4, 5, 6, 7};
  event.node = 4'000'000'000;
  event.step = "fit";
  event.section = "two/\"B\"";
  event.where = "recipe.lua:31";
  event.done = 1;
  event.total = std::uint64_t{1} << 60;
  event.object = "ab";
  event.message = "caf\xc3\xa9 \\ \x01\n";
  event.stage = "/s";
  event.log = "/l";
  event.served = {"two/\"B\"", "mob/1"};
  event.more_served = true;
  event.left_s = 2;
  for (const EventKind kind :
       {EventKind::started, EventKind::task_progress, EventKind::task_done}) {
    event.kind = kind;
    for (const double seconds : {0.0, 0.25, 1.0, 3.5, 12.000125, 86400.0}) {
      event.at_s = event.remaining_s = event.seconds = seconds;
      event.cpu_s = event.expected_s = seconds;
      const std::string line = event_line(event);
      BOOST_TEST(line == Json::parse(line).dump());
    }
  }
  event.at_s = 1.0000004;  // to the microsecond
  BOOST_TEST(Json::parse(event_line(event)).at("at_s").get<double>() == 1.0);
  event.at_s = 0.0000006;
  BOOST_TEST(Json::parse(event_line(event)).at("at_s").get<double>() == 1e-6);
}

// A message may quote what a step has printed.
BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_do_not_break_the_line) {
  Event event;
  event.message = "\xff";
  BOOST_TEST(parse_event(Json::parse(event_line(event))).message ==
             "\xef\xbf\xbd");
}

BOOST_AUTO_TEST_CASE(an_unknown_kind_is_refused) {
  BOOST_CHECK_EXCEPTION(
      parse_event({{"event", "party"}, {"at_s", 0.0}, {"counts", {}}}), Error,
      [](const Error& e) {
        return std::string(e.what()) == "event: unknown kind 'party'";
      });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
