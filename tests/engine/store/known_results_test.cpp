#include "core/engine/store/known_results.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace moonstain {

namespace {

Digest digest(char digit) { return Digest::from_hex(std::string(64, digit)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(known_results_test)

// Two keys of one object, and one of an object that no row describes.
BOOST_AUTO_TEST_CASE(a_key_leads_to_what_is_known_of_its_object) {
  KnownResults known;
  known.reserve(2);
  known.add_object({digest('3'), 30, true, 300});
  known.add_object({digest('7'), 70, false, 0});
  known.finish_objects();
  known.add(digest('a'), digest('7'));
  known.add(digest('b'), digest('3'));
  known.add(digest('c'), digest('3'));
  known.add(digest('d'), digest('5'));
  known.finish();
  for (const char key : {'b', 'c'}) {
    const auto found = known.find(digest(key));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->object == digest('3')));
    BOOST_TEST(found->size_bytes == 30U);
    BOOST_TEST(found->present);
    BOOST_TEST(found->unpacked_bytes == 300U);
  }
  BOOST_TEST(!known.find(digest('a'))->present);
  BOOST_TEST(!known.find(digest('d')).has_value());
  BOOST_TEST(!known.find(digest('e')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
