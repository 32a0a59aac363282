// The lists of genes that ship, beside digests of the published files: symbols
// in their order, one a line.

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/data/prepare/expression.h"

namespace moonstain {
namespace {

std::string bytes_of(const std::string& name) {
  return read_file("recipes/lib/" + name);
}

std::set<std::string> genes_of(const std::string& name) {
  const std::vector<std::string> genes = parse_gene_list(bytes_of(name), name);
  return {genes.begin(), genes.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gene_lists_test)

BOOST_AUTO_TEST_CASE(the_lists_of_her2st_and_cscc_are_the_published_ones) {
  BOOST_TEST(
      sha256(bytes_of("her2st_785.txt")).hex() ==
      "9dc7a8c3a7cc2fbc5fc2c98be8fba48fcb19af0befcef1fd92cf6489923b8033");
  BOOST_TEST(
      sha256(bytes_of("cscc_171.txt")).hex() ==
      "b652bac55dd0c88d722f08867777d0607c96389e6755fd85771ba35a8e428fe2");
}

BOOST_AUTO_TEST_CASE(eighteen_genes_are_in_both) {
  const std::set<std::string> her2st = genes_of("her2st_785.txt");
  const std::set<std::string> cscc = genes_of("cscc_171.txt");
  BOOST_TEST(her2st.size() == 785U);
  BOOST_TEST(cscc.size() == 171U);
  std::size_t both = 0;
  for (const std::string& gene : cscc) both += her2st.count(gene);
  BOOST_TEST(both == 18U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
