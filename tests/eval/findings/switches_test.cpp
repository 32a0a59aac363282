#include "core/eval/findings/switches.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(switches_test)

BOOST_AUTO_TEST_CASE(switches_in_force_are_read_by_name) {
  BOOST_TEST(read_switches("{}", "findings").empty());
  const auto switches = read_switches(
      R"({"unit": {"kind": "leak", "value": "patient", "published": "section"},
          "seen": {"kind": "training", "value": 3, "published": 3.5}})",
      "findings");
  BOOST_TEST(switches.size() == 2U);
  BOOST_TEST((switches.at("unit").kind == SwitchKind::leak));
  BOOST_TEST(switches.at("unit").value == "patient");
  BOOST_TEST(switches.at("seen").published == 3.5);
}

BOOST_AUTO_TEST_CASE(what_is_no_switch_is_named) {
  const auto error = [](const char* text) {
    return error_of([&] { read_switches(text, "findings"); });
  };
  BOOST_TEST(error("[]") ==
             "findings: switches: expected an object with a member a switch");
  BOOST_TEST(error(R"({"a": {"kind": "leak", "value": 1}})") ==
             "findings: switches: 'a': member 'published' is missing");
  BOOST_TEST(error(R"({"a": {"kind": "leaks", "value": 1, "published": 2}})") ==
             "findings: switch 'a' is of kind 'leaks'; it is training, scoring "
             "or leak");
  BOOST_TEST(error(R"({"a": {"kind": "leak", "value": 1, "published": 2,
                             "why": "w"}})") ==
             "findings: switches: 'a': has more members than value, published "
             "and kind");
}

BOOST_AUTO_TEST_CASE(lists_of_a_walk_are_read_in_their_order) {
  const SwitchLists lists{{"unit", "cells"},
                          {"leak", "scoring"},
                          {"section", "grid"},
                          {"patient", "tissue"},
                          {}};
  const auto switches = read_switches(lists, "walk");
  BOOST_TEST(switches.at(0).name == "unit");
  BOOST_TEST((switches.at(1).kind == SwitchKind::scoring));
  BOOST_TEST(switches.at(1).audited == "tissue");
  BOOST_TEST(switches.at(1).why == "");
  SwitchLists short_of = lists;
  short_of.kinds.pop_back();
  BOOST_TEST(error_of([&] { read_switches(short_of, "walk"); }) ==
             "walk: 2 switches, but 1 kinds, 2 published and 2 audited values, "
             "2 reasons");
  SwitchLists odd = lists;
  odd.kinds[1] = "score";
  BOOST_TEST(error_of([&] { read_switches(odd, "walk"); }) ==
             "walk: switch 'cells' is of kind 'score'; it is training, scoring "
             "or leak");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
