#include "core/base/natural_order.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(natural_order_test)

// Both lists are natsort's 8.4.0 (natsort.natsorted of the first).
BOOST_AUTO_TEST_CASE(genes_stand_as_natsort_puts_them) {
  std::vector<std::string> genes{
      "C2orf42", "C15orf48", "C1QC", "C1QA",  "C5orf46", "C6orf132", "CD3D",
      "CD3E",    "CD163",    "CD14", "MS4A1", "KRT7",    "KRT15",    "KRT5",
      "HLA-A",   "HLA-DRA",  "AR",   "A1BG",  "a1",      "IL2RA",    "IL10",
      "IL7R",    "TP53",     "CD8A", "10X",   "2X"};
  std::stable_sort(genes.begin(), genes.end(), natural_less);
  const std::vector<std::string> expected{
      "2X",      "10X",      "A1BG",     "AR",    "C1QA", "C1QC", "C2orf42",
      "C5orf46", "C6orf132", "C15orf48", "CD3D",  "CD3E", "CD8A", "CD14",
      "CD163",   "HLA-A",    "HLA-DRA",  "IL2RA", "IL7R", "IL10", "KRT5",
      "KRT7",    "KRT15",    "MS4A1",    "TP53",  "a1"};
  BOOST_TEST(genes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_of_any_length_compare_as_numbers) {
  BOOST_TEST(natural_less("g99999999999999999999", "g100000000000000000000"));
  BOOST_TEST(!natural_less("g2", "g02"));
  BOOST_TEST(!natural_less("g02", "g2"));
}

BOOST_AUTO_TEST_CASE(what_begins_another_text_stands_before_it) {
  BOOST_TEST(natural_less("", "1"));
  BOOST_TEST(natural_less("CD", "CD3"));
  BOOST_TEST(natural_less("CD3", "CD3D"));
  BOOST_TEST(!natural_less("CD3D", "CD3"));
}

BOOST_AUTO_TEST_SUITE_END()
