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

// Patient A: 300 spots at 0.2 and 100 at 0.6, (60 + 60) / 400 = 0.3; B 0.5. By
// sections 1.3 / 3, by patients (0.4 + 0.5) / 2.
BOOST_AUTO_TEST_CASE(sections_of_a_patient_may_count_by_their_spots) {
  const std::vector<UnitValue> values{{"a", "A", "", 0.2, 1, 300},
                                      {"b", "A", "", 0.6, 1, 100},
                                      {"c", "B", "", 0.5, 1, 7},
                                      {"d", "B", "", std::nan(""), 1, 9}};
  const Estimate made =
      estimate(values, {.averaging = Averaging::clusters_by_places});
  BOOST_TEST(made.value == 0.4, tt::tolerance(1e-12));
  BOOST_TEST(made.by_cluster.at("A") == 0.3, tt::tolerance(1e-12));
  BOOST_TEST(made.by_cluster.at("B") == 0.5, tt::tolerance(1e-12));
  BOOST_TEST(made.effective_clusters == 2, tt::tolerance(1e-12));
  BOOST_TEST(made.of_what() == "mean of 2 patients, of each by places");
  BOOST_TEST(made.how == "no interval below 6 patients");
}

// Seven patients at 0.1 to 0.7, each of two sections that lie 0.05 from that,
// the larger one three times as large: each at 0.025 above. Their sd is that of
// 1 to 7, sqrt(14 / 3), and t(6) 2.446912.
BOOST_AUTO_TEST_CASE(an_interval_by_spots_is_that_of_the_patients) {
  std::vector<UnitValue> values;
  for (int i = 1; i <= 7; ++i) {
    for (const bool large : {false, true}) {
      values.push_back({concat("S", i, large), concat("P", i), "",
                        0.1 * i + (large ? 0.05 : -0.05), 1,
                        (large ? 30.0 : 10.0) * i});
    }
  }
  const Estimate made =
      estimate(values, {.averaging = Averaging::clusters_by_places});
  const double half = 2.446912 * 0.1 * std::sqrt(14.0 / 3.0) / std::sqrt(7.0);
  BOOST_TEST(made.value == 0.425, tt::tolerance(1e-12));
  BOOST_REQUIRE(made.interval.has_value());
  BOOST_TEST(made.interval->low == 0.425 - half, tt::tolerance(1e-6));
  BOOST_TEST(made.interval->high == 0.425 + half, tt::tolerance(1e-6));
}

// Nine patients of one section: 2 and 8 of the values in order, (10 of 512) are
// the widest that 5 of 100 samples allow to miss. Of ten the mean of both in
// the middle; a tenth without a number is none.
BOOST_AUTO_TEST_CASE(a_median_has_the_interval_of_its_order) {
  std::vector<UnitValue> values;
  for (const int tenths : {3, 1, 9, 4, 8, 2, 7, 5, 60}) {
    values.push_back(
        {concat("S", tenths), concat("P", tenths), "", 0.1 * tenths, 1});
  }
  values.push_back({"none", "P0", "", std::nan(""), 1});
  const EstimateHow how{.averaging = Averaging::median};
  const Estimate made = estimate(values, how);
  BOOST_TEST(made.value == 0.5, tt::tolerance(1e-12));
  BOOST_TEST(made.undefined == 1);
  BOOST_REQUIRE(made.interval.has_value());
  BOOST_TEST(made.interval->low == 0.2, tt::tolerance(1e-12));
  BOOST_TEST(made.interval->high == 0.9, tt::tolerance(1e-12));
  BOOST_TEST(made.how == "values 2 and 8 of 9 sections in their order");
  BOOST_TEST(made.of_what() == "median of 9 sections");
  values.back().value = 0.6;
  BOOST_TEST(estimate(values, how).value == 0.55, tt::tolerance(1e-12));
  values.resize(5);
  BOOST_TEST(estimate(values, how).how == "no interval below 6 patients");
}

// Two sections of a patient are not two that may fall on either side.
BOOST_AUTO_TEST_CASE(a_median_of_sections_that_are_alike_has_no_interval) {
  std::vector<UnitValue> values;
  for (int i = 0; i < 14; ++i) {
    values.push_back({concat("S", i), concat("P", i / 2), "", 0.1 * i, 1});
  }
  const EstimateHow how{.averaging = Averaging::median};
  const Estimate made = estimate(values, how);
  BOOST_TEST(made.value == 0.65, tt::tolerance(1e-12));
  BOOST_TEST(!made.interval.has_value());
  BOOST_TEST(made.how ==
             "no interval: sections of one patient are alike, and one of a "
             "median needs values that are independent");
  values.clear();
  for (int i = 0; i < 9; ++i) {
    values.push_back(
        {concat("S", i), concat("P", i), "", i == 4 ? 0.1 : 0.3, 1});
  }
  BOOST_TEST(estimate(values, how).how ==
             "no interval: values 2 and 8 of 9 sections in their order are "
             "one");
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
