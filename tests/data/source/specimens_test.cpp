#include "core/data/source/specimens.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"

using namespace moonstain;

namespace {

/// A section of a data set: its files by role, named SECTION.ROLE, and of each
/// the digit that its sha256 is made of.
struct Row {
  std::string section;
  std::map<std::string, char> files;
};

Manifest sheet(const std::vector<Row>& rows) {
  Manifest manifest;
  for (const Row& row : rows) {
    ManifestSection section;
    section.section = row.section;
    section.patient = row.section;
    for (const auto& [role, digit] : row.files) {
      const std::string path = concat(row.section, ".", role);
      section.files[role] = path;
      manifest.files.push_back(
          {path, 1, Digest::from_hex(std::string(64, digit)), "", ""});
    }
    manifest.sections.push_back(section);
  }
  return manifest;
}

/// "d/B is d/A by B.counts", a line each.
std::vector<std::string> said(const std::map<std::string, Manifest>& sets) {
  std::vector<std::string> lines;
  for (const auto& [section, one] : specimens_of(sets)) {
    lines.push_back(concat(section, " is ", one.first, " by ", one.shown_by));
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(specimens_test)

BOOST_AUTO_TEST_CASE(equal_counts_are_one_specimen_in_whatever_data_set) {
  const Lines expected = {"d/B is d/B by B.counts", "e/A is d/B by A.counts"};
  BOOST_TEST(said({{"d", sheet({{"A", {{"counts", '1'}, {"picture", '2'}}},
                                {"B", {{"counts", '3'}, {"picture", '4'}}}})},
                   {"e", sheet({{"A", {{"counts", '3'}}}})}}) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(equal_places_of_one_picture_are_one_specimen) {
  const Lines expected = {"d/A is d/A by A.picture", "d/B is d/A by B.picture"};
  BOOST_TEST(
      said(
          {{"d",
            sheet({{"A", {{"counts", '1'}, {"picture", '2'}, {"spots", '3'}}},
                   {"B",
                    {{"counts", '4'}, {"picture", '2'}, {"spots", '3'}}}})}}) ==
          expected,
      boost::test_tools::per_element());
}

// Three cores on one slide; an array whose spots lie where they always do.
BOOST_AUTO_TEST_CASE(a_picture_or_an_array_that_is_shared_tells_nothing) {
  BOOST_TEST(
      said({{"d",
             sheet({{"A", {{"counts", '1'}, {"picture", '2'}, {"spots", '3'}}},
                    {"B", {{"counts", '4'}, {"picture", '2'}, {"spots", '5'}}},
                    {"C", {{"counts", '6'}, {"picture", '2'}}},
                    {"D",
                     {{"counts", '7'}, {"picture", '8'}, {"spots", '3'}}}})}})
          .empty());
}

BOOST_AUTO_TEST_CASE(pictures_that_are_all_of_a_section_are_compared) {
  const Lines expected = {"d/A is d/A by A.picture", "d/C is d/A by C.picture"};
  BOOST_TEST(said({{"d", sheet({{"A", {{"picture", '1'}}},
                                {"B", {{"picture", '2'}}},
                                {"C", {{"picture", '1'}}}})}}) == expected,
             boost::test_tools::per_element());
}

// C has the counts of A and the places of B.
BOOST_AUTO_TEST_CASE(one_that_is_like_two_makes_one_of_the_three) {
  const Lines expected = {"d/A is d/A by A.counts", "d/B is d/A by B.picture",
                          "d/C is d/A by C.counts"};
  BOOST_TEST(
      said(
          {{"d",
            sheet({{"A", {{"counts", '1'}, {"picture", '2'}, {"spots", '3'}}},
                   {"B", {{"counts", '4'}, {"picture", '5'}, {"spots", '6'}}},
                   {"C",
                    {{"counts", '1'}, {"picture", '5'}, {"spots", '6'}}}})}}) ==
          expected,
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
