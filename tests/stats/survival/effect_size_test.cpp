#include "core/stats/survival/effect_size.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/stats/survival/chi_squared.h"
#include "core/stats/survival/log_rank.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Two groups of 23: deaths of each at these times, the others censored at 61,
// 62, ... and at 61.5, 62.5, ...
LogRank of_deaths(const std::vector<double>& high,
                  const std::vector<double>& low) {
  FollowUp patients;
  std::vector<std::string> group;
  const auto add = [&](const std::vector<double>& deaths, double end,
                       const std::string& name) {
    for (std::size_t i = 0; i < 23; ++i) {
      const bool died = i < deaths.size();
      patients.times.push_back(
          died ? deaths[i] : end + static_cast<double>(i + 1 - deaths.size()));
      patients.died.push_back(died);
      group.push_back(name);
    }
  };
  add(high, 60, "high");
  add(low, 60.5, "low");
  return log_rank(patients, group);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(effect_size_test)

// (1.959964 + 0.841621)^2 / (0.25 log(2)^2); of a power of a half only
// 1.959964 counts.
BOOST_AUTO_TEST_CASE(deaths_are_those_of_schoenfelds_formula) {
  const TwoGroups halves{.log_ratio = std::log(2.0)};
  BOOST_TEST(deaths_for_power(halves, 0.8) == 65.3463, tt::tolerance(1e-5));
  BOOST_TEST(deaths_for_power(halves, 0.5) ==
                 1.959964 * 1.959964 / (0.25 * std::pow(std::log(2.0), 2)),
             tt::tolerance(1e-6));
  BOOST_TEST(power_of_deaths(halves, deaths_for_power(halves, 0.8)) == 0.8,
             tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(deaths_for_power({.log_ratio = 0}, 0.8)));
  BOOST_TEST(power_of_deaths({.log_ratio = 0}, 100) == 0.025,
             tt::tolerance(1e-12));
}

// Statistics and p-values as recipes/ghist_tcga/METHOD.md 8 has them: each p
// is that of one degree of freedom, to the digits given.
BOOST_AUTO_TEST_CASE(published_statistics_have_the_published_p) {
  const struct {
    double statistic;
    double p;
    int digits;
  } rows[] = {{2.866, 0.0905, 4}, {2.973, 0.0847, 4}, {1.286, 0.257, 3},
              {1.895, 0.169, 3},  {6.042, 0.0140, 4}, {7.224, 0.0072, 4},
              {6.34, 0.012, 3},   {0.842, 0.359, 3},  {1.46, 0.227, 3}};
  for (const auto& row : rows) {
    const double most = 0.6 * std::pow(10.0, -row.digits);
    BOOST_TEST(std::abs(chi_squared(row.statistic, 1).p - row.p) < most,
               row.statistic);
  }
}

// Of two degrees the p of x is exp(-x / 2).
BOOST_AUTO_TEST_CASE(a_statistic_below_0_is_rounding) {
  BOOST_TEST(chi_squared(3, 2).p == std::exp(-1.5), tt::tolerance(1e-12));
  BOOST_TEST(chi_squared(-1e-16, 2).p == 1);
  BOOST_TEST(std::isnan(chi_squared(NAN, 2).p));
}

// Groups of 23 with as many deaths as recipes/ghist_tcga/METHOD.md 8 has of
// three rows: 3 and 1, 6 and 1, 3 and 3. R's survdiff of these times: chisq,
// exp[1], var[1, 1].
BOOST_AUTO_TEST_CASE(tables_of_the_published_sizes_equal_those_of_r) {
  const struct {
    std::vector<double> high;
    std::vector<double> low;
    double statistic;
    double expected;
    double variance;
  } rows[] = {
      {{5, 20, 33}, {12}, 1.046265731456, 1.977260981912, 0.999741334989},
      {{2, 7, 11, 19, 28, 40},
       {23},
       4.193832529125,
       3.297073481759,
       1.742037077608},
      {{4, 16, 30},
       {9, 21, 44},
       0.000813817119,
       2.965065859961,
       1.499592613990}};
  for (const auto& row : rows) {
    const LogRank test = of_deaths(row.high, row.low);
    BOOST_TEST(std::abs(test.statistic - row.statistic) < 1e-10);
    BOOST_TEST(test.groups[0].expected == row.expected, tt::tolerance(1e-9));
    BOOST_TEST(test.variance == row.variance, tt::tolerance(1e-9));
    BOOST_TEST(test.groups[0].patients == 23);
    BOOST_TEST(test.groups[0].died ==
               static_cast<std::int64_t>(row.high.size()));
  }
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_TEST(error_of([] { power_of_deaths({.share = 1}, 9); }) ==
             "effect_size: share 1 does not lie between 0 and 1");
  BOOST_TEST(error_of([] { power_of_deaths({.level = 0}, 9); }) ==
             "effect_size: level 0 does not lie between 0 and 1");
  BOOST_TEST(error_of([] { deaths_for_power({}, 1); }) ==
             "effect_size: power 1 does not lie between 0 and 1");
}

BOOST_AUTO_TEST_SUITE_END()
