#include "core/data/prepare/scramble.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// Spot i has 10 * i + g + 1 counts of gene g.
Dataset section(std::int64_t spots, std::int32_t genes) {
  Dataset out;
  out.section = "a/1";
  out.counts.rows = spots;
  out.counts.columns_count = genes;
  out.counts.row_starts = {0};
  for (std::int64_t i = 0; i < spots; ++i) {
    out.spots.push_back(concat("s", i));
    for (std::int32_t g = 0; g < genes; ++g) {
      out.counts.columns.push_back(g);
      out.counts.values.push_back(static_cast<std::int32_t>(10 * i + g + 1));
    }
    out.counts.row_starts.push_back((i + 1) * genes);
  }
  for (std::int32_t g = 0; g < genes; ++g) out.genes.push_back(concat("g", g));
  out.array_xy.setZero(spots, 2);
  out.pixel_xy.setConstant(spots, 2, 3.5);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scramble_test)

// The value tells where it comes from: spot (v - 1) / 10, gene (v - 1) % 10.
BOOST_AUTO_TEST_CASE(every_spot_and_gene_has_the_counts_of_another) {
  const Dataset before = section(9, 7);
  const Dataset after = scrambled(before, 1);
  BOOST_TEST(after.spots == before.spots, boost::test_tools::per_element());
  BOOST_TEST(after.genes == before.genes, boost::test_tools::per_element());
  BOOST_TEST((after.pixel_xy == before.pixel_xy));
  BOOST_TEST_REQUIRE(after.counts.values.size() == 63U);
  std::vector<int> gene_of(7, -1);
  for (int spot = 0; spot < 9; ++spot) {
    std::set<int> sources;
    for (auto k = after.counts.row_starts[spot];
         k < after.counts.row_starts[spot + 1]; ++k) {
      const int gene = after.counts.columns[k];
      const int value = after.counts.values[k] - 1;
      sources.insert(value / 10);
      BOOST_TEST(value % 10 != gene);
      if (gene_of[gene] < 0) gene_of[gene] = value % 10;
      BOOST_TEST(value % 10 == gene_of[gene]);
      const bool rises = k == after.counts.row_starts[spot] ||
                         after.counts.columns[k - 1] < gene;
      BOOST_TEST(rises);
    }
    BOOST_TEST(sources.size() == 1U);
    BOOST_TEST(!sources.contains(spot));
  }
  BOOST_TEST(std::set<int>(gene_of.begin(), gene_of.end()).size() == 7U);
}

BOOST_AUTO_TEST_CASE(a_copy_follows_from_seed_and_section) {
  const Dataset before = section(9, 7);
  BOOST_TEST(
      scrambled(before, 1).counts.values == scrambled(before, 1).counts.values,
      boost::test_tools::per_element());
  BOOST_TEST(scrambled(before, 1).counts.values !=
             scrambled(before, 2).counts.values);
  Dataset other = before;
  other.section = "a/2";
  BOOST_TEST(scrambled(before, 1).counts.values !=
             scrambled(other, 1).counts.values);
}

BOOST_AUTO_TEST_CASE(a_single_spot_and_gene_stay) {
  const Dataset before = section(1, 1);
  BOOST_TEST(scrambled(before, 1).counts.values == before.counts.values,
             boost::test_tools::per_element());
  BOOST_TEST(scrambled(section(0, 0), 1).counts.values.empty());
}

// Tile i is one pixel (10 i, 10 i + 1, 10 i + 2).
BOOST_AUTO_TEST_CASE(tiles_are_those_of_other_spots_in_other_colours) {
  Patches before;
  before.section = "a/1";
  before.size_px = 1;
  before.has_blank = true;
  for (std::uint8_t i = 0; i < 6; ++i) {
    before.spots.push_back(concat("s", int{i}));
    for (std::uint8_t c = 0; c < 3; ++c) {
      before.pixels.push_back(static_cast<std::uint8_t>(10 * i + c));
    }
  }
  before.pixels.insert(before.pixels.end(), {255, 254, 253});
  const TempFolder folder;
  before.write(folder / "before");
  PatchReader reader(folder / "before");
  write_scrambled(reader, 1, folder / "after");
  const Patches after = Patches::read(folder / "after");
  for (int i = 0; i < 6; ++i) {
    const int red = after.pixels[3 * i];
    BOOST_TEST(red % 10 == 1);
    BOOST_TEST(red / 10 != i);
    BOOST_TEST(after.pixels[3 * i + 1] == red + 1);
    BOOST_TEST(after.pixels[3 * i + 2] == red - 1);
  }
  BOOST_TEST(after.pixels[18] == 255);
  BOOST_TEST(after.pixels[20] == 253);
}

BOOST_AUTO_TEST_SUITE_END()
