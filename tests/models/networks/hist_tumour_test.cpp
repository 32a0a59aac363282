// HiST's network with one output beside the authors' code
// (tests/golden/learn/README.md).

#include <ATen/TensorOperators.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/sigmoid.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/learn/train/selection.h"
#include "core/stats/mask_scores.h"
#include "tests/models/networks/hist_case.h"
#include "tests/support/golden.h"

namespace moonstain {
namespace {

const Json& golden() {
  static const Json made = read_golden("learn/hist_tumour");
  return made;
}

HistCase published(at::ScalarType type) {
  return {1,
          made_by_rule("input:target_mask", {2, 1, 80, 64},
                       [](double u) { return u > 0.7 ? 1.0 : 0.0; }),
          type};
}

// Logits above 0, which are probabilities above 1/2, beside the mask.
void check_scores(const Tensors& outputs, const Batch& batch,
                  const Json& recorded) {
  const at::Tensor called = outputs.at(0) > 0;
  const at::Tensor seen = batch.targets.at(0) > 0.5;
  const auto both = [](const at::Tensor& a, const at::Tensor& b) {
    return at::logical_and(a, b).sum().item<std::int64_t>();
  };
  const CallScores scores =
      published_mask_scores({.both = both(called, seen),
                             .called_only = both(called, ~seen),
                             .seen_only = both(~called, seen),
                             .neither = both(~called, ~seen)});
  const std::vector<double> found{
      scores.iou, scores.dice,        scores.sensitivity, scores.precision,
      scores.f1,  scores.specificity, scores.accuracy};
  const Json& expected = recorded.at("metrics_iou_dice_SE_PC_F1_SP_ACC");
  BOOST_TEST(expected.size() == found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    check_near(concat("score ", i), found[i], expected.at(i), 1e-10);
  }
  check_near("iou_score", iou_score().of(outputs, batch), expected.at(0),
             1e-10);
}

void check_run(at::ScalarType type, Mode mode, const char* name,
               double relative) {
  BOOST_TEST_CONTEXT(name) {
    const HistCase of = published(type);
    const Json& run = golden().at("runs").at(name);
    const Tensors outputs = check_hist_run(of, mode, bce_term(), run, relative);
    check_recorded("sigmoid", at::sigmoid(outputs.at(0)), run.at("sigmoid"),
                   relative);
    check_scores(outputs, of.batch, run);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_tumour_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_authors) {
  check_hist_state(published(at::kFloat), golden());
}

BOOST_AUTO_TEST_CASE(maps_and_scores_in_evaluation_are_the_authors) {
  check_run(at::kDouble, Mode::evaluation, "float64/eval", 1e-10);
  check_run(at::kFloat, Mode::evaluation, "float32/eval", 1e-4);
}

BOOST_AUTO_TEST_CASE(maps_and_scores_in_training_are_the_authors) {
  check_run(at::kDouble, Mode::training, "float64/train", 1e-10);
  check_run(at::kFloat, Mode::training, "float32/train", 1e-4);
}

// The rate is that of the authors' schedule.
BOOST_AUTO_TEST_CASE(steps_lose_and_overlap_as_the_authors) {
  const HistCase of = published(at::kDouble);
  const Json& training = golden().at("training");
  const Tensors after = check_hist_steps(
      of, bce_term(), training, [&](const Tensors& outputs, const Json& step) {
        check_near("overlap", iou_score().of(outputs, of.batch), step.at("iou"),
                   1e-10);
      });
  check_scores(after, of.batch, training.at("after_5_steps_eval"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
