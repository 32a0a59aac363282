#include "models/networks/survival_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/optimiser.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/training.h"
#include "core/stats/survival/concordance.h"
#include "models/networks/convnext_v2.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
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

// A cohort of the authors' runs, in the order censored first, then deaths.
struct Cohort {
  const char* name;    ///< of the case
  const char* inputs;  ///< what its inputs' names begin with
  /// By which torchsurv's mean, over times, is more than one over deaths.
  double deaths_a_time;

  Batch batch(at::ScalarType type) const {
    const Json& rows = published(name).at("rows");
    const Json& input = published(name).at("inputs").at(0);
    const at::Tensor maps = made_by_rule(input.at("name"), input.at("shape"),
                                         [](double u) { return 3 * u; });
    const std::int64_t n = maps.size(0);
    const at::Tensor unsorted =
        made_by_rule(concat(inputs, "_event"), {n},
                     [](double u) { return u < 0.45 ? 1.0 : 0.0; });
    std::vector<at::Tensor> sorted;
    for (const double group : {0., 1.}) {
      for (std::int64_t i = 0; i < n; ++i) {
        if (unsorted[i].item<double>() == group) {
          sorted.push_back(maps.narrow(0, i, 1));
        }
      }
    }
    std::vector<double> clinical;
    for (const Json& row : rows.at("clinical")) {
      for (const Json& one : row) clinical.push_back(one.get<double>());
    }
    return {{at::cat(sorted).to(type),
             at::tensor(clinical, at::kDouble).view({n, -1}).to(type)},
            {tensor_of(rows.at("event")).to(type),
             tensor_of(rows.at("time")).to(type)}};
  }

  std::unique_ptr<Network> network(at::ScalarType type) const {
    prepare_torch();
    const Json& config = published(name).at("config");
    auto made = convnext_v2_network({.channels = config.at("in_chans"),
                                     .depths = config.at("depths"),
                                     .dims = config.at("dims"),
                                     .covariates = config.at("clinical_col"),
                                     .drop_path = 0,
                                     .float64 = type == at::kDouble},
                                    {});
    fill_by_rule(made->state());
    return made;
  }

  double concordance_of(const at::Tensor& risk) const {
    const Json& rows = published(name).at("rows");
    FollowUp patients;
    patients.times = rows.at("time").get<std::vector<double>>();
    for (const Json& one : rows.at("event")) {
      patients.died.push_back(one.get<int>() == 1);
    }
    const at::Tensor flat = risk.to(at::kDouble).flatten().contiguous();
    const double* from = flat.const_data_ptr<double>();
    return concordance(patients, {from, from + flat.numel()}).index();
  }
};

// In the second two of nine die at one time.
constexpr Cohort kCohorts[] = {{"survival_coad", "input:coad", 1},
                               {"survival_default", "input:default", 9.0 / 8}};

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
// which divides Efron's sum by the times with a death, not by the deaths.
BOOST_AUTO_TEST_CASE(by_time_it_is_coxs) {
  prepare_torch();
  for (const auto& [name, inputs, ratio] : kCohorts) {
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

// The authors' networks of both cohorts, their losses and concordance.
BOOST_AUTO_TEST_CASE(losses_of_the_published_networks_are_met) {
  const c10::NoGradGuard no_gradient;
  for (const Cohort& cohort : kCohorts) {
    for (const auto& [type, run, relative] :
         {std::tuple(at::kDouble, "float64/eval", 1e-10),
          std::tuple(at::kFloat, "float32/eval", 1e-4)}) {
      const Json& expected = published(cohort.name).at("runs").at(run);
      const Batch batch = cohort.batch(type);
      const at::Tensor risk =
          cohort.network(type)->forward(batch.inputs, Mode::evaluation)[0];
      const Outcomes outcomes{batch.targets[0], batch.targets[1]};
      check_near("row order", value(risk, outcomes),
                 expected.at("loss_coxph_as_published"), relative);
      check_near("by time",
                 value(risk, outcomes, RiskSet::time, RiskNorm::none) *
                     cohort.deaths_a_time,
                 expected.at("loss_torchsurv_neg_partial_log_likelihood_mean"),
                 std::max(relative, 1e-7));
      check_near("concordance", cohort.concordance_of(risk),
                 expected.at("c_index"), 1e-12);
    }
  }
}

// Five steps of the authors' training of both cohorts, drop path 0: AdamW with
// decay on tensors of more than one dimension, their cosine, losses,
// concordance and state.
BOOST_AUTO_TEST_CASE(the_published_training_is_met) {
  for (const Cohort& cohort : kCohorts) {
    BOOST_TEST_CONTEXT(cohort.name) {
      const Json& training = published(cohort.name).at("training");
      const auto network = cohort.network(at::kDouble);
      const Batch batch = cohort.batch(at::kDouble);
      Optimiser adamw(network->state(), application_optimiser());
      Schedule schedule({.learning_rate = 0.015 * 2 / 256,
                         .course = CosineRate{1e-5},
                         .warm_up = {}},
                        200);
      const Objective objective{
          {survival_term(RiskSet::row_order, RiskNorm::l2)}};
      BOOST_TEST(training.at("steps").size() == 5U);
      for (const Json& step : training.at("steps")) {
        check_near("rate", schedule.rate(), step.at("lr"), 1e-12);
        const StepValue made =
            train_step(*network, batch, objective, adamw, schedule.rate());
        check_near("loss", made.loss, step.at("train_loss"), 1e-9);
        schedule.next_epoch();
        const c10::NoGradGuard no_gradient;
        const Tensors after = network->forward(batch.inputs, Mode::evaluation);
        check_near("loss after",
                   objective.value(after, batch).total.item<double>(),
                   step.at("eval_loss_after"), 1e-9);
        check_near("concordance", cohort.concordance_of(after[0]),
                   step.at("eval_c_index_after"), 1e-12);
      }
      const c10::NoGradGuard no_gradient;
      check_recorded("risk after",
                     network->forward(batch.inputs, Mode::evaluation)[0],
                     training.at("risk_after_5"), 1e-9);
      const Json& state = training.at("state_after_5");
      BOOST_TEST(state.size() == 6U);
      for (const auto& [name, values] : state.items()) {
        check_recorded(name, tensor_named(network->state(), name), values,
                       1e-9);
      }
    }
  }
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
