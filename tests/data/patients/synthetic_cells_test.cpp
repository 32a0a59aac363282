#include "core/data/patients/synthetic_cells.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/data/patients/synthetic_cohort.h"
#include "core/stats/student_t.h"
#include "core/stats/survival/concordance.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

SyntheticPatientOptions of_patient(int number) {
  SyntheticPatientOptions out;
  out.section = concat("synthetic_cells/C", number);
  out.patient = concat("synthetic_cells/P", number);
  return out;
}

Cohort cohort_of(std::int64_t seed, const std::vector<std::string>& features,
                 SyntheticPatientOptions options = {}) {
  options.seed = seed;
  CellFeatureOptions how;
  how.features = features;
  return synthetic_cohort({}, options, how);
}

// p of each gene's neighbour correlation between losses and gains of a locus.
std::vector<double> tests_of(const Cohort& cohort, Eigen::Index locus) {
  const Matrix& calls = cohort.matrix("copy_number").values;
  const Matrix& near = cohort.matrix("nn_correlation").values;
  std::vector<double> out;
  for (Eigen::Index gene = 0; gene < near.cols(); ++gene) {
    std::vector<double> loss, gain;
    for (Eigen::Index i = 0; i < near.rows(); ++i) {
      if (calls(i, locus) < 0) loss.push_back(double{near(i, gene)});
      if (calls(i, locus) > 0) gain.push_back(double{near(i, gene)});
    }
    out.push_back(welch_test(gain, loss).p);
  }
  return out;
}

// Harrell's C of the share of malignant cells.
double index_of_malignant(const Cohort& cohort) {
  FollowUp patients;
  patients.times = cohort.numbers("months");
  for (const double died : cohort.numbers("died")) {
    patients.died.push_back(died == 1);
  }
  const auto share = cohort.matrix("proportion_raw").values.col(0);
  return concordance(patients, {share.begin(), share.end()}).index();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_cells_test)

BOOST_AUTO_TEST_CASE(cells_types_and_outcome_are_of_one_patient) {
  const SyntheticPatientOptions options = of_patient(3);
  const Dataset cells = synthetic_cells(options);
  const CellTypes types = synthetic_cell_types(options);
  const Cohort outcome = synthetic_outcomes(options);
  BOOST_TEST(cells.patient == "synthetic_cells/P3");
  BOOST_TEST(cells.spots == types.cells, tt::per_element());
  BOOST_TEST(cells.spots.front() == "1");
  BOOST_TEST(cells.spots.size() == 300U);
  BOOST_TEST((cells.lattice == Lattice::none));
  BOOST_TEST(cells.picture_width_px == 520);  // 30 sqrt(300) = 519.6
  BOOST_TEST(cells.pixel_xy.maxCoeff() < 520);
  BOOST_TEST(types.section == cells.section);
  BOOST_TEST(types.classes.size() == 5U);
  BOOST_TEST(outcome.patients.front() == cells.patient);
  BOOST_TEST(outcome.numbers("months").front() > 0);
  BOOST_TEST(outcome.matrix("copy_number").variables == options.loci,
             tt::per_element());

  // Another patient's cells, calls and outcome are others; a repeat is not.
  BOOST_TEST((synthetic_cells(options).counts.values == cells.counts.values));
  const SyntheticPatientOptions other = of_patient(4);
  BOOST_TEST((synthetic_cells(other).counts.values != cells.counts.values));
  BOOST_TEST(synthetic_outcomes(other).numbers("months").front() !=
             outcome.numbers("months").front());
}

// Beside a neighbour strength of 0 none of a gene's neighbours are alike but by
// type; means stay what they are.
BOOST_AUTO_TEST_CASE(neighbour_strength_changes_no_mean) {
  SyntheticPatientOptions options;
  const std::vector<std::string> both{"nn_correlation", "gene_mean_bulk"};
  options.neighbour_strength = 0;
  const Cohort none = cohort_of(1, both, options);
  options.neighbour_strength = 0.9;
  const Cohort strong = cohort_of(1, both, options);
  const auto mean = [](const Cohort& cohort, const char* feature) {
    return cohort.matrix(feature).values.cast<double>().mean();
  };
  BOOST_TEST(std::abs(mean(none, "nn_correlation")) < 0.02);
  BOOST_TEST(mean(strong, "nn_correlation") > 0.4);
  BOOST_TEST(std::abs(mean(none, "gene_mean_bulk") -
                      mean(strong, "gene_mean_bulk")) < 0.03);
}

