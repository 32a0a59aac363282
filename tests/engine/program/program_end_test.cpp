#include "core/engine/program/program_end.h"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <string>
#include <utility>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

ProcessEnd left_with(int code, std::string printed) {
  ProcessEnd end;
  end.code = code;
  end.printed = std::move(printed);
  return end;
}

std::string error_of_end(const ProcessEnd& end) {
  return error_of([&] {
    check_end(end, {"python3", "train.py", "two words"}, 2'500'000'000);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program_end_test)

BOOST_AUTO_TEST_CASE(code_0_is_a_good_end_whatever_was_printed) {
  BOOST_TEST(error_of_end(left_with(0, "")) == "no error");
  BOOST_TEST(error_of_end(left_with(0, "File too large\n")) == "no error");
}

BOOST_AUTO_TEST_CASE(another_code_is_told_with_the_command_and_the_last_words) {
  BOOST_TEST(error_of_end(left_with(3, "first\nlast\n")) ==
             "left with code 3\n"
             "  command: python3 train.py 'two words'\n"
             "  it printed at the end:\n"
             "    first\n"
             "    last");
  BOOST_TEST(error_of_end(left_with(3, "")) ==
             "left with code 3\n"
             "  command: python3 train.py 'two words'\n"
             "  it printed nothing");
}

BOOST_AUTO_TEST_CASE(why_it_was_ended_comes_before_how_it_ended) {
  ProcessEnd end = left_with(-1, "");
  end.signal = SIGKILL;
  BOOST_TEST(error_of_end(end).starts_with(
      "was ended by signal 9 (SIGKILL: Killed)\n  command: "));
  end.reason = "was ended: it took too long";
  BOOST_TEST(error_of_end(end).starts_with(
      "was ended: it took too long\n  command: "));
}

// The kernel's limit of a file's size shows as a signal, or as an error that
// the program prints.
BOOST_AUTO_TEST_CASE(a_file_that_grew_too_large_leads_to_the_needs) {
  const std::string remedy =
      "; no file of it may be larger than its needs say, disk_gb = 2.5\n";
  ProcessEnd end = left_with(-1, "");
  end.signal = SIGXFSZ;
  BOOST_TEST(error_of_end(end).find(remedy) != std::string::npos);
  const ProcessEnd said = left_with(1, "OSError: [Errno 27] File too large\n");
  BOOST_TEST(error_of_end(said).find(remedy) != std::string::npos);
  BOOST_TEST(error_of_end(left_with(1, "OSError")).find(remedy) ==
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
