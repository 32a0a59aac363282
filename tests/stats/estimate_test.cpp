#include "core/stats/estimate.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/text.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// 29 sections of one patient at 0.5, and seven patients of one section each.
std::vector<UnitValue> one_large_patient() {
  std::vector<UnitValue> values;
  for (int i = 0; i < 29; ++i) {
    values.push_back({concat("A", i), "A", concat("A", i), 0.5, 1});
  }
  for (int i = 0; i < 7; ++i) {
    values.push_back({concat("P", i), concat("P", i), "", 0.14, 1});
  }
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(estimate_test)

// (29 x 0.5 + 7 x 0.14) / 36 = 0.43 over sections, (0.5 + 7 x 0.14) / 8 = 0.185
// over patients. The width is that of the patients' mean, and stands beside it
// alone: sd 0.36 / sqrt(8), t(7) 2.3646.
BOOST_AUTO_TEST_CASE(centre_and_width_are_of_one_thing) {
  const Estimate sections = estimate(one_large_patient(), {});
  BOOST_TEST(sections.value == 0.43, tt::tolerance(1e-12));
  BOOST_TEST(!sections.interval.has_value());
  BOOST_TEST(sections.how ==
             "no interval: 8 patients of unequal size count as 1.5, fewer than "
             "6");
  BOOST_TEST(sections.of_what() == "mean of 36 sections");
  const Estimate patients =
      estimate(one_large_patient(), {.averaging = Averaging::clusters});
  BOOST_TEST(patients.value == 0.185, tt::tolerance(1e-12));
  BOOST_REQUIRE(patients.interval.has_value());
  // Seven equal values and one apart by d: sd = d / sqrt(8).
  const double half = 2.364624 * 0.36 / std::sqrt(8.0) / std::sqrt(8.0);
  BOOST_TEST(patients.interval->high == 0.185 + half, tt::tolerance(1e-6));
  BOOST_TEST(patients.interval->low == 0.185 - half, tt::tolerance(1e-6));
  BOOST_TEST(patients.how == "Student's t over 8 patients");
  BOOST_TEST(patients.of_what() == "mean of 8 patients");
}

// 25^2 / (5 x 4^2 + 5^2) = 5.952, which one place would call 6.0.
BOOST_AUTO_TEST_CASE(hardly_too_few_patients_are_not_said_to_be_six) {
  std::vector<UnitValue> values;
  for (int patient = 0; patient < 6; ++patient) {
    for (int section = 0; section < (patient == 0 ? 5 : 4); ++section) {
      values.push_back({concat("S", values.size()), concat("P", patient), "",
                        0.1 * patient, 1});
    }
  }
  const Estimate made = estimate(values, {});
  BOOST_TEST(!made.interval.has_value());
  BOOST_TEST(made.how ==
             "no interval: 6 patients of unequal size count as 5.95, fewer "
             "than 6");
}

BOOST_AUTO_TEST_CASE(undefined_units_are_counted_and_left_out) {
  std::vector<UnitValue> values;
  for (int i = 0; i < 7; ++i) {
    values.push_back({concat("S", i), concat("P", i), "", 0.1 * i, 1});
  }
  values[6].value = std::nan("");
  const Estimate made = estimate(values, {});
  BOOST_TEST(made.units == 6);
  BOOST_TEST(made.undefined == 1);
  BOOST_TEST(made.clusters == 6);
  BOOST_TEST(made.value == 0.25, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(made.by_cluster.at("P6")));
  values.pop_back();
  values.pop_back();
  BOOST_TEST(estimate(values, {}).how == "no interval below 6 patients");
  const Estimate none = estimate({}, {.unit = "pair of sections"});
  BOOST_TEST(std::isnan(none.value));
  BOOST_TEST(none.how == "no pair of sections has a number");
}

// Six times 0.1 summed by twos is not 0.2 to the last bit: still one value.
BOOST_AUTO_TEST_CASE(clusters_of_one_value_have_no_interval) {
  for (const auto method : {IntervalMethod::t, IntervalMethod::bootstrap}) {
    std::vector<UnitValue> values;
    for (int i = 0; i < 12; ++i) {
      values.push_back(
          {concat("S", i), concat("P", i / (i < 9 ? 3 : 1)), "", 0.1, 1});
    }
    values.push_back({"S12", "P12", "", 0.1, 1});
    values.push_back({"S13", "P13", "", 0.1, 1});
    const EstimateHow how{.averaging = Averaging::clusters, .method = method};
    const Estimate made = estimate(values, how);
    BOOST_TEST(!made.interval.has_value());
    BOOST_TEST(made.how ==
               "no interval: 8 patients of one value have no spread");
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i].value += 1e-5 * static_cast<double>(i);
    }
    BOOST_TEST(estimate(values, how).interval.has_value());
  }
}

// Folds of one and two sections; pooled by 10, 10 and 80 items.
BOOST_AUTO_TEST_CASE(folds_and_items_may_be_what_counts_the_same) {
  const std::vector<UnitValue> values{{"a", "A", "1", 0.9, 10},
                                      {"b", "B", "2", 0.1, 10},
                                      {"c", "C", "2", 0.3, 80}};
  BOOST_TEST(estimate(values, {.averaging = Averaging::folds}).value ==
                 (0.9 + 0.2) / 2,
             tt::tolerance(1e-12));
  BOOST_TEST(estimate(values, {.averaging = Averaging::pooled}).value ==
                 (9.0 + 1.0 + 24.0) / 100,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_bootstrap_is_seeded_and_says_so) {
  std::vector<UnitValue> values;
  for (int i = 0; i < 12; ++i) {
    values.push_back({concat("S", i), concat("P", i), "", 0.1 * (i % 5), 1});
  }
  const EstimateHow how{.method = IntervalMethod::bootstrap, .seed = 7};
  const Estimate first = estimate(values, how);
  const Estimate again = estimate(values, how);
  BOOST_REQUIRE(first.interval.has_value());
  BOOST_TEST(first.interval->low == again.interval->low);
  BOOST_TEST(first.interval->low < first.value);
  BOOST_TEST(first.interval->high > first.value);
  BOOST_TEST(first.how ==
             "studentised bootstrap, 10000 draws of 12 patients, seed 7");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
