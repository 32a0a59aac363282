#include "core/eval/findings/copies.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {
namespace {

/// A section of a patient that holds these counts.
SectionUnit section(const std::string& name, const std::string& patient,
                    const std::string& counts) {
  return {name, patient, {{counts, {}}, ""}};
}

/// Whether d/A and d/B, which are one specimen, are on both sides.
bool apart(const std::string& patient_of_b, const std::vector<HeldOut>& scored,
           const std::string& unit) {
  const auto copies = copies_among(
      {section("d/A", "d/P", "one"), section("d/B", patient_of_b, "one")},
      scored, unit);
  BOOST_REQUIRE(copies.size() == 1U);
  return copies[0].apart;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(copies_test)

BOOST_AUTO_TEST_CASE(equal_sections_are_told_in_pairs_by_both_names) {
  const auto copies =
      copies_among({section("d/C", "d/Q", "one"), section("d/A", "d/P", "one"),
                    section("d/B", "d/P", "two"), section("d/A", "d/P", "one"),
                    section("d/D", "d/R", ""), section("d/E", "d/R", "")},
                   {}, "patient");
  BOOST_REQUIRE(copies.size() == 1U);
  BOOST_TEST(copies[0].words() ==
             "d/A (patient d/P) and d/C (patient d/Q) have the same counts");
}

BOOST_AUTO_TEST_CASE(those_held_out_together_are_not_apart) {
  BOOST_TEST(!apart("d/Q", {{"d/A", "1"}, {"d/B", "1"}}, "section"));
  BOOST_TEST(apart("d/Q", {{"d/A", "1"}, {"d/B", "2"}}, "section"));
  // No fold is named: what is held out tells.
  BOOST_TEST(apart("d/P", {{"d/A", ""}, {"d/B", ""}}, "section"));
  BOOST_TEST(!apart("d/P", {{"d/A", ""}, {"d/B", ""}}, "patient"));
  BOOST_TEST(apart("d/Q", {{"d/A", ""}, {"d/B", ""}}, "patient"));
}

BOOST_AUTO_TEST_CASE(one_that_is_not_scored_may_be_trained_on) {
  BOOST_TEST(apart("d/Q", {{"d/A", "1"}}, "patient"));
  BOOST_TEST(apart("d/Q", {{"d/Q", "1"}}, "patient"));  // a score of a patient
  BOOST_TEST(!apart("d/P", {{"d/A", "1"}}, "patient"));
  BOOST_TEST(!apart("d/Q", {}, "patient"));  // nothing is scored
}

// Ten spots in common of the smaller one's twenty; of twenty-one too few.
BOOST_AUTO_TEST_CASE(sections_that_share_half_of_their_spots_are_one) {
  const auto with_spots = [](const std::string& name, int first, int last) {
    SectionUnit made = section(name, name, name);
    for (int i = first; i < last; ++i) made.content.counts.spots.push_back(i);
    return made;
  };
  const auto copies = copies_among(
      {with_spots("d/A", 0, 40), with_spots("d/B", 30, 50)}, {}, "section");
  BOOST_REQUIRE(copies.size() == 1U);
  BOOST_TEST(copies[0].in_common == "the same counts in 10 of 20 spots");
  BOOST_TEST(copies_among({with_spots("d/A", 0, 40), with_spots("d/B", 30, 51)},
                          {}, "section")
                 .empty());
  BOOST_TEST(copies_among({with_spots("d/A", 0, 9), with_spots("d/B", 0, 9)},
                          {}, "section")
                 .empty());
}

BOOST_AUTO_TEST_CASE(only_what_is_apart_keeps_a_verdict_open) {
  SectionCopy one{"d/A", "d/P", "d/B", "d/Q", "the same counts", false};
  BOOST_TEST(copies_in_words({one}) == "");
  one.apart = true;
  BOOST_TEST(
      copies_in_words({one, one, one, one}) ==
      "one specimen under two names stands on both sides: " + one.words() +
          ", " + one.words() + ", " + one.words() + " and 1 more");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
