#include "models/networks/ghist_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/models/networks/ghist_terms.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

constexpr GhistShape kShape{.genes = 2, .types = 9, .float64 = true};

// Four nuclei in two patches of 16 px, three in the first, that the network
// takes for type 3 without a doubt; logits of the map are all 0.
GhistOutput of_type_3() {
  GhistOutput out;
  const at::Tensor certain =
      at::one_hot(at::full({4}, 3, at::kLong), 9).to(at::kDouble);
  out.map = at::zeros({2, 10, 16, 16}, at::kDouble);
  out.type_logits = certain;
  out.composition = certain.narrow(0, 0, 2);
  out.general = at::full({4, 2}, 1, at::kDouble);
  out.immune = at::full({4, 2}, 2, at::kDouble);
  out.invasive = at::full({4, 2}, 3, at::kDouble);
  out.gene_logits = out.true_gene_logits = certain;
  out.gene_features = at::tensor({1.0, 0.0}).repeat({4, 1});
  out.true_gene_features = at::tensor({0.0, 2.0}).repeat({4, 1});
  out.counts = at::tensor({3, 1}, at::kLong);
  return out;
}

GhistTargets of_types(const std::vector<std::int64_t>& types) {
  return {at::zeros({2, 16, 16}, at::kLong), at::tensor(types, at::kLong),
          at::zeros({4, 2}, at::kDouble)};
}

double term(const GhistLoss& loss, std::size_t number) {
  return loss.terms[number].item<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ghist_loss_test)

// recipes/ghist_cells/METHOD.md 4.1 and 10. Two vectors of one 1 and eight 0,
// at other places, after a softmax: (e - 1) / (e + 8) / 9 = 0.0178126.
BOOST_AUTO_TEST_CASE(composition_can_cost_little_more_than_nothing) {
  prepare_torch();
  const GhistLoss loss =
      ghist_loss(of_type_3(), of_types({5, 5, 5, 5}), kShape, {});
  const double most = (std::exp(1) - 1) / (std::exp(1) + 8) / 9;
  BOOST_TEST(most == 0.0178126, tt::tolerance(1e-5));
  BOOST_TEST(term(loss, 8) == most, tt::tolerance(1e-9));
  BOOST_TEST(term(loss, 9) == most, tt::tolerance(1e-9));
  const GhistLoss same =
      ghist_loss(of_type_3(), of_types({3, 3, 3, 3}), kShape, {});
  BOOST_TEST(std::fabs(term(same, 8)) < 1e-15);
  BOOST_TEST(std::fabs(term(same, 9)) < 1e-15);
}

// By hand: ln 10 for ten equal logits, ln(1 + 8 / e) for the certain one, 1, 4
// and 9 for squared errors of which two have 1/9 of their weight, 100 for
// features at right angles, 0 for equal logits.
BOOST_AUTO_TEST_CASE(terms_have_the_published_weights) {
  prepare_torch();
  const GhistRoles roles{.b = 0, .myeloid = 3, .malignant = 5};
  const GhistTargets targets = of_types({3, 3, 0, 5});
  const GhistLoss loss = ghist_loss(of_type_3(), targets, kShape, roles);
  const double certain = std::log(std::exp(1) + 8) - 1;
  const double doubtful = certain + 1;
  const double expected[] = {std::log(10.0),
                             (certain + doubtful) / 2,
                             (certain + doubtful) / 2,
                             1,
                             4.0 / 9,
                             9.0 / 9,
                             100,
                             0};
  double total = term(loss, 8) + term(loss, 9);
  for (std::size_t i = 0; i < 8; ++i) {
    BOOST_TEST_CONTEXT(kGhistTerms[i]) {
      BOOST_TEST(term(loss, i) == expected[i], tt::tolerance(1e-12));
    }
    total += expected[i];
  }
  BOOST_TEST(loss.total.item<double>() == total, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_role_that_no_nucleus_has_costs_nothing) {
  prepare_torch();
  const GhistRoles roles{.b = 0, .myeloid = 1, .malignant = 5};
  const GhistLoss loss =
      ghist_loss(of_type_3(), of_types({3, 3, 3, 3}), kShape, roles);
  BOOST_TEST(term(loss, 4) == 0);
  BOOST_TEST(term(loss, 5) == 0);
}

BOOST_AUTO_TEST_CASE(parts_that_are_off_cost_nothing) {
  prepare_torch();
  GhistShape shape = kShape;
  shape.neighbourhood_on = false;
  const GhistTargets targets = of_types({5, 5, 5, 5});
  const GhistLoss alone = ghist_loss(of_type_3(), targets, shape, {});
  BOOST_TEST(term(alone, 8) == 0);
  BOOST_TEST(term(alone, 9) == 0);
  BOOST_TEST(term(alone, 6) == 100, tt::tolerance(1e-12));
  shape.types_on = false;
  shape.types = 0;
  const GhistLoss plain = ghist_loss(of_type_3(), targets, shape, {});
  BOOST_TEST(plain.total.item<double>() == std::log(10.0) + 1,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(roles_are_found_by_the_published_names) {
  const GhistRoles all = ghist_roles(
      {"B", "Myeloid", "Endothelial", "Malignant", "Epithelial", "T"});
  BOOST_TEST(all.b == 0);
  BOOST_TEST(all.myeloid == 1);
  BOOST_TEST(all.malignant == 3);
  BOOST_TEST(all.epithelial == 4);
  BOOST_TEST(all.t == 5);
  BOOST_TEST(ghist_roles({"Plasma"}).t == -1);
}

BOOST_AUTO_TEST_CASE(targets_that_do_not_fit_are_refused) {
  prepare_torch();
  BOOST_TEST(error_of([] {
               ghist_loss(of_type_3(), of_types({3, 3, 9, 3}), kShape, {});
             }) == "ghist_loss: a type outside of 0 .. 8");
  BOOST_TEST(error_of([] {
               ghist_loss(of_type_3(), of_types({3, 3, 3}), kShape, {});
             }) == "ghist_loss: types of 3 nuclei, the network saw 4");
  GhistOutput blind = of_type_3();
  blind.true_gene_logits = at::Tensor();
  BOOST_TEST(error_of([&] {
               ghist_loss(blind, of_types({3, 3, 3, 3}), kShape, {});
             }) ==
             "ghist_loss: the network was not given the measured expression");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
