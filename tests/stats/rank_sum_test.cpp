#include "core/stats/rank_sum.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(rank_sum_test)

// Epochs as the authors' code chooses them.
BOOST_AUTO_TEST_CASE(epochs_are_chosen_as_published) {
  const std::string path = "tests/golden/stats/ghist_metrics.json";
  const Json golden = parse_json(read_file(path), path);
  BOOST_TEST(golden["epoch_choice"].size() == 3U);
  for (const Json& one : golden["epoch_choice"]) {
    const auto pcc = one["pcc"].get<std::vector<double>>();
    const auto f1 = one["f1"].get<std::vector<double>>();
    std::vector<std::int64_t> sums = ranks_from_best(pcc);
    const std::vector<std::int64_t> other = ranks_from_best(f1);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += other[i];
    BOOST_TEST(sums == one["rank_sum"].get<std::vector<std::int64_t>>(),
               tt::per_element());
    BOOST_TEST(best_by_rank_sum({pcc, f1}) ==
               one["best_index"].get<std::size_t>());
  }
}

BOOST_AUTO_TEST_CASE(what_is_undefined_comes_last) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::int64_t> expected{3, 1, 3, 2};
  BOOST_TEST(ranks_from_best({kNone, 0.5, kNone, -1}) == expected,
             tt::per_element());
  BOOST_TEST(best_by_rank_sum({{kNone, 0.1}}) == 1U);
}

BOOST_AUTO_TEST_CASE(criteria_of_other_lengths_are_refused) {
  BOOST_CHECK_EXCEPTION(
      best_by_rank_sum({{1, 2}, {1}}), Error, [](const Error& e) {
        return std::string(e.what()) ==
               "best_by_rank_sum: one criterion has 1 values, the first has 2";
      });
  BOOST_CHECK_EXCEPTION(best_by_rank_sum({}), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "best_by_rank_sum: nothing to choose from; expected at least "
           "one criterion and one candidate";
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
