#include "core/data/patients/synthetic_tumour.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"

using namespace moonstain;

namespace {

const SyntheticTumourOptions kLattice{.rows = 32, .columns = 32};

// A patient whose z is well above 0.
SyntheticPatientOptions malignant() {
  SyntheticPatientOptions patient{.section = "synthetic_cells/C1",
                                  .patient = "synthetic_cells/P1",
                                  .mean_count = 20,
                                  .genes = {"TOP2A", "LUM"}};
  while (synthetic_truth(patient).malignancy < 1) ++patient.seed;
  return patient;
}

// Pixels of a tile whose red is below 150: background has 219 and more.
double dark_share(const Patches& patches, std::size_t tile) {
  double dark = 0;
  const std::size_t bytes = patches.tile_bytes();
  for (std::size_t at = 0; at < bytes; at += 3) {
    dark += patches.pixels[tile * bytes + at] < 150;
  }
  return dark * 3 / static_cast<double>(bytes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_tumour_test)

// Means of exp(0.5 m) and exp(0.2 f), where m is normal (0.5) around z or 0 and
// f standard normal: exp(0.5 z + 0.03125), exp(0.03125), exp(0.02); the first
// varies by exp(0.0625) - 1 of its mean squared, the other by less.
BOOST_AUTO_TEST_CASE(the_planted_gene_is_raised_in_half_of_the_tissue) {
  const SyntheticPatientOptions patient = malignant();
  const double z = synthetic_truth(patient).malignancy;
  const Dataset dataset = synthetic_tumour_dataset(kLattice, patient);
  BOOST_TEST(dataset.section == "synthetic_cells/C1");
  BOOST_TEST(dataset.patient == "synthetic_cells/P1");
  double sums[2][2] = {}, spots[2] = {};
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    const std::int32_t x = dataset.array_xy(i, 0);
    const std::int32_t y = dataset.array_xy(i, 1);
    // An ellipse of 12 cells around the middle of 32.
    BOOST_TEST(std::hypot(x - 15.5, y - 15.5) <= 12);
    BOOST_TEST(dataset.spots[spot] == concat(x, "x", y));
    const int half = x < 16 ? 0 : 1;
    ++spots[half];
    for (auto k = dataset.counts.row_starts[spot];
         k < dataset.counts.row_starts[spot + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      sums[half][dataset.counts.columns[at]] += dataset.counts.values[at];
    }
  }
  BOOST_TEST(spots[0] == spots[1]);
  const auto near = [&](int half, int gene, double mean) {
    const double varies = std::exp(0.0625) - 1;
    const double error =
        5 * std::sqrt((mean + varies * mean * mean) / spots[half]);
    BOOST_TEST(std::fabs(sums[half][gene] / spots[half] - mean) < error,
               half << " " << gene);
  };
  near(0, 0, 20 * std::exp(0.5 * z + 0.03125));
  near(1, 0, 20 * std::exp(0.03125));
  near(0, 1, 20 * std::exp(0.02));
  near(1, 1, 20 * std::exp(0.02));
}

// n squares of s x s on a tile of side w leave bare on average a share of
// (1 - s^2 / w^2)^n, but for the border: 2 x 2 of 32 x 32.
BOOST_AUTO_TEST_CASE(a_tile_shows_the_malignancy_of_its_spot) {
  const SyntheticPatientOptions patient = malignant();
  const SyntheticTumour tumour = synthetic_tumour(kLattice, patient);
  const Dataset dataset = synthetic_tumour_dataset(kLattice, patient);
  const Patches patches =
      synthetic_tumour_patches(dataset, kLattice, patient, 32);
  BOOST_TEST(patches.section == dataset.section);
  BOOST_TEST((patches.spots == dataset.spots));
  BOOST_TEST(patches.tiles() == std::ssize(dataset.spots) + 1);
  BOOST_TEST(dark_share(patches, dataset.spots.size()) == 0);
  BOOST_TEST(patches.pixels.back() == 255);
  double found = 0, expected = 0;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const double nuclei = std::lround(20 + 8 * tumour.malignancy[spot]);
    BOOST_REQUIRE(nuclei >= 1);
    const double share = dark_share(patches, spot);
    BOOST_TEST(share <= nuclei * 4 / 1024);
    found += share;
    expected += 1 - std::pow(1 - 4.0 / 1024, nuclei);
  }
  BOOST_TEST(found == expected, boost::test_tools::tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(spots_of_another_slide_are_refused_and_named) {
  const SyntheticPatientOptions patient = malignant();
  const Dataset dataset = synthetic_tumour_dataset(kLattice, patient);
  SyntheticPatientOptions other = patient;
  other.section = "synthetic_cells/C2";
  const auto refused = [&](const SyntheticTumourOptions& lattice,
                           const SyntheticPatientOptions& of,
                           const std::string& message) {
    BOOST_CHECK_EXCEPTION(
        synthetic_tumour_patches(dataset, lattice, of, 32), Error,
        [&](const Error& e) { return std::string(e.what()) == message; });
  };
  refused(kLattice, other,
          concat("synthetic tumour: the dataset, of section "
                 "synthetic_cells/C1 and ",
                 dataset.spots.size(),
                 " spots, is not that of section synthetic_cells/C2, which "
                 "has ",
                 dataset.spots.size(), "; give both steps the same options"));
  const std::size_t wider =
      synthetic_tumour({.rows = 32, .columns = 48}, patient).cells.size();
  refused({.rows = 32, .columns = 48}, patient,
          concat("synthetic tumour: the dataset, of section "
                 "synthetic_cells/C1 and ",
                 dataset.spots.size(),
                 " spots, is not that of section synthetic_cells/C1, which "
                 "has ",
                 wider, "; give both steps the same options"));
}

BOOST_AUTO_TEST_SUITE_END()
