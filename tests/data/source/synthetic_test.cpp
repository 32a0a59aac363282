#include "core/data/source/synthetic.h"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

SyntheticOptions options(int section, double signal, double leak) {
  SyntheticOptions o;
  o.seed = 7;
  o.section = concat("synthetic/S", section);
  o.patient = concat("synthetic/P", (section + 1) / 2);
  o.side = 14;
  o.genes = 30;
  o.signal = signal;
  o.leak = leak;
  return o;
}

struct Section {
  MatrixD features;  // per channel: 90th percentile, and mean below it
  MatrixD targets;   // ln(1 + counts), centred over spots
};

Section make(int number, double signal, double leak) {
  const SyntheticOptions o = options(number, signal, leak);
  const Dataset d = synthetic_dataset(o);
  const Patches p = synthetic_patches(d, o, 32, false);
  const auto spots = static_cast<Eigen::Index>(d.spots.size());
  Section out{MatrixD(spots, 6), MatrixD::Zero(spots, o.genes)};
  constexpr std::size_t kPixels = 32 * 32;
  for (Eigen::Index spot = 0; spot < spots; ++spot) {
    const auto s = static_cast<std::size_t>(spot);
    for (std::size_t c = 0; c < 3; ++c) {
      std::vector<double> values;
      double sum = 0;
      for (std::size_t i = 0; i < kPixels; ++i) {
        values.push_back(p.pixels[(s * kPixels + i) * 3 + c]);
        sum += values.back();
      }
      std::nth_element(values.begin(), values.begin() + 921, values.end());
      const auto column = static_cast<Eigen::Index>(2 * c);
      out.features(spot, column) = values[921];
      out.features(spot, column + 1) = values[921] - sum / kPixels;
    }
    for (auto k = d.counts.row_starts[s]; k < d.counts.row_starts[s + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      out.targets(spot, d.counts.columns[at]) = std::log1p(d.counts.values[at]);
    }
  }
  out.features.rowwise() -= out.features.colwise().mean().eval();
  out.targets.rowwise() -= out.targets.colwise().mean().eval();
  return out;
}

// Mean Pearson over genes of least squares with a little ridge.
double score(const std::vector<Section>& sections, std::size_t test,
             bool patient_out) {
  MatrixD xx = MatrixD::Identity(6, 6) * 10;
  MatrixD xy = MatrixD::Zero(6, sections[0].targets.cols());
  for (std::size_t s = 0; s < sections.size(); ++s) {
    if (s == test || (patient_out && s / 2 == test / 2)) continue;
    xx += sections[s].features.transpose() * sections[s].features;
    xy += sections[s].features.transpose() * sections[s].targets;
  }
  const MatrixD weights = xx.ldlt().solve(xy);
  const MatrixD predicted = sections[test].features * weights;
  double sum = 0;
  for (Eigen::Index g = 0; g < predicted.cols(); ++g) {
    const auto p = predicted.col(g);
    const auto m = sections[test].targets.col(g);
    sum += p.dot(m) / std::sqrt(p.squaredNorm() * m.squaredNorm());
  }
  return sum / static_cast<double>(predicted.cols());
}

double mean_score(double signal, double leak, bool patient_out) {
  std::vector<Section> sections;
  for (int s = 1; s <= 6; ++s) sections.push_back(make(s, signal, leak));
  double sum = 0;
  for (std::size_t s = 0; s < 6; ++s) sum += score(sections, s, patient_out);
  return sum / 6;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_test)

BOOST_AUTO_TEST_CASE(everything_follows_from_the_options) {
  const SyntheticOptions o = options(1, 0.5, 0.5);
  const Dataset a = synthetic_dataset(o);
  const Dataset b = synthetic_dataset(o);
  BOOST_TEST((a.counts.values == b.counts.values));
  BOOST_TEST((synthetic_patches(a, o, 16, true).pixels ==
              synthetic_patches(b, o, 16, true).pixels));
  const Dataset other = synthetic_dataset(options(2, 0.5, 0.5));
  BOOST_TEST((a.counts.values != other.counts.values));
}

BOOST_AUTO_TEST_CASE(what_the_picture_tells_carries_over_to_new_patients) {
  BOOST_TEST(mean_score(0.8, 0, true) > 0.4);
  BOOST_TEST(std::abs(mean_score(0.8, 0, true) - mean_score(0.8, 0, false)) <
             0.02);
}

BOOST_AUTO_TEST_CASE(without_signal_nothing_carries_over) {
  BOOST_TEST(std::abs(mean_score(0, 0, true)) < 0.05);
  BOOST_TEST(std::abs(mean_score(0, 0.8, true)) < 0.1);
}

// The planted leak: sister sections raise the score, other patients do not.
BOOST_AUTO_TEST_CASE(the_leak_raises_the_section_held_out_reading_alone) {
  const double section_out = mean_score(0.4, 0.8, false);
  const double patient_out = mean_score(0.4, 0.8, true);
  BOOST_TEST(section_out > patient_out + 0.15);
}

// 2^31 - 1 is stored; a mean of 2^31 gives a larger count in some of 900 draws,
// and one of 1e300 in the first.
BOOST_AUTO_TEST_CASE(counts_that_do_not_fit_are_refused) {
  SyntheticOptions o = options(1, 0, 0);
  o.mean_count = 1e300;
  BOOST_TEST(error_of([&] { synthetic_dataset(o); }) ==
             "synthetic: spot 0x0 of section synthetic/S1 has a count of gene0 "
             "above 2147483647, the most there may be; lower mean_count "
             "(1e+300), signal (0) or leak (0)");
  o.mean_count = 2147483648.0;
  BOOST_TEST(error_of([&] { synthetic_dataset(o); }).find("the most there") !=
             std::string::npos);
  o.mean_count = 1e7;
  const Dataset fits = synthetic_dataset(o);
  BOOST_TEST(std::ranges::min(fits.counts.values) > 0);
}

BOOST_AUTO_TEST_CASE(a_patient_needs_a_number) {
  SyntheticOptions o = options(1, 0, 0);
  o.patient = "synthetic/Eve";
  BOOST_TEST(error_of([&] { synthetic_dataset(o); }) ==
             "synthetic: patient 'synthetic/Eve' has no number at its end (P1, "
             "P2, ...)");
}

BOOST_AUTO_TEST_SUITE_END()
