#include "core/learn/train/selection.h"

#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/learn/network/torch_runtime.h"

namespace moonstain {
namespace {

// Offers these scores, each with a state that holds its epoch's number.
std::optional<std::int64_t> kept(Selection selection,
                                 const std::vector<double>& scores) {
  prepare_torch();
  State state{{"w", at::full({1}, -1.0), true}};
  BestState best(std::move(selection));
  for (std::size_t e = 0; e < scores.size(); ++e) {
    state[0].value.fill_(static_cast<double>(e));
    best.offer(static_cast<std::int64_t>(e), scores[e], state);
  }
  const auto epoch = best.restore(state);
  if (epoch) {
    BOOST_TEST(state[0].value.item<double>() == static_cast<double>(*epoch));
  }
  return epoch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(selection_test)

BOOST_AUTO_TEST_CASE(the_first_of_equal_scores_is_kept) {
  BOOST_TEST(*kept({"mae", Better::lower, 0}, {3, 1, 2, 1}) == 1);
  BOOST_TEST(*kept({"pearson", Better::higher, 0}, {1, 3, 2, 3}) == 1);
}

BOOST_AUTO_TEST_CASE(epochs_before_the_first_are_not_looked_at) {
  BOOST_TEST(*kept({"mae", Better::lower, 2}, {0, 1, 3, 2}) == 3);
  BOOST_TEST(!kept({"mae", Better::lower, 4}, {0, 1, 3, 2}).has_value());
}

BOOST_AUTO_TEST_CASE(a_score_that_is_no_number_is_never_the_best) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(*kept({"mae", Better::lower, 0}, {nan, 5, nan, 7}) == 1);
  BOOST_TEST(!kept({"mae", Better::lower, 0}, {nan, nan}).has_value());
}

// Called are the first two, seen the second and third: 1 of 3. A logit of
// exactly 0 calls nothing.
BOOST_AUTO_TEST_CASE(overlap_is_that_of_logits_above_0) {
  prepare_torch();
  const Score score = iou_score();
  const auto of = [&](const at::Tensor& logits, const at::Tensor& mask) {
    return score.of({logits}, {{}, {mask}});
  };
  BOOST_TEST(of(at::tensor({3.F, 0.1F, 0.F, -1.F}),
                at::tensor({0.F, 1.F, 1.F, 0.F})) == (1 + 1e-5) / (3 + 1e-5));
  BOOST_TEST(of(at::tensor({-1.F}), at::tensor({0.F})) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
