#include "core/learn/network/initial.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

at::Tensor drawn(const Sizes& shape, const Law& law,
                 const StreamSeed& seed = 5) {
  prepare_torch();
  State state;
  Names(state, {seed, "initial_test"}, at::kDouble).drawn("weight", shape, law);
  return state.at(0).value.detach();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(initial_test)

// torch.nn.init._calculate_fan_in_and_fan_out of PyTorch 2.13 for [6, 4, 3, 5]
// gives 60 and 90.
BOOST_AUTO_TEST_CASE(fans_are_pytorchs) {
  BOOST_TEST(fans_of({6, 4, 3, 5}).in == 60);
  BOOST_TEST(fans_of({6, 4, 3, 5}).out == 90);
  BOOST_TEST(fans_of({7, 2}).in == 2);
  BOOST_TEST(error_of([] { fans_of({7}); }) ==
             "fans of a tensor of 1 dimension(s); a weight has at least 2");
}

// The bounds and deviations that torch/nn/init.py 2.13 hands to uniform_ and
// normal_ for a weight [6, 4, 3, 5]; tests/peers/learn_peer_test.py reads them
// there.
BOOST_AUTO_TEST_CASE(laws_are_pytorchs_to_the_last_bit) {
  const Fans fans = fans_of({6, 4, 3, 5});
  BOOST_TEST(kaiming_uniform(fans.in, std::sqrt(2.0)).spread ==
             0x1.43d136248490fp-2);
  BOOST_TEST(kaiming_normal(fans.out, std::sqrt(2.0)).spread ==
             0x1.314c3d92a9e91p-3);
  BOOST_TEST(xavier_uniform(fans).spread == 0x1.999999999999ap-3);
  BOOST_TEST(xavier_normal(fans, 1.414).spread == 0x1.4e62f162a4962p-3);
  BOOST_TEST(by_fan_in(60).spread == 1 / std::sqrt(60.0));
}

// Of 20,000 draws: all inside, near both ends, moments within five standard
// errors.
BOOST_AUTO_TEST_CASE(draws_follow_their_law) {
  const at::Tensor uniform = drawn({100, 200}, xavier_uniform({200, 100}));
  const double bound = std::sqrt(6.0 / 300);
  BOOST_TEST(uniform.max().item<double>() <= bound);
  BOOST_TEST(uniform.max().item<double>() > 0.999 * bound);
  BOOST_TEST(uniform.min().item<double>() < -0.999 * bound);
  BOOST_TEST(std::fabs(uniform.mean().item<double>()) <
             5 * bound / std::sqrt(3 * 20'000.0));

  const at::Tensor bell = drawn({100, 200}, normal(1, 0.02));
  BOOST_TEST(std::fabs(bell.mean().item<double>() - 1) <
             5 * 0.02 / std::sqrt(20'000.0));
  BOOST_TEST(bell.std().item<double>() == 0.02,
             tt::tolerance(5 / std::sqrt(2 * 20'000.0)));

  // Cut at one deviation: variance 1 - 2 phi(1) / (2 Phi(1) - 1) = 0.29112509.
  const at::Tensor cut = drawn({100, 200}, truncated_normal(0, 2, -2, 2));
  BOOST_TEST(cut.abs().max().item<double>() <= 2);
  BOOST_TEST(cut.abs().max().item<double>() > 1.99);
  BOOST_TEST(cut.var().item<double>() == 4 * 0.29112509, tt::tolerance(0.03));
}

BOOST_AUTO_TEST_CASE(another_fold_draws_other_values) {
  const Law law = by_fan_in(3);
  BOOST_TEST(drawn({2, 3}, law).equal(drawn({2, 3}, law)));
  BOOST_TEST(!drawn({2, 3}, law).equal(drawn({2, 3}, law, {5, "B"})));
}

BOOST_AUTO_TEST_CASE(a_law_that_cuts_all_away_is_refused) {
  BOOST_TEST(error_of([] { truncated_normal(0, 1, 3, 4); }) ==
             "a normal law of mean 0 and deviation 1 cut to 3 .. 4 has almost "
             "nothing left");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
