#include "core/data/source/synthetic_pair.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

SyntheticPairOptions member(PairMember which) {
  SyntheticPairOptions o;
  o.seed = 3;
  o.pair = "1";
  o.member = which;
  o.section = which == PairMember::a ? "synthetic/S1" : "synthetic/S2";
  o.patient = "synthetic/P1";
  o.side = 20;
  o.genes = 4;
  return o;
}

Positions place(double x, double y) {
  Positions out(1, 2);
  out << x, y;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_pair_test)

BOOST_AUTO_TEST_CASE(spots_lie_on_a_lattice_in_a_picture_of_its_size) {
  const Dataset d = synthetic_pair_dataset(member(PairMember::a));
  BOOST_TEST(d.section == "synthetic/S1");
  BOOST_TEST(d.genes.size() == 4U);
  BOOST_TEST(d.um_per_px == 16);
  BOOST_TEST(d.spot_pitch_um == 128);
  BOOST_TEST(d.picture_width_px == 160);
  BOOST_TEST(d.spots.size() > 50U);
  BOOST_TEST(d.spots.size() < 300U);
  BOOST_TEST(d.counts.rows == static_cast<std::int64_t>(d.spots.size()));
  for (Eigen::Index i = 0; i < d.array_xy.rows(); ++i) {
    BOOST_TEST(d.pixel_xy(i, 0) == 8 * d.array_xy(i, 0) + 4);
    BOOST_TEST(d.spots[static_cast<std::size_t>(i)] ==
               concat(d.array_xy(i, 0), "x", d.array_xy(i, 1)));
  }
}

// The middle, (80, 80), is shifted by 2.5 and -1.5 pitches; what is a pitch to
// the right of it lies 1.04 of one along the turned axis.
BOOST_AUTO_TEST_CASE(the_map_of_b_is_known) {
  SyntheticPairOptions o = member(PairMember::b);
  o.displacement = 0;
  o.turn_deg = 90;
  const Positions middle = synthetic_pair_places(o, place(80, 80));
  BOOST_TEST(middle(0, 0) == 100, tt::tolerance(1e-12));
  BOOST_TEST(middle(0, 1) == 68, tt::tolerance(1e-12));
  const Positions right = synthetic_pair_places(o, place(88, 80));
  BOOST_TEST(right(0, 0) == 100, tt::tolerance(1e-12));
  BOOST_TEST(right(0, 1) == 68 + 8 * 1.04, tt::tolerance(1e-12));
  const Positions below = synthetic_pair_places(o, place(80, 88));
  BOOST_TEST(below(0, 0) == 100 - 8 * 0.97, tt::tolerance(1e-12));
  o.mirrored = true;
  const Positions behind = synthetic_pair_places(o, place(88, 80));
  BOOST_TEST(behind(0, 1) == 68 - 8 * 1.04, tt::tolerance(1e-12));
  BOOST_TEST(synthetic_pair_places(member(PairMember::a), place(3, 5))(0, 0) ==
             3);
}

// 2 % of 160 px are 3.2 px along each axis.
BOOST_AUTO_TEST_CASE(the_displacement_is_smooth_and_within_its_limit) {
  const SyntheticPairOptions o = member(PairMember::b);
  SyntheticPairOptions still = o;
  still.displacement = 0;
  double largest = 0, step = 0;
  Eigen::RowVector2d before = Eigen::RowVector2d::Zero();
  for (double x = 0; x <= 160; x += 8) {
    const Eigen::RowVector2d by =
        synthetic_pair_places(o, place(x, 60)).row(0) -
        synthetic_pair_places(still, place(x, 60)).row(0);
    largest = std::max(largest, by.cwiseAbs().maxCoeff());
    if (x > 0) step = std::max(step, (by - before).norm());
    before = by;
  }
  BOOST_TEST(largest > 0.8);
  BOOST_TEST(largest <= 3.2);
  BOOST_TEST(step < 0.8);  // a tenth of a pitch from spot to spot
}

BOOST_AUTO_TEST_CASE(noise_is_new_in_each_section_and_the_tissue_is_the_same) {
  SyntheticPairOptions o = member(PairMember::a);
  const Dataset one = synthetic_pair_dataset(o);
  BOOST_TEST(one.counts.values == synthetic_pair_dataset(o).counts.values,
             tt::per_element());
  o.section = "synthetic/S3";
  const Dataset other = synthetic_pair_dataset(o);
  BOOST_TEST(one.spots == other.spots, tt::per_element());
  BOOST_TEST(one.counts.values != other.counts.values);
  o.pair = "2";
  BOOST_TEST(synthetic_pair_dataset(o).spots != one.spots);
}

