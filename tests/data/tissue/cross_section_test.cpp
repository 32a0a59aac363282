// Two made-up sections whose map is known, from their pictures to what their
// genes have in common.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/number_text.h"
#include "core/data/tissue/pair_map.h"
#include "core/data/tissue/registration.h"
#include "core/data/tissue/synthetic_view.h"
#include "core/stats/correlation.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

SyntheticPairOptions member(PairMember which, const std::string& pair) {
  SyntheticPairOptions o;
  o.seed = 7;
  o.pair = pair;
  o.member = which;
  o.section = concat("synthetic/", pair, which == PairMember::a ? "a" : "b");
  o.patient = "synthetic/P1";
  return o;
}

// A section, with log counts as a matrix.
struct Section {
  SyntheticPairOptions options;
  Dataset dataset;
  TissueView view;
  Matrix values;
};

Section made(const SyntheticPairOptions& options) {
  Section out{options, synthetic_pair_dataset(options), {}, {}};
  out.view = synthetic_pair_view(out.dataset, options);
  const SparseCounts& counts = out.dataset.counts;
  out.values = Matrix::Zero(counts.rows, counts.columns_count);
  for (std::int64_t row = 0; row < counts.rows; ++row) {
    const auto r = static_cast<std::size_t>(row);
    for (auto i = static_cast<std::size_t>(counts.row_starts[r]);
         i < static_cast<std::size_t>(counts.row_starts[r + 1]); ++i) {
      out.values(row, counts.columns[i]) =
          std::log1p(static_cast<float>(counts.values[i]));
    }
  }
  return out;
}

Section made(PairMember which, const std::string& pair, double noise = 0.2) {
  SyntheticPairOptions options = member(which, pair);
  options.noise = noise;
  return made(options);
}

// From where B's spots lie in truth to where the transform puts them, px of A.
Eigen::VectorXd errors(const Transform& transform, const Section& b) {
  return (mapped(transform.map, b.dataset.pixel_xy) -
          synthetic_pair_places(b.options, b.dataset.pixel_xy))
      .rowwise()
      .norm();
}

// Mean over genes of Pearson's r between values of A and values mapped from B,
// over the spots that have any.
double agreement(const PairMap& map, const Matrix& a, const Matrix& b) {
  const auto spots = map.mapped_spots();
  Matrix own(static_cast<Eigen::Index>(spots.size()), a.cols());
  Matrix taken = Matrix::Zero(own.rows(), own.cols());
  for (Eigen::Index row = 0; row < own.rows(); ++row) {
    const Eigen::Index spot = spots[static_cast<std::size_t>(row)];
    own.row(row) = a.row(spot);
    for (Eigen::Index i = 0; i < NearPoints::kMost; ++i) {
      if (map.near.near(spot, i) < 0) break;
      taken.row(row) += static_cast<float>(map.near.weight(spot, i)) *
                        b.row(map.near.near(spot, i));
    }
  }
  return pearson_by_gene(own, taken).mean();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cross_section_test)

BOOST_AUTO_TEST_CASE(registration_errs_by_less_than_a_pitch) {
  for (const char* pair : {"1", "3", "5"}) {
    const Section a = made(PairMember::a, pair);
    const Section b = made(PairMember::b, pair);
    const Transform found = registration(a.view, b.view);
    BOOST_TEST(found.accepted());
    BOOST_TEST(!found.mirrored());
    const Eigen::VectorXd off = errors(found, b) / kPairPitchPx;
    BOOST_TEST(off.mean() < 0.5, "pair " << pair << ": " << off.mean());
    BOOST_TEST(off.maxCoeff() < 1);
  }
}

// The affine part alone is found to a fifth of a pitch, 1.6 px.
BOOST_AUTO_TEST_CASE(without_displacement_what_is_left_is_small) {
  SyntheticPairOptions options = member(PairMember::b, "2");
  options.displacement = 0;
  options.turn_deg = 140;
  options.mirrored = true;
  const Section a = made(PairMember::a, "2"), b = made(options);
  const Transform found = registration(a.view, b.view);
  BOOST_TEST(found.mirrored());
  BOOST_TEST(errors(found, b).maxCoeff() / kPairPitchPx < 0.2);
}

BOOST_AUTO_TEST_CASE(other_tissue_is_listed_with_its_dice_not_dropped) {
  const Section a = made(PairMember::a, "2"), b = made(PairMember::a, "5");
  const Transform found = registration(a.view, b.view);
  BOOST_TEST(found.dice > 0.5);
  BOOST_TEST(found.dice < 0.8);
  const PairMap map = pair_map(a.dataset, b.dataset, found);
  BOOST_TEST(!map.compared());
  BOOST_TEST(map.dice == found.dice);
  BOOST_TEST(map.refusal == concat("the tissue masks overlap with a Dice of ",
                                   fixed(found.dice, 3),
                                   ", at least 0.800 is needed"));
}

// Noise of A and noise of B have nothing in common, so their r is the product
// of what each has with the true means. The root of it is no bound of r_cross:
// a value of B is a mean of four spots, which holds less noise than a spot of
// A.
BOOST_AUTO_TEST_CASE(agreement_falls_with_noise) {
  SyntheticPairOptions clean = member(PairMember::a, "3");
  clean.noise = 0;
  clean.mean_count = 1e6;
  const Matrix truth = made(clean).values;
  const Transform found = registration(made(PairMember::a, "3").view,
                                       made(PairMember::b, "3").view);
  double before = 1;
  for (const double noise : {0., 0.3, 0.6, 1.2}) {
    const Section a = made(PairMember::a, "3", noise);
    const Section b = made(PairMember::b, "3", noise);
    const PairMap map = pair_map(a.dataset, b.dataset, found);
    BOOST_TEST(map.compared());
    BOOST_TEST(map.mapped_spots().size() > a.dataset.spots.size() * 9 / 10);
    const double r_true = agreement(map, a.values, b.values);
    const double r_cross = agreement(map, truth, b.values);
    const double own = pearson_by_gene(a.values, truth).mean();
    BOOST_TEST(r_true < before - 0.05, "noise " << noise << ": " << r_true);
    BOOST_TEST(r_true == own * r_cross, tt::tolerance(0.03));
    BOOST_TEST(r_cross > std::sqrt(r_true));
    before = r_true;
  }
  BOOST_TEST(before < 0.35);
}

BOOST_AUTO_TEST_SUITE_END()
