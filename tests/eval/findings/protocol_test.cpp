#include "core/eval/findings/protocol.h"

#include <boost/test/unit_test.hpp>

#include "core/base/text.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(protocol_test)

BOOST_AUTO_TEST_CASE(the_published_protocol_is_a_fact) {
  BOOST_TEST(!read_protocol("", "findings").stated);
  const Protocol protocol = read_protocol(
      R"({"switches": {
            "cells": {"kind": "scoring", "value": "tissue",
                      "published": "whole_grid", "audited": "tissue"},
            "crop": {"kind": "scoring", "value": "2", "published": "3",
                     "audited": "2"},
            "unit": {"kind": "leak", "value": "section",
                     "published": "section", "audited": "patient"}},
          "params": {"epochs": {"value": 1, "paper": 200},
                     "layer": {"value": "block8", "paper": "block8"},
                     "net_epochs": {"value": 2, "paper": 50, "of": "net"}}})",
      "findings");
  BOOST_TEST((protocol.switches.at("unit").kind == SwitchKind::leak));
  BOOST_TEST(listed(protocol.turned()) ==
             "cells is tissue, published whole_grid, crop is 2, published 3, "
             "epochs is 1, published 200, net_epochs is 2, published 50");
  // Of a predictor's own settings a claim about another one says nothing.
  BOOST_TEST(listed(protocol.turned(false, "other")) ==
             "cells is tissue, published whole_grid, crop is 2, published 3, "
             "epochs is 1, published 200");
  BOOST_TEST(protocol.turned(false, "net") == protocol.turned(),
             boost::test_tools::per_element());
  // A claim names its own reading, and so the cells that it is of.
  BOOST_TEST(protocol.stated);
  BOOST_TEST(
      listed(protocol.turned(true)) ==
      "crop is 2, published 3, epochs is 1, published 200, net_epochs is "
      "2, published 50");
}

BOOST_AUTO_TEST_CASE(what_is_no_protocol_is_named) {
  const auto error = [](const char* text) {
    return error_of([&] { read_protocol(text, "findings"); });
  };
  BOOST_TEST(error("[]") ==
             "findings: protocol: expected an object, as ms.protocol() makes "
             "it");
  BOOST_TEST(error("{}") == "findings: protocol: member 'switches' is missing");
  BOOST_TEST(error(R"({"switches": {}})") ==
             "findings: protocol: member 'params' is missing");
  BOOST_TEST(error(R"({"params": {}, "switches": {
                         "a": {"kind": "leak", "value": 1}}})") ==
             "findings: protocol: 'a': member 'published' is missing");
  BOOST_TEST(error(R"({"params": {}, "switches": {
                         "a": {"kind": "leaks", "value": 1,
                               "published": 2}}})") ==
             "findings: switch 'a' is of kind 'leaks'; it is training, scoring "
             "or leak");
  BOOST_TEST(error(R"({"switches": {}, "params": {"a": {"value": 1}}})") ==
             "findings: protocol: 'a': member 'paper' is missing");
}

// The bar of a switch that holds out more holds the loss of generalisation too.
BOOST_AUTO_TEST_CASE(a_switch_of_units_is_named_by_what_is_held_out) {
  BOOST_TEST((WalkSwitch{"unit", SwitchKind::leak, "section", "patient", ""})
                 .label() == "patient held out");
  BOOST_TEST((WalkSwitch{"gene_choice", SwitchKind::leak, "all sections",
                         "training sections", ""})
                 .label() == "gene choice");
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
