#include "core/engine/program/arguments.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(arguments_test)

BOOST_AUTO_TEST_CASE(arguments_are_filled_in) {
  PlaceholderValues values;
  values.program = "/program/a.py";
  values.output = "/output";
  values.inputs["many"] = {"/inputs/many/1", "/inputs/many/2"};
  values.options = {{"rate", 0.1},
                    {"whole", 2.0},
                    {"on", true},
                    {"text", "a {b}"},
                    {"list", {1.5, 2}}};
  const std::vector<std::string> filled =
      fill_arguments({"{program}", "{inputs.many}", "{inputs.none}",
                      "--rate={options.rate}", "{options.whole}{options.on}",
                      "{options.text}", "{options.list}", "{{x}}", ""},
                     values);
  const std::vector<std::string> expected = {"/program/a.py",
                                             "/inputs/many/1",
                                             "/inputs/many/2",
                                             "--rate=0.1",
                                             "2true",
                                             "a {b}",
                                             "1.5",
                                             "2",
                                             "{x}",
                                             ""};
  BOOST_TEST(filled == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
