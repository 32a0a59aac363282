#include "core/eval/export/crate_entities.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace moonstain::crate {

BOOST_AUTO_TEST_SUITE(crate_entities_test)

// RFC 9562: the version's digit is 8, the variant's one of 8, 9, a, b.
BOOST_AUTO_TEST_CASE(ids_of_actions_are_uuids) {
  const std::string id = uuid_of("x");
  BOOST_TEST(id.size() == 36);
  BOOST_TEST(id[14] == '8');
  BOOST_TEST(std::string("89ab").find(id[19]) != std::string::npos);
  BOOST_TEST(id != uuid_of("y"));
}

BOOST_AUTO_TEST_CASE(one_is_referred_to_alone_and_several_in_a_list) {
  BOOST_TEST(refers_to_all({"#a"}) == Json({{"@id", "#a"}}));
  BOOST_TEST(refers_to_all({"#a", "#b"}) ==
             Json::array({{{"@id", "#a"}}, {{"@id", "#b"}}}));
  BOOST_TEST(refers_to_all({}) == Json::array());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::crate
