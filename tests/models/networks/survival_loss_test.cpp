#include "models/networks/survival_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/optimiser.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/training.h"
#include "core/stats/survival/concordance.h"
#include "models/networks/convnext_v2.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

const Json& published(const std::string& name) {
  static const Json values = read_golden("learn/hist_application");
  return values.at("cases").at(name);
}

at::Tensor tensor_of(const Json& values) {
  return at::tensor(values.get<std::vector<double>>(), at::kDouble);
}

double value(const at::Tensor& risk, const Outcomes& outcomes,
             RiskSet set = RiskSet::row_order, RiskNorm norm = RiskNorm::l2) {
  return survival_loss(risk, outcomes, set, norm).item<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_loss_test)

// The authors' loss on twelve risks (tests/golden/learn/README.md): its value,
// its gradient, and that it sees rows and no scale.
BOOST_AUTO_TEST_CASE(the_published_loss_is_met) {
  prepare_torch();
  const Json& alone = published("coxph_loss_alone");
  const at::Tensor died = tensor_of(alone.at("events"));
  at::Tensor risk = made_by_rule("input:loss_risk", {12, 1},
                                 [](double u) { return 2 * u - 1; });
  risk.set_requires_grad(true);
  const auto close = tt::tolerance(1e-13);
  const auto is = [&](double found, const char* name) {
    BOOST_TEST(found == alone.at(name).get<double>(), close);
  };
  const at::Tensor loss = survival_loss(risk, {.died = died, .times = {}},
                                        RiskSet::row_order, RiskNorm::l2);
  is(loss.item<double>(), "as_made");
  loss.backward();
  const auto gradient = alone.at("gradient_as_made").get<std::vector<double>>();
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    BOOST_TEST(std::fabs(risk.grad().flatten().const_data_ptr<double>()[i] -
                         gradient[i]) < 1e-14);
  }
  const c10::NoGradGuard no_gradient;
  is(value(risk * 100, {died, {}}), "risk_times_100");
  is(value(risk.flip(0), {died.flip(0), {}}), "rows_reversed");
  is(value(risk, {died * 0 + 1, {}}), "all_events");
  is(value(risk * 0, {died, {}}), "zero_risk");
  BOOST_TEST(std::isnan(value(risk, {died * 0, {}})));
  BOOST_TEST(
      std::fabs(survival_loss(risk.to(at::kFloat), {died.to(at::kFloat), {}},
                              RiskSet::row_order, RiskNorm::l2)
                    .item<double>() -
                alone.at("float32_as_made").get<double>()) < 1e-6);
}

// Risks, events and times of the authors' two cohorts, beside torchsurv 0.1.2,
// which divides Efron's sum by the times with a death, not by the deaths: in
// the second cohort two of nine die at one time.
BOOST_AUTO_TEST_CASE(by_time_it_is_coxs) {
  prepare_torch();
  const std::map<std::string, double> deaths_a_time{
      {"survival_coad", 1}, {"survival_default", 9.0 / 8}};
  for (const auto& [name, ratio] : deaths_a_time) {
    const Json& run = published(name).at("runs").at("float64/eval");
    const Json& rows = published(name).at("rows");
    const at::Tensor risk = tensor_of(run.at("risk_all"));
    const Outcomes outcomes{tensor_of(rows.at("event")),
                            tensor_of(rows.at("time"))};
    BOOST_TEST(value(risk, outcomes, RiskSet::time, RiskNorm::none) * ratio ==
                   run.at("loss_torchsurv_neg_partial_log_likelihood_mean")
                       .get<double>(),
               tt::tolerance(1e-7));
    BOOST_TEST(value(risk, outcomes) ==
                   run.at("loss_coxph_as_published").get<double>(),
               tt::tolerance(1e-12));
    // The order of rows says nothing.
    BOOST_TEST(
        value(risk.flip(0), {outcomes.died.flip(0), outcomes.times.flip(0)},
              RiskSet::time, RiskNorm::none) ==
            value(risk, outcomes, RiskSet::time, RiskNorm::none),
        tt::tolerance(1e-13));
  }
}

