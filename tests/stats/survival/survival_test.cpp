// Kaplan-Meier, log-rank and concordance beside lifelines; the script that
// made the values lies beside them.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/json.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/follow_up.h"
#include "core/stats/survival/kaplan_meier.h"
#include "core/stats/survival/log_rank.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

const Json& golden() {
  static const Json values = read_golden("stats/survival");
  return values;
}

FollowUp patients_of(const Json& one) {
  FollowUp patients;
  patients.times = one["times"].get<std::vector<double>>();
  for (const Json& died : one["events"]) {
    patients.died.push_back(died.get<int>() == 1);
  }
  return patients;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_test)

// A draw with replacement names a patient twice.
BOOST_AUTO_TEST_CASE(patients_are_followed_at_the_places_named) {
  const FollowUp four{{1, 2, 3, 4}, {true, false, true, true}};
  BOOST_TEST(four.deaths() == 3U);
  const FollowUp some = followed_at(four, {3, 1, 3});
  BOOST_TEST(some.times == (std::vector<double>{4, 2, 4}), tt::per_element());
  BOOST_TEST((some.died == std::vector<bool>{true, false, true}));
  BOOST_TEST(some.deaths() == 2U);
  BOOST_TEST(followed_at(four, {}).patients() == 0U);
  BOOST_TEST(FollowUp{}.deaths() == 0U);
}

BOOST_AUTO_TEST_CASE(curves_equal_those_of_lifelines) {
  BOOST_TEST(golden()["curves"].size() == 6U);
  for (const Json& one : golden()["curves"]) {
    BOOST_TEST_CONTEXT(one["name"]) {
      const auto curve = kaplan_meier(patients_of(one));
      BOOST_TEST_REQUIRE(curve.size() == one["at"].size());
      for (std::size_t i = 0; i < curve.size(); ++i) {
        BOOST_TEST(curve[i].time == one["at"][i].get<double>());
        BOOST_TEST(curve[i].at_risk == one["at_risk"][i].get<int>());
        BOOST_TEST(curve[i].died == one["died"][i].get<int>());
        BOOST_TEST(curve[i].censored == one["censored"][i].get<int>());
        BOOST_TEST(std::abs(curve[i].survival -
                            one["survival"][i].get<double>()) < 1e-12);
        BOOST_TEST(std::abs(curve[i].low - one["low"][i].get<double>()) < 1e-9);
        BOOST_TEST(std::abs(curve[i].high - one["high"][i].get<double>()) <
                   1e-9);
      }
      const double median = median_survival(curve);
      if (one["median"].is_null()) {
        BOOST_TEST(std::isnan(median));
      } else {
        BOOST_TEST(median == one["median"].get<double>());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(log_rank_equals_that_of_lifelines) {
  BOOST_TEST(golden()["groups"].size() == 4U);
  for (const Json& one : golden()["groups"]) {
    BOOST_TEST_CONTEXT(one["name"]) {
      const LogRank test = log_rank(
          patients_of(one), one["groups"].get<std::vector<std::string>>());
      BOOST_TEST(test.degrees == one["degrees"].get<int>());
      BOOST_TEST(test.statistic == one["statistic"].get<double>(),
                 tt::tolerance(1e-9));
      BOOST_TEST(test.p == one["p"].get<double>(), tt::tolerance(1e-9));
    }
  }
}

BOOST_AUTO_TEST_CASE(concordance_equals_that_of_lifelines) {
  BOOST_TEST(golden()["rankings"].size() == 6U);
  for (const Json& one : golden()["rankings"]) {
    BOOST_TEST_CONTEXT(one["name"]) {
      const Concordance made = concordance(
          patients_of(one), one["risks"].get<std::vector<double>>());
      BOOST_TEST(made.index() == one["index"].get<double>(),
                 tt::tolerance(1e-12));
    }
  }
}

// Deaths at 1 and 3, censored at 2 and 3; risks 4, 3, 2, 2. Compared: the
// first death with all others, that at 3 with the censoring at 3.
BOOST_AUTO_TEST_CASE(pairs_are_those_counted_by_hand) {
  const FollowUp patients{{1, 2, 3, 3}, {true, false, true, false}};
  const Concordance made = concordance(patients, {4, 3, 2, 2});
  BOOST_TEST(made.concordant == 3);
  BOOST_TEST(made.tied == 1);
  BOOST_TEST(made.discordant == 0);
  BOOST_TEST(made.index() == 3.5 / 4.0);
}

BOOST_AUTO_TEST_CASE(numbers_at_risk_count_who_is_followed) {
  const FollowUp patients{{1, 2, 3, 3}, {true, false, true, false}};
  BOOST_TEST(numbers_at_risk(patients, {0, 1, 1.5, 3, 4}) ==
                 (std::vector<std::int64_t>{4, 4, 3, 2, 0}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(without_deaths_nothing_is_compared) {
  const FollowUp patients{{1, 2}, {false, false}};
  BOOST_TEST(std::isnan(concordance(patients, {1, 2}).index()));
  const LogRank test = log_rank(patients, {"a", "b"});
  BOOST_TEST(test.statistic == 0.0);
  BOOST_TEST(test.p == 1.0);
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(error_of([] { kaplan_meier({{1, 2}, {true}}); }) ==
             "kaplan_meier: 2 times, 1 ends; each patient has both");
  BOOST_TEST(error_of([] { kaplan_meier({{-1}, {true}}); }) ==
             "kaplan_meier: patient 0 was followed for -1; a time is 0 or "
             "more");
  BOOST_TEST(error_of([] { kaplan_meier({}); }) == "kaplan_meier: no patients");
  BOOST_TEST(error_of([] { kaplan_meier({{1}, {true}}, 95); }) ==
             "kaplan_meier: level 95 does not lie between 0 and 1");
  BOOST_TEST(error_of([] { log_rank({{1}, {true}}, {"a"}); }) ==
             "log_rank: 1 group(s); at least 2 are compared");
  BOOST_TEST(error_of([] { log_rank({{1}, {true}}, {}); }) ==
             "log_rank: 1 patients, 0 names of groups; each has one");
  BOOST_TEST(error_of([] { concordance({{1}, {true}}, {}); }) ==
             "concordance: 1 patients, 0 risks; each has one");
  BOOST_TEST(error_of([&] { concordance({{1}, {true}}, {none}); }) ==
             "concordance: the risk of patient 0 is NaN, which has no rank");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
