// How good a risk is over time and beside another, next to scikit-survival,
// SurvivalEVAL and NumPy: the script that made the values lies beside them.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "core/base/json.h"
#include "core/stats/survival/censoring.h"
#include "core/stats/survival/concordance_gain.h"
#include "core/stats/survival/d_calibration.h"
#include "core/stats/survival/dynamic_auc.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Numbers = std::vector<double>;

const Json& cases() {
  static const Json values = read_golden("stats/survival_accuracy");
  return values.at("cases");
}

FollowUp patients_of(const Json& one) {
  FollowUp patients;
  patients.times = one.at("times").get<Numbers>();
  for (const int died : one.at("events").get<std::vector<int>>()) {
    patients.died.push_back(died == 1);
  }
  return patients;
}

Numbers from(const Numbers& values, std::size_t first) {
  return {values.begin() + static_cast<std::ptrdiff_t>(first), values.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_accuracy_test)

BOOST_AUTO_TEST_CASE(areas_by_time_equal_scikit_survivals) {
  for (const Json& one : cases()) {
    const FollowUp patients = patients_of(one);
    const Censoring censoring(patients);
    const auto risks = one.at("risks").get<Numbers>();
    const auto at = one.at("at").get<Numbers>();
    const DynamicAuc all = dynamic_auc(censoring, patients, risks, at);
    BOOST_TEST(all.by_time == one.at("auc").get<Numbers>(),
               tt::tolerance(1e-12) << tt::per_element());
    BOOST_TEST(all.mean == one.at("mean").get<double>(), tt::tolerance(1e-12));

    // The second half is judged, all say how patients are censored.
    const std::size_t half = one.at("half");
    std::vector<std::size_t> places(risks.size() - half);
    std::iota(places.begin(), places.end(), half);
    const DynamicAuc later = dynamic_auc(
        censoring, followed_at(patients, places), from(risks, half), at);
    BOOST_TEST(later.by_time == one.at("auc_halves").get<Numbers>(),
               tt::tolerance(1e-12) << tt::per_element());
    BOOST_TEST(later.mean == one.at("mean_halves").get<double>(),
               tt::tolerance(1e-12));
  }
}

// Deaths at 1 and 3, patients lost at 2 and 4. Up to 1.5 one case of risk 2
// beside risks 1, 3 and 2: one above, one tied, of three.
BOOST_AUTO_TEST_CASE(an_area_worked_by_hand) {
  const FollowUp patients{{1, 2, 3, 4}, {true, false, true, false}};
  const Censoring censoring(patients);
  const DynamicAuc one = dynamic_auc(censoring, patients, {2, 1, 3, 2}, {1.5});
  BOOST_TEST(one.by_time[0] == 0.5);
  BOOST_TEST(one.mean == 0.5);
  // Up to 3 the cases are of weight 1 and 1 / (2 / 3); the only control has
  // risk 2: tied with the first, below the second.
  const DynamicAuc two =
      dynamic_auc(censoring, patients, {2, 1, 3, 2}, {1.5, 3});
  BOOST_TEST(two.by_time[1] == (0.5 + 1.5) / 2.5, tt::tolerance(1e-14));
  // The curve falls by 1/4, then by 3/4 * 1/2.
  BOOST_TEST(two.mean == (0.25 * 0.5 + 0.375 * 0.8) / 0.625,
             tt::tolerance(1e-14));
}

// The first time is that of a patient who is lost: nobody has died.
BOOST_AUTO_TEST_CASE(a_time_before_the_first_death_has_no_area) {
  const FollowUp patients{{1, 2, 3}, {false, true, false}};
  const DynamicAuc found =
      dynamic_auc(Censoring(patients), patients, {1, 2, 1}, {1, 2});
  BOOST_TEST(std::isnan(found.by_time[0]));
  BOOST_TEST(found.by_time[1] == 1.0);
  BOOST_TEST(found.mean == 1.0);
}

BOOST_AUTO_TEST_CASE(what_makes_no_area_is_named) {
  const FollowUp patients{{1, 2, 3}, {false, true, true}};
  const Censoring censoring(patients);
  const auto error = [&](Numbers risks, Numbers times) {
    return error_of([&] { dynamic_auc(censoring, patients, risks, times); });
  };
  BOOST_TEST(error({1, 2}, {1}) == "dynamic_auc: 2 risks of 3 patients");
  BOOST_TEST(error({1, 2, std::nan("")}, {1}) ==
             "dynamic_auc: a risk is not a number");
  BOOST_TEST(error({1, 2, 3}, {3}) ==
             "dynamic_auc: time 3 lies outside of the follow-up, 1 to before "
             "3");
  BOOST_TEST(error({1, 2, 3}, {2, 2}) ==
             "dynamic_auc: time 2 does not lie after 2");
  BOOST_TEST(error({1, 2, 3}, {}) == "dynamic_auc: no patients or no times");
  // Of those learned from nobody was followed for longer than 1.
  const Censoring short_one(FollowUp{{1, 1}, {false, false}});
  BOOST_TEST(
      error_of([&] { dynamic_auc(short_one, patients, {1, 2, 3}, {2}); }) ==
      "dynamic_auc: a patient died at 2, and nobody was followed for "
      "longer, so that the death has no weight; leave out times from "
      "there on");
}

BOOST_AUTO_TEST_CASE(calibration_equals_survival_evals) {
  for (const Json& one : cases()) {
    const FollowUp patients = patients_of(one);
    const auto right = one.at("chances").get<Numbers>();
    Numbers half_as_fast;
    for (const double chance : right) {
      half_as_fast.push_back(std::sqrt(chance));
    }
    const Json& expected = one.at("calibration");
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const DCalibration found =
          d_calibration(i < 2 ? right : half_as_fast, patients.died,
                        expected[i].at("bins").get<std::size_t>());
      // The peer's highest bin stands first.
      auto patients_by_bin = expected[i].at("patients").get<Numbers>();
      std::ranges::reverse(patients_by_bin);
      BOOST_TEST(found.patients == patients_by_bin, tt::tolerance(1e-10)
                                                        << tt::per_element());
      BOOST_TEST(
          found.test.statistic == expected[i].at("statistic").get<double>(),
          tt::tolerance(1e-10));
      BOOST_TEST(std::fabs(found.test.p - expected[i].at("p").get<double>()) <
                 1e-10);
    }
  }
}

