#include "core/data/source/gene_sets.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(gene_sets_test)

BOOST_AUTO_TEST_CASE(a_set_is_a_line) {
  const auto sets = read_gene_sets(
      "Hallmark_A\thttps://a\tFN1\tKRT8\tFN1\r\n\nB\t\tESR1\t\n", "s.gmt");
  BOOST_REQUIRE(sets.size() == 2U);
  BOOST_TEST(sets[0].name == "Hallmark_A");
  BOOST_TEST(sets[0].genes == (std::vector<std::string>{"FN1", "KRT8"}),
             boost::test_tools::per_element());
  BOOST_TEST(sets[1].genes == (std::vector<std::string>{"ESR1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_set_is_said_with_its_line) {
  BOOST_TEST(
      error_of([] { read_gene_sets("A\tb\tC\nD E\n", "s.gmt"); }) ==
      "s.gmt: line 2 has 1 field(s); expected the name of a set, what it "
      "is, and its genes, with tabs between");
  BOOST_TEST(error_of([] { read_gene_sets("A\tb\tC\nA\tb\tD", "s.gmt"); }) ==
             "s.gmt: line 2: the set 'A' is there twice");
  BOOST_TEST(error_of([] { read_gene_sets("\n", "s.gmt"); }) ==
             "s.gmt: holds no set of genes");
}

BOOST_AUTO_TEST_SUITE_END()
