#include "core/engine/run/between.h"

#include <boost/test/unit_test.hpp>

#include "tests/engine/test_graph.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

using Sections = std::vector<std::string>;

/// Texts by section, their lengths, the lengths joined.
StoredPlan plan(const std::string& text, const std::string& separator = "+",
                const Sections& sections = {"mob/1", "mob/2"}) {
  TestGraph test(test_catalog(test_worker().native()));
  std::vector<NodeIndex> lengths;
  for (const std::string& section : sections) {
    const NodeIndex note = test.add("write", {{"text", text}}, {}, section);
    lengths.push_back(test.add("length", {}, {{"note", {note}}}, section));
  }
  test.output("joined", test.add("join", {{"separator", separator}},
                                 {{"notes", lengths}}));
  return {test.graph, test.numbers};
}

ParamValue param(const std::string& name, int value) {
  ParamValue made;
  made.name = name;
  made.value = value;
  return made;
}

/// "what (path, nodes)" of each.
Sections said(const StoredPlan& before, const StoredPlan& after) {
  Sections lines;
  for (const Moved& one : moved_between(before, after)) {
    lines.push_back(concat(one.what, " (", one.path, ", ", one.nodes, ")"));
  }
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(between_test)

BOOST_AUTO_TEST_CASE(the_same_plan_has_moved_nothing) {
  BOOST_TEST(said(plan("hello"), plan("hello")).empty());
}

// Both texts are other ones: said once. That lengths and the joined text are
// other nodes only follows.
BOOST_AUTO_TEST_CASE(all_that_moved_is_named_once_and_what_follows_is_not) {
  BOOST_TEST(
      said(plan("hello"), plan("world", "-")) ==
          (Sections{"join option separator = \"-\", was \"+\" (joined, 1)",
                    "write option text = \"world\", was \"hello\" "
                    "(joined.notes[1].note, 2)"}),
      boost::test_tools::per_element());
}

// By their place the second of the one would meet the first of the other.
BOOST_AUTO_TEST_CASE(values_by_section_are_paired_by_their_section) {
  BOOST_TEST(said(plan("a"), plan("b", "+", {"mob/2", "mob/3"})) ==
                 (Sections{"length mob/3 is new (joined.notes[2], 1)",
                           "length mob/1 is not there (joined.notes[1], 1)",
                           "write option text = \"b\", was \"a\" "
                           "(joined.notes[1].note, 1)"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(params_classes_and_outputs_are_of_the_whole_plan) {
  StoredPlan before = plan("a");
  StoredPlan after = plan("a");
  before.graph.params = {param("gone", 1), param("top", 3)};
  after.graph.params = {param("top", 4)};
  before.numbers.torch = "old";
  after.numbers.torch = "new";
  after.graph.outputs["more"] = {0};
  BOOST_TEST(said(before, after) ==
                 (Sections{"param top = 4, was 3 (, 0)",
                           "param gone is not there, was 1 (, 0)",
                           "numeric class of networks 'new', was 'old' (, 0)",
                           "output more is new (, 0)"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
