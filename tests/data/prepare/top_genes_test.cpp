#include "core/data/prepare/top_genes.h"

#include <boost/test/unit_test.hpp>

#include "tests/data/prepare/counted_section.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

// Four genes over two sections of two spots each; counts 4, 4, 9, 1, counted
// in 4, 2, 1 and 1 spots.
std::vector<Dataset> sections() {
  return {section_of("x/1", {{1, 2, 9, 0}, {1, 0, 0, 1}}),
          section_of("x/2", {{1, 0, 0, 0}, {1, 2, 0, 0}})};
}

GeneList chosen(const TopGenesOptions& options,
                const std::vector<Dataset>& shown = sections()) {
  TopGenes genes(options);
  for (const Dataset& one : shown) genes.add(one);
  return genes.chosen();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(top_genes_test)

// Of g0 and g1, with 4 counts each, g0 comes first by name.
BOOST_AUTO_TEST_CASE(genes_of_most_counts_come_first) {
  BOOST_TEST(chosen({}).genes == (Names{"g2", "g0", "g1", "g3"}),
             tt::per_element());
  const GeneList two = chosen({.most = 2});
  BOOST_TEST(two.genes == (Names{"g2", "g0"}), tt::per_element());
  BOOST_TEST(two.rule ==
             "the 2 genes of most counts among 4 that all of 2 sections have "
             "and that at least 0 of 4 spots count");
  BOOST_TEST(two.name.empty());
  // Fewer than are asked for: all.
  BOOST_TEST(chosen({.most = 250}).genes.size() == 4U);
}

// ln(1 + n) of g0 is ln 2 everywhere, of g1 ln 3 in half of the spots, of g2
// ln 10 in one of four, of g3 ln 2 in one: variances 0, 0.302, 0.994, 0.090.
BOOST_AUTO_TEST_CASE(genes_of_highest_variance_of_the_logarithm_come_first) {
  BOOST_TEST(
      chosen({.by = TopBy::variance}).genes == (Names{"g2", "g1", "g3", "g0"}),
      tt::per_element());
}

// Half of the spots are two: g1 has them, g2 and g3 do not.
BOOST_AUTO_TEST_CASE(genes_that_few_spots_count_are_left_out) {
  BOOST_TEST(chosen({.min_share = 0.5}).genes == (Names{"g0", "g1"}),
             tt::per_element());
  BOOST_TEST(chosen({.min_share = 0.51}).genes == (Names{"g0"}),
             tt::per_element());
  std::vector<Dataset> last = sections();
  for (Dataset& one : last) one.genes = {"a", "b", "c", "d"};
  last[0].counts.columns = {1, 2, 3};  // of no gene in all four spots
  last[0].counts.values = {1, 1, 1};
  last[0].counts.row_starts = {0, 2, 3};
  BOOST_TEST(
      error_of([&] { chosen({.min_share = 1}, last); }) ==
      "top_genes: of the 4 genes that all of 2 sections have none is counted "
      "in 4 of 4 spots; min_share is 1");
}

BOOST_AUTO_TEST_CASE(a_gene_that_a_section_lacks_is_left_out) {
  std::vector<Dataset> two = sections();
  two[1].genes[2] = "other";
  BOOST_TEST(chosen({}, two).genes == (Names{"g0", "g1", "g3"}),
             tt::per_element());
  two[1].genes = {"A", "B", "C", "D"};
  BOOST_TEST(error_of([&] { chosen({}, two); }) ==
             "top_genes: no gene is in all of 2 sections: x/1, x/2; do they "
             "name genes alike, and are they of one organism?");
  BOOST_TEST(error_of([&] {
               chosen({}, {two[0], two[0]});
             }) == "top_genes: section x/1 is there twice; expected once");
}

BOOST_AUTO_TEST_SUITE_END()
