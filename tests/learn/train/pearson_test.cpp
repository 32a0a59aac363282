#include "core/learn/train/pearson.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Twelve spots of seven genes as the authors' functions were given them
// (tests/golden/learn/README.md).
struct Published {
  Json run;
  at::Tensor targets, predictions;

  Published() {
    prepare_torch();
    run = read_golden("learn/hespotex_pearson").at("runs").at("float64");
    targets = made_by_rule("input:pcc_targets", {12, 7},
                           [](double u) { return 5 * u; });
    predictions =
        0.4 * targets + made_by_rule("input:pcc_preds", {12, 7},
                                     [](double u) { return 2 * u - 1; });
    targets.select(1, 2).fill_(0);
    predictions.select(1, 4).fill_(0.125);
    targets.select(0, 3).fill_(1);
    predictions.requires_grad_();
  }
};

void check_values(const at::Tensor& found, const Json& expected,
                  double tolerance) {
  BOOST_REQUIRE(static_cast<std::size_t>(found.numel()) == expected.size());
  for (std::int64_t i = 0; i < found.numel(); ++i) {
    BOOST_TEST(std::fabs(found[i].item<double>() -
                         expected[static_cast<std::size_t>(i)].get<double>()) <=
               tolerance);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pearson_test)

BOOST_AUTO_TEST_CASE(values_are_those_of_the_authors_functions) {
  const Published p;
  check_values(pearson_along(p.targets, p.predictions, 1),
               p.run.at("per_row_axis0"), 1e-14);
  check_values(pearson_along(p.targets, p.predictions, 0),
               p.run.at("per_column_axis1"), 1e-14);
  const Batch batch{{}, {p.targets}};
  BOOST_TEST(row_pearson_term("alignment", 0)
                     .value({p.predictions}, batch)
                     .item<double>() ==
                 p.run.at("alignment_term_1_minus_nanmean_rows").get<double>(),
             tt::tolerance(1e-12));
}

// Gene 2 is measured as 0 everywhere, gene 4 predicted as one value.
BOOST_AUTO_TEST_CASE(a_constant_gene_counts_as_0_and_has_no_gradient) {
  const Published p;
  p.targets.select(1, 2).zero_();
  check_values(pearson_along(p.targets, p.predictions, 0),
               p.run.at("per_column_axis1_with_t_column_2_all_zero"), 1e-14);
  const double expected =
      p.run.at("gene_term_1_minus_nanmean_columns_zero_column");
  const Batch batch{{}, {p.targets}};
  BOOST_TEST(
      column_pearson_score("gene_pcc").of({p.predictions}, batch) == expected,
      tt::tolerance(1e-12));
  (1 - pearson_along(p.targets, p.predictions, 0).mean()).backward();
  const at::Tensor gradient = p.predictions.grad();
  check_values(gradient.select(1, 0),
               p.run.at("gradient_of_gene_term_column_0"), 1e-14);
  for (const int constant : {2, 4}) {
    BOOST_TEST(
        gradient.select(1, constant).equal(at::zeros({12}, at::kDouble)));
  }
  BOOST_TEST(gradient.isfinite().all().item<bool>());
}

BOOST_AUTO_TEST_CASE(the_gradient_along_spots_is_that_of_the_authors) {
  const Published p;
  row_pearson_term("alignment", 0)
      .value({p.predictions}, {{}, {p.targets}})
      .backward();
  const at::Tensor gradient = p.predictions.grad();
  check_values(gradient.select(0, 0),
               p.run.at("gradient_of_alignment_term_row_0"), 1e-14);
  BOOST_TEST(gradient.select(0, 3).equal(at::zeros({7}, at::kDouble)));
}

// Eleven float32 numbers 0.1, whose float32 mean is not 0.1.
BOOST_AUTO_TEST_CASE(equal_numbers_are_constant_whatever_their_mean) {
  prepare_torch();
  const at::Tensor flat = at::full({11, 1}, 0.1F);
  const at::Tensor rising = at::arange(11, at::kFloat).unsqueeze(1);
  BOOST_TEST(pearson_along(flat, rising, 0).item<float>() == 0.F);
  BOOST_TEST(pearson_along(rising, flat, 0).item<float>() == 0.F);
}

// Rows (1, -1, 0) / sqrt 2 twice and (0, 1, -1) / sqrt 2 once, in two examples:
// their sum is (2, -1, -1) / sqrt 2, of length sqrt 3. A constant row adds
// nothing but counts.
BOOST_AUTO_TEST_CASE(the_best_constant_row_is_the_mean_direction) {
  prepare_torch();
  const at::Tensor one =
      at::tensor({3.0, 1.0, 2.0, 5.0, 5.0, 5.0}).view({2, 3});
  const at::Tensor two =
      at::tensor({6.0, -4.0, 1.0, 0.0, 1.0, -1.0}).view({2, 3});
  const Examples examples{.count = 2,
                          .batch =
                              [&](const auto& which) {
                                return Batch{{}, {which[0] == 0 ? one : two}};
                              },
                          .units = {}};
  const ObjectiveTerm term = row_pearson_term("alignment", 0);
  const double constant = term.of_constant(examples);
  BOOST_TEST(constant == 1 - std::sqrt(3.0) / 4, tt::tolerance(1e-14));
  // The row that has it.
  const at::Tensor best =
      at::tensor({2.0, -1.0, -1.0}).expand({4, 3}).contiguous();
  const at::Tensor all = at::cat({one, two});
  BOOST_TEST(term.value({best}, {{}, {all}}).item<double>() == constant,
             tt::tolerance(1e-14));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
