#include "tools/cli/live.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/text.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

/// What a view writes for these events.
std::string shown(LiveView::Style style, const std::vector<Event>& events,
                  std::size_t columns = 80) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = ::open_memstream(&text, &size);
  {
    LiveView view(style, out, "demo default", columns);
    for (const Event& event : events) view.show(event);
  }
  std::fclose(out);
  std::string result(text, size);
  std::free(text);
  return result;
}

Event event(EventKind kind) {
  Event event;
  event.kind = kind;
  event.step = "hist_model";
  event.section = "her2st/B4";
  event.node = 7;
  event.counts = {10, 2, 3, 0, 0, 1, 4, 0};
  event.remaining_s = 300;
  return event;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(live_test)

BOOST_AUTO_TEST_CASE(durations_and_sizes_are_said_in_words) {
  BOOST_TEST(duration_words(0.04) == "0.04 s");
  BOOST_TEST(duration_words(1.25) == "1.2 s");
  BOOST_TEST(duration_words(42) == "42 s");
  BOOST_TEST(duration_words(300) == "5 min");
  BOOST_TEST(duration_words(7800) == "2 h 10 min");
  BOOST_TEST(size_words(999) == "999 B");
  BOOST_TEST(size_words(1'600'000) == "1.6 MB");
  BOOST_TEST(size_words(57'000'000) == "57 MB");
}

BOOST_AUTO_TEST_CASE(a_pipe_gets_a_line_a_task) {
  Event done = event(EventKind::task_done);
  done.seconds = 32;
  Event failed = event(EventKind::task_failed);
  failed.message = "recipe.lua:9: hist_model her2st/B4: no memory";
  failed.log = "log.txt";
  BOOST_TEST(shown(LiveView::Style::lines,
                   {event(EventKind::planned), event(EventKind::task_started),
                    event(EventKind::tick), done, failed}) ==
             "demo default: 5 of 10 done, 2 kept, 1 running, 5 min left\n"
             "[5/10] hist_model B4  32 s  (5 min left)\n"
             "failed: recipe.lua:9: hist_model her2st/B4: no memory\n"
             "  its log: log.txt\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_gets_a_table_that_is_taken_away_at_the_end) {
  Event started = event(EventKind::task_started);
  started.expected_s = 60;
  Event progress = event(EventKind::task_progress);
  progress.at_s = 30;
  progress.done = 100;
  progress.total = 200;
  progress.message = "batches, loss 0.512";
  progress.left_s = 120;
  Event ended = event(EventKind::ended);
  ended.at_s = 31;
  const std::string text =
      shown(LiveView::Style::table, {started, progress, ended});
  BOOST_TEST(text.find("demo default  #####.....  5 of 10 done, 2 kept, 1 "
                       "running, 5 min left  (30 s ") != std::string::npos);
  BOOST_TEST(text.find("  hist_model B4           #####.....  100/200 "
                       "batches, loss 0.512   2 min left\n") !=
             std::string::npos);
  BOOST_TEST(text.ends_with("\x1b[2A\x1b[J"));
}

// What is wider than the terminal would be broken in two there, and only one of
// the two would be written over.
BOOST_AUTO_TEST_CASE(no_line_is_wider_than_the_terminal) {
  Event started = event(EventKind::task_started);
  started.section = "her2st/\xC3\xA4\xE6\x9F\x93 of a long name that is cut";
  Event progress = event(EventKind::task_progress);
  progress.at_s = 30;
  progress.done = 100;
  progress.total = 200;
  progress.message = "batches, loss 0.512";
  for (const std::size_t columns : {1U, 20U, 59U, 60U, 80U, 200U}) {
    const std::string text =
        shown(LiveView::Style::table, {started, progress}, columns);
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      std::string line = text.substr(begin, end - begin);
      // The cursor goes back before a line is written over.
      if (line.starts_with("\x1b")) line = line.substr(line.find('J') + 1);
      BOOST_TEST(width_of(line) < columns, columns << ": " << line);
      BOOST_TEST(is_plain(line, 1000));
    }
  }
  BOOST_TEST(shown(LiveView::Style::table, {started, progress}, 20)
                 .find("    #####.....  100\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_task_of_no_section_is_named_by_what_it_works_for) {
  Event model = event(EventKind::task_done);
  BOOST_TEST(task_name(model) == "hist_model B4");
  model.section = "";
  BOOST_TEST(task_name(model) == "hist_model");
  model.served = {"her2st/B4"};
  BOOST_TEST(task_name(model) == "hist_model for B4");
  model.served = {"her2st/B1", "her2st/B2", "her2st/B3"};
  BOOST_TEST(task_name(model) == "hist_model for B1, B2, B3");
  model.more_served = true;
  BOOST_TEST(task_name(model) == "hist_model for B1, B2, B3 and others");
}

BOOST_AUTO_TEST_CASE(how_far_a_task_is_has_loss_and_time_left) {
  Event progress = event(EventKind::task_progress);
  BOOST_TEST(progress_words(progress) == "");
  progress.done = 100;
  progress.total = 200;
  progress.message = "batches, loss 0.512";
  BOOST_TEST(progress_words(progress) == "100/200 batches, loss 0.512");
  progress.left_s = 180;
  BOOST_TEST(progress_words(progress) ==
             "100/200 batches, loss 0.512, 3 min left");
}

BOOST_AUTO_TEST_CASE(json_gives_events_without_ticks) {
  const std::string text =
      shown(LiveView::Style::json,
            {event(EventKind::tick), event(EventKind::planned)});
  BOOST_TEST(text == event_line(event(EventKind::planned)) + "\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