// Two bins. Who died with chance 0.5 counts in the upper; who was lost with
// 0.75 counts there by (0.75 - 0.5) / 0.75, below by the rest; one of chance 1
// who died in the upper, one of chance 0 who was lost in the lower.
BOOST_AUTO_TEST_CASE(a_calibration_worked_by_hand) {
  const DCalibration found =
      d_calibration({0.5, 0.75, 1, 0}, {true, false, true, false}, 2);
  BOOST_TEST(found.patients == (Numbers{1 + 2.0 / 3, 2 + 1.0 / 3}),
             tt::tolerance(1e-14) << tt::per_element());
  BOOST_TEST(found.test.statistic == 1.0 / 9, tt::tolerance(1e-12));
  BOOST_TEST(found.test.degrees == 1);
  BOOST_TEST(error_of([] { d_calibration({0.5}, {true, false}); }) ==
             "d_calibration: 1 chances of 2 patients; expected as many, and at "
             "least one");
  BOOST_TEST(error_of([] { d_calibration({1.5}, {true}); }) ==
             "d_calibration: a chance of survival is 1.5; it lies from 0 to 1");
  BOOST_TEST(error_of([] { d_calibration({0.5}, {true}, 1); }) ==
             "d_calibration: 1 bin(s); at least 2 are needed");
}

// The value is the peers' exactly; the interval is NumPy's over 5000 draws of
// its own, which may lie off by a few hundredths of its width.
BOOST_AUTO_TEST_CASE(gains_equal_the_peers) {
  for (const Json& one : cases()) {
    const FollowUp patients = patients_of(one);
    const auto risks = one.at("risks").get<Numbers>();
    const auto base = one.at("base").get<Numbers>();
    const ConcordanceGain found = concordance_gain(
        patients, risks, base, {.draws = 4000, .before = one.at("before")});
    BOOST_TEST(std::fabs(found.harrell.gain - one.at("gain").get<double>()) <
               1e-12);
    BOOST_TEST(std::fabs(found.uno.gain - one.at("uno_gain").get<double>()) <
               1e-12);
    const auto interval = one.at("gain_interval").get<Numbers>();
    const double width = interval[1] - interval[0];
    BOOST_REQUIRE(found.harrell.interval.has_value());
    BOOST_TEST(std::fabs(found.harrell.interval->low - interval[0]) <
               0.06 * width);
    BOOST_TEST(std::fabs(found.harrell.interval->high - interval[1]) <
               0.06 * width);
    // Paired: of a risk beside itself nothing moves.
    const ConcordanceGain none =
        concordance_gain(patients, risks, risks, {.draws = 20});
    BOOST_TEST(none.harrell.interval->low == 0.0);
    BOOST_TEST(none.uno.interval->high == 0.0);
  }
}

// Two patients: a draw of one of them twice has no pair.
BOOST_AUTO_TEST_CASE(draws_without_a_pair_are_counted) {
  const FollowUp two{{1, 2}, {true, true}};
  const ConcordanceGain found =
      concordance_gain(two, {2, 1}, {1, 2}, {.draws = 400});
  BOOST_TEST(found.harrell.gain == 1.0);
  BOOST_TEST(found.harrell.interval->low == 1.0);
  BOOST_TEST(found.harrell.interval->high == 1.0);
  BOOST_TEST(std::abs(found.draws_without_pairs - 200) < 60);
}

BOOST_AUTO_TEST_SUITE_END()