// Three patients, deaths at 1 and 2, risks 0, ln 2 and 0, the last censored at
// 2: ln(4 / 1) + ln(3 / 2) over two deaths; of two deaths at time 1 beside one
// who lives on, with risks 0: ln 3 + ln 2, by Efron.
BOOST_AUTO_TEST_CASE(small_cohorts_are_met_by_hand) {
  prepare_torch();
  const auto one = [](std::vector<double> values) {
    return at::tensor(values, at::kDouble);
  };
  BOOST_TEST(value(one({0, std::log(2.0), 0}), {one({1, 1, 0}), one({1, 2, 2})},
                   RiskSet::time,
                   RiskNorm::none) == (std::log(4.0) + std::log(1.5)) / 2,
             tt::tolerance(1e-14));
  BOOST_TEST(
      value(one({0, 0, 0}), {one({1, 1, 0}), one({1, 1, 2})}, RiskSet::time,
            RiskNorm::none) == (std::log(3.0) + std::log(2.0)) / 2,
      tt::tolerance(1e-14));
  // Far beyond the range of exp.
  BOOST_TEST(value(one({1000, 0}), {one({1, 0}), one({1, 2})}, RiskSet::time,
                   RiskNorm::none) == 0.0);
}

// Five steps of the authors' training, drop path 0: AdamW with decay on tensors
// of more than one dimension, their cosine, losses, concordance and state.
BOOST_AUTO_TEST_CASE(the_published_training_is_met) {
  prepare_torch();
  const Json& coad = published("survival_coad");
  const Json& training = coad.at("training");
  const auto network = convnext_v2_network(
      {.channels = 16, .covariates = 6, .drop_path = 0, .float64 = true}, {});
  fill_by_rule(network->state());

  const std::vector<std::int64_t> shape{24, 16, 80, 64};
  const at::Tensor maps =
      made_by_rule("input:coad_maps", shape, [](double u) { return 3 * u; });
  const at::Tensor unsorted = made_by_rule(
      "input:coad_event", {24}, [](double u) { return u < 0.45 ? 1.0 : 0.0; });
  std::vector<at::Tensor> rows;
  for (const double group : {0., 1.}) {
    for (std::int64_t i = 0; i < 24; ++i) {
      if (unsorted[i].item<double>() == group) {
        rows.push_back(maps.narrow(0, i, 1));
      }
    }
  }
  const Json& clinical = coad.at("rows").at("clinical");
  std::vector<double> flat;
  for (const Json& row : clinical) {
    for (const Json& one : row) flat.push_back(one.get<double>());
  }
  const at::Tensor died = tensor_of(coad.at("rows").at("event"));
  const at::Tensor times = tensor_of(coad.at("rows").at("time"));
  const Batch batch{
      {at::cat(rows), at::tensor(flat, at::kDouble).view({24, 6})},
      {died, times}};

  Optimiser adamw(network->state(), application_optimiser());
  Schedule schedule({.learning_rate = 0.015 * 2 / 256,
                     .course = CosineRate{1e-5},
                     .warm_up = {}},
                    200);
  const Objective objective{{survival_term(RiskSet::row_order, RiskNorm::l2)}};
  FollowUp patients;
  for (const Json& one : coad.at("rows").at("time")) {
    patients.times.push_back(one.get<double>());
  }
  for (const Json& one : coad.at("rows").at("event")) {
    patients.died.push_back(one.get<int>() == 1);
  }
  for (const Json& step : training.at("steps")) {
    const StepValue made =
        train_step(*network, batch, objective, adamw, schedule.rate());
    BOOST_TEST(made.loss == step.at("train_loss").get<double>(),
               tt::tolerance(1e-9));
    schedule.next_epoch();
    const c10::NoGradGuard no_gradient;
    const Tensors after = network->forward(batch.inputs, Mode::evaluation);
    BOOST_TEST(objective.value(after, batch).total.item<double>() ==
                   step.at("eval_loss_after").get<double>(),
               tt::tolerance(1e-9));
    const at::Tensor risk = after[0].contiguous();
    const double* from = risk.const_data_ptr<double>();
    BOOST_TEST(concordance(patients, {from, from + 24}).index() ==
                   step.at("eval_c_index_after").get<double>(),
               tt::tolerance(1e-12));
  }
  check_recorded("risk after",
                 network->forward(batch.inputs, Mode::evaluation)[0],
                 training.at("risk_after_5"), 1e-9);
  int compared = 0;
  for (const StateTensor& tensor : network->state()) {
    const Json& after = training.at("state_after_5");
    if (!after.contains(tensor.name)) continue;
    check_recorded(tensor.name, tensor.value, after.at(tensor.name), 1e-9);
    ++compared;
  }
  BOOST_TEST(compared == 6);
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_named) {
  prepare_torch();
  const at::Tensor three =
      at::tensor(std::vector<double>{1, 2, 3}, at::kDouble);
  BOOST_TEST(error_of([&] {
               survival_loss(three, {three.narrow(0, 0, 2), {}},
                             RiskSet::row_order, RiskNorm::l2);
             }) ==
             "survival_loss: risks are [3], with 2 events; expected one risk "
             "and one event a patient, and by time as many times");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
