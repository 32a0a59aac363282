#include "core/learn/train/epoch_choice.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/base/json.h"
#include "core/base/random.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(epoch_choice_test)

BOOST_AUTO_TEST_CASE(the_authors_expressions_choose_the_same_epochs) {
  const Json golden = read_golden("learn/ghist_tiling");
  for (const Json& one : golden.at("epoch_choice")) {
    const auto pcc = one.at("pcc").get<std::vector<double>>();
    const auto f1 = one.at("f1").get<std::vector<double>>();
    BOOST_TEST(best_by_ranks(pcc, f1) ==
               one.at("best_index").get<std::size_t>());
  }
}

BOOST_AUTO_TEST_CASE(a_score_that_is_no_number_ranks_last) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> first{nan, 0.1, 0.2};
  BOOST_TEST(best_by_ranks(first, {}) == 2U);
  // Ranks 3 + 1, 2 + 3, 1 + 2.
  BOOST_TEST(best_by_ranks(first, std::vector<double>{0.9, nan, 0.5}) == 2U);
}

// 200 lists of up to 12 epochs with many ties: what is chosen in the end was
// never beaten before.
BOOST_AUTO_TEST_CASE(what_is_chosen_in_the_end_was_kept_all_along) {
  RandomStream random(1, "test", "scores");
  for (int list = 0; list < 200; ++list) {
    std::vector<double> first, second;
    for (std::uint64_t n = 1 + random.below(12); n > 0; --n) {
      first.push_back(static_cast<double>(random.below(5)));
      second.push_back(static_cast<double>(random.below(5)));
    }
    const std::size_t chosen = best_by_ranks(first, second);
    for (std::size_t length = chosen + 1; length <= first.size(); ++length) {
      const auto kept = may_be_best(std::span(first).first(length),
                                    std::span(second).first(length));
      BOOST_TEST(std::count(kept.begin(), kept.end(), chosen) == 1);
    }
  }
}

// The second is as good as the first by one score and worse by the other, the
// third equal to the first.
BOOST_AUTO_TEST_CASE(what_another_is_better_than_need_not_be_kept) {
  const std::vector<double> first{0.5, 0.5, 0.5, 0.6};
  const std::vector<double> second{0.4, 0.3, 0.4, 0.1};
  const std::vector<std::size_t> expected{0, 3};
  BOOST_TEST(may_be_best(first, second) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lists_of_other_lengths_are_refused) {
  BOOST_TEST(error_of([] {
               best_by_ranks(std::vector<double>{1, 2}, std::vector<double>{1});
             }) ==
             "an epoch is chosen by 2 and 1 scores; expected as many of each, "
             "or none of the second");
}

BOOST_AUTO_TEST_SUITE_END()