// Without noise and with large counts a gene is exp(signal * field): the first
// three genes' fields are the picture's colours, and nothing else is.
BOOST_AUTO_TEST_CASE(colours_are_a_function_of_the_first_three_genes) {
  SyntheticPairOptions o = member(PairMember::a);
  o.noise = 0;
  o.grain = 0;
  o.mean_count = 1e6;
  o.signal = 0.5;
  const Dataset d = synthetic_pair_dataset(o);
  const Picture picture = synthetic_pair_picture(o);
  BOOST_TEST(picture.width_px == 160);
  BOOST_TEST(int{picture.rgb[0]} == 240);
  const double stains[3][3] = {
      {0.65, 0.70, 0.29}, {0.07, 0.99, 0.11}, {0.27, 0.57, 0.78}};
  const double base[3] = {0.45, 0.35, 0.10}, by[3] = {0.20, 0.15, 0.08};
  double worst = 0;
  std::size_t looked_at = 0;
  for (std::size_t i = 0; i < d.spots.size(); ++i) {
    const auto spot = static_cast<Eigen::Index>(i);
    // A spot's centre is the corner of four pixels: their mean.
    const auto x = static_cast<std::size_t>(d.pixel_xy(spot, 0));
    const auto y = static_cast<std::size_t>(d.pixel_xy(spot, 1));
    const auto value = [&](std::size_t k, std::size_t c) {
      return picture.rgb[3 * ((y - k / 2) * 160 + x - k % 2) + c];
    };
    bool on_border = false;  // of the tissue, where some of the four are white
    for (std::size_t k = 0; k < 4; ++k) on_border |= value(k, 1) == 240;
    if (on_border) continue;
    ++looked_at;
    for (std::size_t c = 0; c < 3; ++c) {
      double density = 0;
      for (std::size_t gene = 0; gene < 3; ++gene) {
        const auto at = static_cast<std::size_t>(d.counts.row_starts[i]) + gene;
        const double field = std::log(d.counts.values[at] / 1e6) / 0.5;
        density += (base[gene] + by[gene] * std::tanh(field)) * stains[gene][c];
      }
      double mean = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        mean += value(k, c) / 4.;
      }
      worst = std::max(worst, std::fabs(mean - 240 * std::exp(-density)));
    }
  }
  BOOST_TEST(looked_at > d.spots.size() * 9 / 10);
  BOOST_TEST(worst < 2);  // grey levels, which are cut to whole ones
}

BOOST_AUTO_TEST_CASE(a_tile_is_a_pitch_of_the_picture) {
  const SyntheticPairOptions o = member(PairMember::b);
  const Dataset d = synthetic_pair_dataset(o);
  const Patches tiles = synthetic_pair_patches(d, o, 8);
  const Picture picture = synthetic_pair_picture(o);
  BOOST_TEST(tiles.spots == d.spots, tt::per_element());
  BOOST_TEST(tiles.section == "synthetic/S2");
  const std::size_t last = d.spots.size() - 1;
  const auto x = static_cast<std::size_t>(d.array_xy(last, 0));
  const auto y = static_cast<std::size_t>(d.array_xy(last, 1));
  for (std::size_t row = 0; row < 8; ++row) {
    for (std::size_t i = 0; i < 24; ++i) {
      BOOST_TEST(tiles.pixels[last * 192 + row * 24 + i] ==
                 picture.rgb[3 * ((8 * y + row) * 160 + 8 * x) + i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(two_genes_or_too_large_counts_are_refused) {
  SyntheticPairOptions o = member(PairMember::a);
  o.genes = 2;
  BOOST_TEST(error_of([&] { synthetic_pair_dataset(o); }) ==
             "synthetic_pair: genes is 2, expected at least 3, which give the "
             "picture its colours");
  o.genes = 3;
  o.mean_count = 1e6;
  o.noise = 10;
  const std::string error = error_of([&] { synthetic_pair_dataset(o); });
  BOOST_TEST(error.starts_with("synthetic_pair: spot "));
  BOOST_TEST(error.ends_with(
      ", expected at most 1073741823; lower mean_count, signal or noise"));
}

BOOST_AUTO_TEST_SUITE_END()
