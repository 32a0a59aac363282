#include "models/networks/zinb.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"

namespace moonstain {
namespace {

// tests/golden/learn/hist2st.json, functions.zinb: 9 spots of 8 genes, entries
// at the ends of what is defined among them.
struct Sample {
  at::Tensor counts = made_by_rule("input:zinb_x", {9, 8}, [](double u) {
    return std::floor(7 * u * u * u);
  });
  at::Tensor factors = made_by_rule("input:zinb_size", {9, 1},
                                    [](double u) { return 0.25 + 2 * u; });
  CountLaw law{
      made_by_rule("input:zinb_mean", {9, 8},
                   [](double u) { return std::exp(6 * u - 3); }),
      made_by_rule("input:zinb_disp", {9, 8},
                   [](double u) { return 0.01 + 5 * u; }),
      made_by_rule("input:zinb_pi", {9, 8}, [](double u) { return u; })};

  Sample() {
    law.extra_zeros[0][0] = 0;
    law.extra_zeros[0][1] = 1;
    law.extra_zeros[1][0] = 1;
    law.mean[2][0] = 1e-5;
    law.dispersion[2][1] = 1e-4;
    law.mean[3][0] = 1e6;
    counts[1][0] = 3;
    counts[0][0] = 0;
    counts[0][1] = 0;
    factors[5] = 0;
  }
};

const Json& golden() {
  static const Json made =
      read_golden("learn/hist2st").at("functions").at("zinb");
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zinb_test)

BOOST_AUTO_TEST_CASE(each_entry_is_the_published) {
  prepare_torch();
  const Sample s;
  const at::Tensor found = zinb_loss(s.counts, s.factors, s.law).view(-1);
  const Json& expected = golden().at("per_entry_float64").at("values");
  BOOST_REQUIRE(expected.size() == 72U);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    check_near(concat("entry ", i),
               found[static_cast<std::int64_t>(i)].item<double>(),
               expected.at(i), 1e-10);
  }
}

BOOST_AUTO_TEST_CASE(the_term_is_the_published_mean) {
  prepare_torch();
  const Sample s;
  const auto mean_of = [&](at::ScalarType type, double ridge = 0) {
    const Tensors outputs{s.law.mean.to(type), s.law.dispersion.to(type),
                          s.law.extra_zeros.to(type)};
    return zinb_term(0.25, 0, 0, ridge)
        .value(outputs, {{}, {s.counts.to(type), s.factors.to(type)}})
        .item<double>();
  };
  check_near("float64", mean_of(at::kDouble),
             golden().at("mean_float64").get<double>(), 1e-10);
  check_near("with a ridge", mean_of(at::kDouble, 0.1),
             golden().at("ridge_lambda_0.1_float64").get<double>(), 1e-10);
  check_near("float32", mean_of(at::kFloat),
             golden().at("mean_float32").get<double>(), 1e-5);
}

BOOST_AUTO_TEST_CASE(without_extra_zeros_it_is_the_published) {
  prepare_torch();
  const auto around_zero = [](const char* name) {
    return made_by_rule(name, {9, 8}, [](double u) { return 2 * u - 1; });
  };
  check_near("negative binomial",
             negative_binomial_loss(Sample().counts, around_zero("input:nb_r"),
                                    around_zero("input:nb_p"))
                 .item<double>(),
             golden().at("nb").at("float64"), 1e-10);
}

// One spot of a count of 2, r = 1, p = 3/4: the chance is (3/4)^2 / 4, and
// lgamma(3) - lgamma(1) = ln 2 is of its ways.
BOOST_AUTO_TEST_CASE(without_extra_zeros_it_is_the_value_worked_by_hand) {
  prepare_torch();
  const auto one = [](double value) {
    return at::tensor({value}, at::kDouble).view({1, 1});
  };
  check_near(
      "negative binomial",
      negative_binomial_loss(one(2), one(0), one(std::log(3.0))).item<double>(),
      std::log(64.0 / 9) - std::log(2.0), 1e-12);
}

BOOST_AUTO_TEST_CASE(mean_and_dispersion_stay_between_the_published_bounds) {
  prepare_torch();
  const Json& of = golden().at("activations");
  const at::Tensor x = at::tensor(of.at("x").get<std::vector<double>>());
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    check_near("mean", count_mean(x)[i].item<double>(), of.at("mean").at(i),
               1e-12);
    check_near("dispersion", count_dispersion(x)[i].item<double>(),
               of.at("disp").at(i), 1e-12);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
