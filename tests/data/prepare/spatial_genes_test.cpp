#include "core/data/prepare/spatial_genes.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// A square of cells, each counted 100 times over 60 genes: `banded` are counted
// in the left half alone, gene K + 1 less often than gene K; `random` where a
// die falls, `never` nowhere; one more makes up the rest.
Dataset cells(const std::string& name, int side, int banded, int random,
              std::uint64_t seed) {
  Dataset d;
  d.section = name;
  d.lattice = Lattice::none;
  RandomStream draw(seed, "spatial_genes_test", "counts");
  for (int g = 0; g < banded; ++g) d.genes.push_back(concat("band", g));
  for (int g = 0; g < random; ++g) d.genes.push_back(concat("die", g));
  d.genes.emplace_back("never");
  d.genes.emplace_back("rest");
  const auto genes = static_cast<std::int64_t>(d.genes.size());
  d.pixel_xy.resize(Eigen::Index{side} * side, 2);
  d.counts.columns_count = genes;
  d.counts.row_starts = {0};
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const auto row = static_cast<Eigen::Index>(d.spots.size());
      d.spots.push_back(std::to_string(row + 1));
      d.pixel_xy.row(row) << 10.0 * x, 10.0 * y;
      std::int32_t left = 1000;
      const auto put = [&](int gene, std::int32_t count) {
        if (count == 0) return;
        d.counts.columns.push_back(gene);
        d.counts.values.push_back(count);
        left -= count;
      };
      // A band of width side / 2 with a gap of g cells knocked out of it.
      for (int g = 0; g < banded; ++g) {
        put(g, x < side / 2 && (x + y) % (g + 5) != 0 ? 1 : 0);
      }
      for (int g = 0; g < random; ++g) {
        put(banded + g, draw.uniform() < 0.5 ? 1 : 0);
      }
      put(banded + random + 1, left);
      d.counts.row_starts.push_back(
          static_cast<std::int64_t>(d.counts.values.size()));
    }
  }
  d.counts.rows = static_cast<std::int64_t>(d.spots.size());
  d.array_xy.resize(d.pixel_xy.rows(), 2);
  set_pixel_array(d);
  return d;
}

// The rest mirrors the bands, since all cells count alike.
bool of_bands(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& one) {
    return one.starts_with("band") || one == "rest";
  });
}

bool of_dice(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& one) {
    return one.starts_with("die");
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spatial_genes_test)

BOOST_AUTO_TEST_CASE(genes_of_a_band_are_spatial_and_those_of_a_die_are_not) {
  const std::vector<Dataset> one{cells("s/A", 20, 20, 25, 1)};
  const GeneList high = gene_set(one, SpatialGeneSet::svg20, 8);
  BOOST_TEST(high.genes.size() == 20U);
  BOOST_TEST(of_bands(high.genes));
  BOOST_TEST(high.name == "svg20");
  BOOST_TEST(high.rule ==
             "the 20 genes of highest Moran's I of 47 in s/A (400 cells, "
             "log2(1 + n / size factor), 8 nearest neighbours)");
  const GeneList low = gene_set(one, SpatialGeneSet::low_svg20, 8);
  BOOST_TEST(low.genes.size() == 20U);
  BOOST_TEST(of_dice(low.genes));
}

// 47 genes, of which one never varies: 46 cannot make 50.
BOOST_AUTO_TEST_CASE(a_constant_gene_is_in_no_list) {
  const std::vector<Dataset> one{cells("s/A", 20, 20, 25, 1)};
  BOOST_TEST(error_of([&] { gene_set(one, SpatialGeneSet::low_svg50, 8); }) ==
             "spatial_genes: of 47 genes 46 vary in s/A; low_svg50 needs 50");
}

// A gene of a die with p = 1/2 varies more than a band that is full.
BOOST_AUTO_TEST_CASE(the_most_variable_are_ranked_by_variance) {
  const std::vector<Dataset> one{cells("s/A", 20, 5, 25, 1)};
  const GeneList list = gene_set(one, SpatialGeneSet::hvg20, 8);
  BOOST_TEST(std::count_if(list.genes.begin(), list.genes.end(),
                           [](const std::string& gene) {
                             return gene.starts_with("die");
                           }) >= 19);
  BOOST_TEST(list.rule.starts_with("the 20 genes of highest variance of 32 "));
}

// Bands of a section of 900 cells outweigh dice of 100.
BOOST_AUTO_TEST_CASE(a_page_is_told_how_many_blocks_were_looked_at) {
  const auto rule = [](const std::string& name) {
    return gene_set({cells(name, 20, 20, 12, 1)}, SpatialGeneSet::svg20, 8)
        .rule;
  };
  BOOST_TEST(rule("s/A#r1c1of5x1,r3c1of5x1").find("in 2 blocks of s/A (") !=
             std::string::npos);
  BOOST_TEST(rule("s/A#r1c1of5x1").find("in s/A#r1c1of5x1 (") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(sections_count_by_their_cells) {
  Dataset small = cells("s/B", 10, 25, 20, 2);
  const Dataset large = cells("s/A", 30, 20, 25, 1);
  small.genes = large.genes;
  BOOST_TEST(
      of_bands(gene_set({small, large}, SpatialGeneSet::svg20, 8).genes));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const Dataset four = cells("s/A", 2, 20, 25, 1);
  BOOST_TEST(error_of([&] { gene_set({four}, SpatialGeneSet::svg20, 8); }) ==
             "spatial_genes: s/A has 4 cells, expected more than 8");
  BOOST_TEST(error_of([&] { gene_set({}, SpatialGeneSet::svg20, 8); }) ==
             "spatial_genes: no sections");
  BOOST_TEST(error_of([&] {
               gene_set(
                   {cells("s/A", 20, 20, 25, 1), cells("s/B", 20, 19, 25, 1)},
                   SpatialGeneSet::svg20, 8);
             }) == "spatial_genes: s/B: 46 genes, expected 47");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