BOOST_AUTO_TEST_CASE(a_planted_locus_is_tied_to_its_gene_alone) {
  SyntheticPatientOptions options;
  options.locus_effect = 0.35;
  const Cohort cohort = cohort_of(1, {"nn_correlation"}, options);
  const std::vector<double> planted = tests_of(cohort, 0);
  BOOST_TEST(planted[0] < 1e-6);
  const auto found = [](const std::vector<double>& p) {
    return std::count_if(p.begin(), p.end(),
                         [](double one) { return one < 0.001; });
  };
  BOOST_TEST(found(planted) == 1);
  for (Eigen::Index locus = 1; locus < 12; ++locus) {
    BOOST_TEST(found(tests_of(cohort, locus)) == 0);
  }
}

// 30 cohorts of 20 genes and 12 loci: of 7,200 tests 5 % are below 0.05, with
// a standard error of 0.3 % were they independent.
BOOST_AUTO_TEST_CASE(with_nothing_planted_no_locus_is_tied_to_a_gene) {
  double below = 0, tests = 0;
  for (std::int64_t seed = 1; seed <= 30; ++seed) {
    const Cohort cohort = cohort_of(seed, {"nn_correlation"});
    for (Eigen::Index locus = 0; locus < 12; ++locus) {
      for (const double p : tests_of(cohort, locus)) {
        below += p < 0.05 ? 1 : 0;
        tests += 1;
      }
    }
  }
  BOOST_TEST(tests == 30 * 12 * 20);
  BOOST_TEST(std::abs(below / tests - 0.05) < 0.012);
}

// C of 60 patients with some 30 deaths has a standard error of 0.06, so 20
// cohorts' mean one of 0.013.
BOOST_AUTO_TEST_CASE(a_planted_hazard_is_found_and_none_is_not) {
  const auto mean_index = [](double effect) {
    double sum = 0;
    for (std::int64_t seed = 1; seed <= 20; ++seed) {
      SyntheticPatientOptions options;
      options.hazard_effect = effect;
      sum += index_of_malignant(cohort_of(seed, {"proportion_raw"}, options));
    }
    return sum / 20;
  };
  BOOST_TEST(std::abs(mean_index(0) - 0.5) < 0.03);
  BOOST_TEST(mean_index(1) > 0.68);
}

// One by one as all at once.
BOOST_AUTO_TEST_CASE(a_cohort_is_its_patients) {
  CellFeatureOptions how;
  how.features = {"nn_correlation", "L_stats"};
  const Cohort cohort = synthetic_cohort({"synthetic_cells", 3}, {}, how);
  const SyntheticPatientOptions options = of_patient(2);
  const Cohort one = cell_features(
      cell_table(synthetic_cells(options), synthetic_cell_types(options)), how);
  BOOST_TEST(cohort.patients[1] == "synthetic_cells/P2");
  for (const std::string& feature : how.features) {
    const Matrix& all = cohort.matrix(feature).values;
    for (Eigen::Index i = 0; i < all.cols(); ++i) {
      BOOST_TEST(all(1, i) == one.matrix(feature).values(0, i));
    }
  }
  BOOST_TEST(cohort.numbers("months")[1] ==
             synthetic_outcomes(options).numbers("months").front());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_made_is_named) {
  const auto says = [](const std::string& text) {
    return [text](const Error& e) {
      BOOST_TEST(std::string(e.what()) == text);
      return true;
    };
  };
  SyntheticPatientOptions options = of_patient(1);
  options.planted_locus = "TOPA";
  BOOST_CHECK_EXCEPTION(
      synthetic_truth(options), Error,
      says("synthetic patient: planted_locus is 'TOPA', which is none of "
           "`loci`; did you mean 'TOP2A'?"));
  options = of_patient(1);
  options.shares.pop_back();
  BOOST_CHECK_EXCEPTION(synthetic_truth(options), Error,
                        says("synthetic patient: 4 shares of 5 types; expected "
                             "one above 0 for each"));
  options = of_patient(1);
  options.genes.clear();
  BOOST_CHECK_EXCEPTION(
      synthetic_truth(options), Error,
      says("synthetic patient: there are 300 cells, 0 genes, 12 loci, 5 types "
           "and a mean count of 3; expected some of each"));
  BOOST_CHECK_EXCEPTION(
      synthetic_cohort({"x", 0}, {}, {}), Error,
      says("synthetic cohort: patients is 0, expected at least 1"));
}

BOOST_AUTO_TEST_SUITE_END()
