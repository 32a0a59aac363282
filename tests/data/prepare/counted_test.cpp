#include "core/data/prepare/counted.h"

#include <boost/test/unit_test.hpp>

#include "tests/data/prepare/counted_section.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;
using Counts = std::vector<std::int32_t>;

// Gene g1 is not counted, g3 in one spot; spot 1x0 counts nothing, 3x0 only g3.
Dataset section() {
  Dataset d = section_of(
      "x/1", {{5, 0, 2, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 7}});
  d.array_xy.resize(4, 2);
  d.array_xy << 0, 0, 1, 0, 2, 0, 3, 0;
  d.pixel_xy.resize(4, 2);
  d.pixel_xy << 0, 0, 10, 0, 20, 0, 30, 0;
  d.left_out = {{"no position", 2}};
  return d;
}

Dataset of_genes(const std::string& name, const Names& genes) {
  Dataset d;
  d.section = name;
  d.genes = genes;
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(counted_test)

BOOST_AUTO_TEST_CASE(genes_and_spots_that_count_nothing_go) {
  const Dataset out = counted_dataset(section(), 1, 1);
  BOOST_TEST(out.genes == (Names{"g0", "g2", "g3"}), tt::per_element());
  BOOST_TEST(out.spots == (Names{"0x0", "2x0", "3x0"}), tt::per_element());
  BOOST_TEST(out.counts.rows == 3);
  BOOST_TEST(out.counts.columns_count == 3);
  BOOST_TEST(out.counts.row_starts == (std::vector<std::int64_t>{0, 2, 3, 4}),
             tt::per_element());
  BOOST_TEST(out.counts.columns == (Counts{0, 1, 0, 2}), tt::per_element());
  BOOST_TEST(out.counts.values == (Counts{5, 2, 1, 7}), tt::per_element());
  BOOST_TEST(out.pixel_xy(2, 0) == 30);
  BOOST_REQUIRE(out.left_out.size() == 3U);
  BOOST_TEST(out.left_out[0].first == "no position");
  BOOST_TEST(out.left_out[1].first == "genes, counted in fewer than 1 spot");
  BOOST_TEST(out.left_out[1].second == 1);
  BOOST_TEST(out.left_out[2].first == "fewer than 1 gene counted");
  BOOST_TEST(out.left_out[2].second == 1);
}

// Genes go first: spot 3x0 counts nothing of those that are left.
BOOST_AUTO_TEST_CASE(spots_are_asked_for_the_genes_that_are_left) {
  const Dataset out = counted_dataset(section(), 2, 1);
  BOOST_TEST(out.genes == (Names{"g0"}), tt::per_element());
  BOOST_TEST(out.spots == (Names{"0x0", "2x0"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(what_counts_is_kept_as_it_is) {
  const TempFolder folder;
  const Dataset once = counted_dataset(section(), 1, 1);
  const Dataset twice = counted_dataset(once, 1, 1);
  BOOST_TEST(twice.counts.values == once.counts.values, tt::per_element());
  BOOST_TEST(twice.left_out.size() == once.left_out.size());
  twice.write(folder / "d");
  BOOST_TEST(Dataset::read(folder / "d").genes == once.genes,
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_section_of_which_nothing_is_left_is_named) {
  BOOST_TEST(error_of([&] { counted_dataset(section(), 3, 1); }) ==
             "counted_dataset: of the 4 genes of section x/1 none is counted "
             "in 3 spots");
  BOOST_TEST(error_of([&] { counted_dataset(section(), 1, 3); }) ==
             "counted_dataset: of the 4 spots of section x/1 none counts 3 "
             "genes");
}

// Bytes: upper case before lower case, digits before both.
BOOST_AUTO_TEST_CASE(shared_genes_are_sorted_by_bytes) {
  SharedGenes shared("shared_genes");
  shared.add(of_genes("a", {"tnf", "GNAS", "A2M", "7SK"}));
  shared.add(of_genes("b", {"A2M", "7SK", "FN1", "tnf"}));
  const GeneList list = shared.list();
  BOOST_TEST(list.genes == (Names{"7SK", "A2M", "tnf"}), tt::per_element());
  BOOST_TEST(list.rule == "the 3 genes that all of 2 sections have");
}

BOOST_AUTO_TEST_CASE(sections_without_a_shared_gene_are_named) {
  SharedGenes shared("shared_genes");
  shared.add(of_genes("her2st/B4", {"GNAS", "A2M"}));
  shared.add(of_genes("mob/MOB1", {"Gnas"}));
  shared.add(of_genes("x/1", {}));
  BOOST_TEST(error_of([&] { shared.list(); }) ==
             "shared_genes: no gene is in all of 3 sections: her2st/B4 (2 "
             "genes, as 'A2M'), mob/MOB1 (1 genes, as 'Gnas'), x/1 (0 genes); "
             "do they name genes alike, and are they of one organism?");
}

BOOST_AUTO_TEST_SUITE_END()
