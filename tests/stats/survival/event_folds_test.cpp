#include "core/stats/survival/event_folds.h"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "core/stats/kfold.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(event_folds_test)

// recipes/hist_survival/METHOD.md 8.5: 342 censored and 92 deaths of COAD,
// seed 15; the order that the folds are cut from begins with these.
BOOST_AUTO_TEST_CASE(the_published_split_has_these_sizes) {
  std::vector<std::size_t> order(342);
  std::iota(order.begin(), order.end(), std::size_t{0});
  NumpyRandomState(15).shuffle(order);
  order.resize(5);
  BOOST_TEST(order == (std::vector<std::size_t>{44, 198, 319, 67, 331}),
             tt::per_element());

  FollowUp coad;
  for (int i = 0; i < 434; ++i) {
    coad.times.push_back(i);
    coad.died.push_back(i % 4 == 1 && i < 368);
  }
  BOOST_REQUIRE(coad.deaths() == 92U);
  const auto folds = event_folds(coad, 5, 15);
  std::vector<std::size_t> held_out, training, all;
  for (const EventFold& fold : folds) {
    held_out.push_back(fold.held_out.size());
    training.push_back(fold.training.size());
    all.insert(all.end(), fold.held_out.begin(), fold.held_out.end());
  }
  BOOST_TEST(held_out == (std::vector<std::size_t>{88, 88, 86, 86, 86}),
             tt::per_element());
  BOOST_TEST(training == (std::vector<std::size_t>{346, 346, 348, 348, 348}),
             tt::per_element());
  std::ranges::sort(all);
  for (std::size_t i = 0; i < all.size(); ++i) BOOST_TEST(all[i] == i);
}

// scikit-learn 1.9.1, KFold(5, shuffle=True, random_state=15) of 14 and of 7:
// [2, 9, 13], [1, 4, 6], [3, 10, 11], [0, 7, 12], [5, 8] of the censored (every
// patient but each third), and [2, 3], [1, 6], [4], [5], [0] of the deaths.
BOOST_AUTO_TEST_CASE(folds_are_those_of_scikit_learn_of_either_kind) {
  FollowUp patients;
  for (int i = 0; i < 21; ++i) {
    patients.times.push_back(1);
    patients.died.push_back(i % 3 == 2);
  }
  const auto folds = event_folds(patients, 5, 15);
  // Place k of the censored is patient k + k / 2, of the deaths 3 k + 2.
  BOOST_TEST(folds[0].held_out == (std::vector<std::size_t>{3, 13, 19, 8, 11}),
             tt::per_element());
  BOOST_TEST(folds[4].held_out == (std::vector<std::size_t>{7, 12, 2}),
             tt::per_element());
  BOOST_TEST(folds[4].training.size() == 21U - folds[4].held_out.size());
  BOOST_TEST(folds[4].training.front() == 0U);
  BOOST_TEST(folds[4].training.back() == 20U);
}

BOOST_AUTO_TEST_CASE(folds_without_a_death_are_refused) {
  const FollowUp patients{{1, 2, 3, 4}, {true, false, false, false}};
  BOOST_TEST(error_of([&] { event_folds(patients, 2, 1); }) ==
             "event_folds: 2 folds, 1 deaths; at least 2 folds, and in each a "
             "patient of either kind");
  BOOST_TEST(error_of([&] { event_folds(patients, 1, 1); }) ==
             "event_folds: 1 folds, 3 censored patients; at least 2 folds, and "
             "in each a patient of either kind");
}

BOOST_AUTO_TEST_SUITE_END()
