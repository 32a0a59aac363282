// HiST's network of genes beside the authors' code: 16 genes
// (tests/golden/learn/README.md).

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/train/selection.h"
#include "tests/models/networks/hist_case.h"
#include "tests/support/golden.h"

namespace moonstain {
namespace {

const Json& golden() {
  static const Json made = read_golden("learn/hist_gene");
  return made;
}

HistCase published(at::ScalarType type) {
  return {16,
          made_by_rule("input:target_gene", {2, 16, 80, 64},
                       [](double u) { return std::max(0.0, 8 * u - 4); }),
          type};
}

void check_run(at::ScalarType type, Mode mode, const char* name,
               double relative) {
  BOOST_TEST_CONTEXT(name) {
    check_hist_run(published(type), mode, mse_term(),
                   golden().at("runs").at(name), relative);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_gene_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_authors) {
  check_hist_state(published(at::kFloat), golden());
}

BOOST_AUTO_TEST_CASE(maps_in_evaluation_are_the_authors) {
  check_run(at::kDouble, Mode::evaluation, "float64/eval", 1e-10);
  check_run(at::kFloat, Mode::evaluation, "float32/eval", 1e-4);
}

BOOST_AUTO_TEST_CASE(maps_in_training_are_the_authors) {
  check_run(at::kDouble, Mode::training, "float64/train", 1e-10);
  check_run(at::kFloat, Mode::training, "float32/train", 1e-4);
}

// Each with the errors before it; the rate is that of the authors' schedule.
BOOST_AUTO_TEST_CASE(steps_lose_what_the_authors_lose) {
  const HistCase of = published(at::kDouble);
  check_hist_steps(
      of, mse_term(), golden().at("training"),
      [&](const Tensors& outputs, const Json& step) {
        check_near("mean absolute error", mae_score().of(outputs, of.batch),
                   step.at("mae"), 1e-8);
        const at::Tensor mse = mse_term().value(outputs, of.batch);
        check_near("root mean squared error", std::sqrt(mse.item<double>()),
                   step.at("rmse"), 1e-8);
      });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
