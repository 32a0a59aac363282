#include "core/data/prepare/top_genes.h"

#include <boost/test/unit_test.hpp>

#include "tests/data/prepare/counted_section.h"
#include "tests/support/golden.h"
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

/// Six spots in a row; of a gene 2 counts where its text has an x, and "g2"
/// fills each spot up to 10.
Dataset row_of(const std::string& name, const std::string& g0,
               const std::string& g1) {
  std::vector<std::vector<std::int32_t>> counts;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::int32_t a = g0[i] == 'x' ? 2 : 0, b = g1[i] == 'x' ? 2 : 0;
    counts.push_back({a, b, 10 - a - b});
  }
  Dataset out = section_of(name, counts);
  out.array_xy.resize(6, 2);
  for (int i = 0; i < 6; ++i) out.array_xy.row(i) << i, 0;
  return out;
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

// tests/golden/genes/top_genes.py: HEST-Benchmark's rule, by scanpy.
BOOST_AUTO_TEST_CASE(genes_of_highest_dispersion_are_scanpys) {
  const Json golden = read_golden("genes/top_genes");
  std::vector<Dataset> two;
  for (const Json& counts : golden.at("counts")) {
    two.push_back(section_of(concat("x/", two.size()), counts));
    two.back().genes = golden.at("names").get<Names>();
  }
  const GeneList found = chosen({.by = TopBy::dispersion,
                                 .most = 12,
                                 .min_share = 0.1,
                                 .share_of = ShareOf::each,
                                 .without = {"BLANK", "Control"}},
                                two);
  BOOST_TEST(found.genes == golden.at("chosen").get<Names>(),
             tt::per_element());
  // Of those that are left one never varies.
  BOOST_TEST(found.rule ==
             concat("the 12 genes of highest dispersion for their mean among ",
                    golden.at("left").get<int>() - 1,
                    " that all of 2 sections have and that at least a share "
                    "of 0.1 of each section's spots count, without names that "
                    "contain BLANK, Control"));
}

// g0 never varies; each of the others is alone in its class and scores 1.
BOOST_AUTO_TEST_CASE(a_gene_that_never_varies_has_no_dispersion) {
  BOOST_TEST(
      chosen({.by = TopBy::dispersion}).genes == (Names{"g1", "g2", "g3"}),
      tt::per_element());
  BOOST_TEST(
      error_of([] {
        chosen({.by = TopBy::dispersion}, {section_of("x/1", {{1}, {1}})});
      }) ==
      "top_genes: of the 1 genes that all of 1 section have none is "
      "counted in 0 of 2 spots and varies; min_share is 0");
}

// Their dispersions are one, so that each scores 0.
BOOST_AUTO_TEST_CASE(genes_that_do_not_differ_come_by_name) {
  const Dataset alike =
      section_of("x/1", {{2, 0, 2}, {0, 2, 0}, {2, 2, 0}, {0, 0, 2}});
  BOOST_TEST(chosen({.by = TopBy::dispersion, .most = 2}, {alike}).genes ==
                 (Names{"g0", "g1"}),
             tt::per_element());
}

// Halves of a row lie together, every other spot does not: g1 does in both
// sections, g0 in the first alone.
BOOST_AUTO_TEST_CASE(genes_that_lie_together_in_the_mean_come_first) {
  const TopGenesOptions by_moran{
      .by = TopBy::moran, .without = {"g2"}, .neighbours = 2};
  const GeneList found = chosen(by_moran, {row_of("x/1", "xxx...", "...xxx"),
                                           row_of("x/2", ".x.x.x", "xxx...")});
  BOOST_TEST(found.genes == (Names{"g1", "g0"}), tt::per_element());
  BOOST_TEST(found.rule ==
             "the 2 genes of highest mean Moran's I among 2 that all of 2 "
             "sections have and that at least 0 of 12 spots count, by 2 "
             "nearest neighbours on the array, without names that contain g2");
  // Of the second, g0 without counts never varies.
  BOOST_TEST(chosen(by_moran, {row_of("x/1", "xxx...", "...xxx"),
                               row_of("x/2", "......", "xxx...")})
                     .genes == (Names{"g1"}),
             tt::per_element());
  for (const TopGenesOptions& wrong : {TopGenesOptions{.by = TopBy::moran},
                                       TopGenesOptions{.neighbours = 2}}) {
    BOOST_TEST(error_of([&] { chosen(wrong); }) ==
               concat("top_genes: by is ", word_of(wrong.by),
                      " and neighbours ", wrong.neighbours,
                      "; neighbours, at least 1, are those of Moran's I, and "
                      "of it alone"));
  }
}

// Of six spots g2 and g3 are counted in three, but in none of a section.
BOOST_AUTO_TEST_CASE(a_share_may_be_of_each_sections_spots) {
  std::vector<Dataset> two = sections();
  two.push_back(section_of("x/3", {{1, 0, 1, 1}, {1, 0, 1, 1}}));
  BOOST_TEST(chosen({.min_share = 0.5}, two).genes == (Names{"g2", "g0", "g3"}),
             tt::per_element());
  BOOST_TEST(chosen({.min_share = 0.5, .share_of = ShareOf::each}, two).genes ==
                 (Names{"g0"}),
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
