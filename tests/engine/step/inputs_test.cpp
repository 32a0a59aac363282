#include "core/engine/step/inputs.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(inputs_test)

BOOST_AUTO_TEST_CASE(an_optional_input_is_one_value_or_none) {
  const Inputs in("crop", {{"picture", {{"/data/1f", "he.tif", ""}}},
                           {"mask", {}},
                           {"pair", {{"/a", "a", ""}, {"/b", "b", ""}}}});
  BOOST_TEST(in.get_or_none<File>("picture").value().name == "he.tif");
  BOOST_TEST(!in.get_or_none<File>("mask").has_value());
  BOOST_TEST(!in.get_or_none<File>("alignment").has_value());
  BOOST_TEST(error_of([&] { in.get_or_none<File>("pair"); }) ==
             "crop: input 'pair' has 2 values, expected one");
}

BOOST_AUTO_TEST_SUITE_END()
