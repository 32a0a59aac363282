#include "models/networks/ghist.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/learn/train/training.h"
#include "tests/models/networks/ghist_scene.h"
#include "tests/models/networks/ghist_terms.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

const Json& golden() {
  static const Json read = ghist_golden();
  return read;
}

// Names of the loss in the recorded runs, in the order of the terms.
constexpr const char* kLosses[] = {
    "loss_map_val",           "loss_ct_hist_val",     "loss_expr_ct_val",
    "loss_expr_val",          "loss_expr_immune_val", "loss_expr_invasive_val",
    "loss_expr_ct_embed_val", "loss_logits_val",      "loss_comp_est_val",
    "loss_comp_gt_val"};

void check_outputs(const GhistOutput& out, const Json& recorded,
                   double relative) {
  const std::pair<const char*, at::Tensor> outputs[] = {
      {"out_cell_type", out.type_logits},
      {"out_map", out.map},
      {"out_expr", out.general},
      {"out_expr_immune", out.immune},
      {"out_expr_invasive", out.invasive},
      {"out_cell_type_expr", out.gene_logits},
      {"fv_cell_type_expr", out.gene_features},
      {"out_cell_type_gt_expr", out.true_gene_logits},
      {"fv_cell_type_gt_expr", out.true_gene_features},
      {"comp_estimated", out.composition},
      {"all_area", out.area}};
  for (const auto& [name, tensor] : outputs) {
    if (!recorded.contains(name)) continue;
    if (recorded.at(name).is_null()) {
      BOOST_TEST(!tensor.defined(), name);
    } else {
      BOOST_REQUIRE_MESSAGE(tensor.defined(), name);
      check_recorded(name, tensor, recorded.at(name), relative);
    }
  }
}

void check_losses(const GhistLoss& loss, const Json& recorded, double total,
                  double relative) {
  for (std::size_t i = 0; i < loss.terms.size(); ++i) {
    BOOST_TEST_CONTEXT(kLosses[i]) {
      BOOST_TEST(std::fabs(loss.terms[i].item<double>() -
                           recorded.at(kLosses[i]).get<double>()) <=
                 relative * total);
    }
  }
  BOOST_TEST(loss.total.item<double>() == total, tt::tolerance(relative));
}

void check_run(const std::string& type, const std::string& mode,
               double relative) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const bool wide = type == "float64";
  const GhistShape shape = ghist_published_shape(wide);
  const GhistScene scene("main", 128, golden().at("nuclei").at("main"),
                         wide ? at::kDouble : at::kFloat);
  const auto network = ghist_by_rule(shape, scene.reference);
  const Json& run = golden().at("runs").at(type + "/" + mode);
  const GhistOutput out = (*network)(
      scene.input, mode == "eval" ? Mode::evaluation : Mode::training);
  check_outputs(out, run.at("outputs"), relative);
  if (run.contains("pooled")) {
    check_recorded("pooled", out.pooled, run.at("pooled"), relative);
    check_recorded("embedding", out.embedding,
                   run.at("intermediate").at("embed_hist"), relative);
  }
  check_losses(ghist_loss(out, scene.targets, shape, published_roles()),
               run.at("losses"), run.at("loss_total"), relative);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ghist_test)

BOOST_AUTO_TEST_CASE(the_published_network_is_met_in_float64) {
  check_run("float64", "eval", 1e-11);
  check_run("float64", "train", 1e-11);
}

BOOST_AUTO_TEST_CASE(the_published_network_is_met_in_float32) {
  check_run("float32", "eval", 1e-5);
  check_run("float32", "train", 1e-5);
}

BOOST_AUTO_TEST_CASE(every_switch_of_the_later_revision_is_met) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const GhistScene scene = small_scene();
  for (const auto& [name, variant] : golden().at("variants").items()) {
    BOOST_TEST_CONTEXT(name) {
      GhistShape shape = ghist_published_shape();
      if (!variant.at("reference")) shape.reference_rows = 0;
      shape.types_on = variant.at("types");
      if (!shape.types_on) shape.types = 0;
      shape.neighbourhood_on = variant.at("neighbourhood");
      const auto network = ghist_by_rule(shape, scene.reference);
      BOOST_TEST(network->parameters() ==
                 variant.at("parameter_count").get<std::int64_t>());
      check_outputs((*network)(scene.input, Mode::evaluation),
                    variant.at("outputs"), 1e-11);
    }
  }
}

// Gradients of the first step, the losses of five, and what is there then.
BOOST_AUTO_TEST_CASE(gradients_and_five_steps_are_the_published_ones) {
  prepare_torch();
  const GhistShape shape = ghist_published_shape();
  const GhistScene scene = small_scene();
  const auto network = ghist_by_rule(shape, scene.reference);
  {
    const GhistOutput out = (*network)(scene.input, Mode::training);
    ghist_loss(out, scene.targets, shape, published_roles()).total.backward();
    int compared = 0;
    for (StateTensor& tensor : network->state()) {
      if (golden().at("gradients").contains(tensor.name)) {
        check_recorded(tensor.name, tensor.value.grad(),
                       golden().at("gradients").at(tensor.name), 1e-10);
        ++compared;
      }
      tensor.value.mutable_grad().reset();
    }
    BOOST_TEST(compared == 12);
  }
  fill_by_rule(network->state());
  network->set_reference(scene.reference);

  const Batch batch{scene.input.tensors(), scene.targets.tensors()};
  Optimiser adamw(network->state(), {.rule = Adam{.decoupled_decay = true},
                                     .weight_decay = 1e-4,
                                     .clip_norm = {},
                                     .groups = {}});
  const Json& training = golden().at("training");
  for (const Json& step : training.at("steps")) {
    const StepValue value =
        train_step(*network, batch, ghist_objective(shape, published_roles()),
                   adamw, step.at("lr"));
    const double total = step.at("loss_total");
    BOOST_TEST(value.loss == total, tt::tolerance(1e-7));
    for (std::size_t i = 0; i < value.terms.size(); ++i) {
      BOOST_TEST(std::fabs(value.terms[i] -
                           step.at("losses").at(kLosses[i]).get<double>()) <=
                 1e-7 * total);
    }
  }
  const c10::NoGradGuard no_gradient;
  const GhistOutput after = (*network)(scene.input, Mode::evaluation);
  const Json& end = training.at("after_5");
  check_losses(ghist_loss(after, scene.targets, shape, published_roles()),
               end.at("losses"), end.at("loss_total"), 1e-7);
  check_recorded("expression", after.general, end.at("out_expr"), 1e-7);
  int compared = 0;
  for (const StateTensor& tensor : network->state()) {
    if (!end.at("state").contains(tensor.name)) continue;
    check_recorded(tensor.name, tensor.value, end.at("state").at(tensor.name),
                   1e-7);
    ++compared;
  }
  BOOST_TEST(compared == 6);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
