#include "core/data/stored/join.h"

#include <boost/test/unit_test.hpp>

#include "core/data/stored/places.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

std::vector<std::size_t> paired(const Names& wanted, const Names& given) {
  return paired_sections(wanted, "targets", given, "features", "fit");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(join_test)

BOOST_AUTO_TEST_CASE(names_are_found_where_they_stand_first) {
  const Names names{"a", "b", "a", "c", "b", "a"};
  const Places places(names);
  BOOST_TEST((places.find("a") == std::size_t{0}));
  BOOST_TEST((places.find("c") == std::size_t{3}));
  BOOST_TEST(!places.find("d").has_value());
  BOOST_TEST(places.count("a") == 3U);
  BOOST_TEST(places.count("d") == 0U);
  BOOST_TEST((places.repeated() == std::size_t{2}));
}

BOOST_AUTO_TEST_CASE(rows_follow_the_names_that_are_wanted) {
  const auto places = places_of({"c", "a"}, {"a", "b", "c"}, "spot", "here");
  const Matrix values{{1, 2}, {3, 4}, {5, 6}};
  BOOST_TEST((rows_at(values, places) == (Matrix{{5, 6}, {1, 2}})));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_missing_or_there_twice_is_named) {
  BOOST_TEST(error_of([] { places_of({"d"}, {"a", "b"}, "spot", "here"); }) ==
             "here: no spot 'd' (2 given, as 'a')");
  BOOST_TEST(error_of([] {
               places_of({"a"}, {"a", "b", "b"}, "spot", "here");
             }) == "here: spot 'b' stands there twice");
}

BOOST_AUTO_TEST_CASE(lists_of_sections_are_matched_one_to_one) {
  BOOST_TEST(paired({"s", "t", "u"}, {"u", "s", "t"}) ==
                 (std::vector<std::size_t>{1, 2, 0}),
             tt::per_element());
  BOOST_TEST(error_of([] { paired({"s"}, {"s", "s"}); }) ==
             "fit: features of section s are there twice");
  BOOST_TEST(error_of([] { paired({"s", "t"}, {"s"}); }) ==
             "fit: section t has targets but no features");
  BOOST_TEST(error_of([] { paired({"s", "s"}, {"s"}); }) ==
             "fit: section s has targets but no features");
  BOOST_TEST(error_of([] { paired({"s"}, {"s", "t"}); }) ==
             "fit: section t has features but no targets");
}

BOOST_AUTO_TEST_SUITE_END()
