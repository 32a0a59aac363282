#include "core/eval/gate/tolerance.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
using gate::Tolerance;

BOOST_AUTO_TEST_SUITE(tolerance_test)

BOOST_AUTO_TEST_CASE(words_are_read_as_they_are_written) {
  for (const std::string text :
       {"exact", "absolute 0.005", "relative 0.01", "seeds 2",
        "absolute 0.001 or relative 0.002 or seeds 1.5"}) {
    BOOST_TEST(gate::parse_tolerance(text, "here").text() == text);
  }
  BOOST_TEST(gate::parse_tolerance("seeds 2 or absolute 0.1", "here").text() ==
             "absolute 0.1 or seeds 2");
}

BOOST_AUTO_TEST_CASE(the_largest_part_is_allowed) {
  BOOST_TEST(Tolerance{}.allowed(7, 1.0) == 0.0);
  const Tolerance all{0.5, 0.1, 2};
  BOOST_TEST(all.allowed(-4, {}) == 0.5);
  BOOST_TEST(all.allowed(-8, {}) == 0.8);
  BOOST_TEST(all.allowed(-8, 0.75) == 1.5);
}

BOOST_AUTO_TEST_CASE(what_is_no_tolerance_is_refused_with_what_it_may_be) {
  const std::string expected =
      "; expected exact, or absolute, relative or seeds and a number above 0, "
      "with 'or' between them: 'absolute 0.005', 'relative 0.01 or seeds 2'";
  for (const std::string text :
       {"", "about 5", "absolute", "absolute -1", "absolute 0", "relative 1 %",
        "absolute nan", "absolute inf", "exact or seeds 2",
        "absolute 1 or absolute 2", "seeds 2 or "}) {
    BOOST_TEST(error_of([&] { gate::parse_tolerance(text, "g.json"); }) ==
               "g.json: is '" + text + "'" + expected);
  }
}

BOOST_AUTO_TEST_SUITE_END()
