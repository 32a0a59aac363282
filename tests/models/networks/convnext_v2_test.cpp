#include "models/networks/convnext_v2.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& published(const std::string& name) {
  static const Json values = read_golden("learn/hist_application");
  return values.at("cases").at(name);
}

// The authors' sizes of a case; a head of one layer where there are classes.
ConvNextV2Config config_of(const std::string& name, bool float64) {
  const Json& config = published(name).at("config");
  ConvNextV2Config made{.channels = config.at("in_chans"),
                        .depths = config.at("depths"),
                        .dims = config.at("dims"),
                        .drop_path = config.at("drop_path_rate"),
                        .float64 = float64};
  made.covariates = config.value("clinical_col", std::int64_t{0});
  if (made.covariates == 0) made.head = {config.at("num_classes")};
  return made;
}

// Maps 3u; of patients, in the order censored first, then deaths.
Tensors inputs_of(const std::string& name) {
  const Json& one = published(name);
  const Json& input = one.at("inputs").at(0);
  at::Tensor maps = made_by_rule(input.at("name"), input.at("shape"),
                                 [](double u) { return 3 * u; });
  if (!one.contains("rows")) return {maps};
  const auto clinical =
      one.at("rows").at("clinical").get<std::vector<std::vector<double>>>();
  const auto died =
      made_by_rule(one.at("inputs").at(4).at("name"), {maps.size(0)},
                   [](double u) { return u < 0.45 ? 1. : 0.; });
  std::vector<at::Tensor> rows;
  for (const double group : {0., 1.}) {
    for (std::int64_t i = 0; i < maps.size(0); ++i) {
      if (died[i].item<double>() == group) rows.push_back(maps.narrow(0, i, 1));
    }
  }
  const auto width = static_cast<std::int64_t>(clinical.front().size());
  at::Tensor covariates = at::empty({maps.size(0), width}, at::kDouble);
  double* to = covariates.mutable_data_ptr<double>();
  for (const auto& row : clinical) to = std::copy(row.begin(), row.end(), to);
  return {at::cat(rows), covariates};
}

std::unique_ptr<Network> filled(const std::string& name, bool float64) {
  prepare_torch();
  auto network = convnext_v2_network(config_of(name, float64), {});
  fill_by_rule(network->state());
  return network;
}

const char* output_name(const std::string& name) {
  return name.starts_with("icb") ? "logits" : "risk";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(convnext_v2_test)

constexpr const char* kCases[] = {"survival_coad", "survival_default",
                                  "icb_vignette"};

// The authors' networks for survival and for response
// (tests/golden/learn/README.md).
BOOST_AUTO_TEST_CASE(the_published_networks_are_met) {
  const c10::NoGradGuard no_gradient;
  for (const std::string name : kCases) {
    const Json& runs = published(name).at("runs");
    const auto check_run = [&](bool float64, const Tensors& inputs,
                               double relative) {
      const Json& run = runs.at(float64 ? "float64/eval" : "float32/eval");
      const Tensors said =
          check_modules(*filled(name, float64), inputs, Mode::evaluation,
                        run.at("intermediate"), relative);
      check_recorded(name, said[0], run.at(output_name(name)), relative);
    };
    Tensors inputs = inputs_of(name);
    check_run(true, inputs, 1e-12);
    for (at::Tensor& input : inputs) input = input.to(at::kFloat);
    check_run(false, inputs, 1e-5);
  }
}

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  for (const std::string name : kCases) {
    const auto network = filled(name, false);
    Json ours = Json::array();
    for (const StateTensor& tensor : network->state()) {
      ours.push_back({tensor.name, tensor.value.sizes().vec()});
    }
    BOOST_TEST(ours == published(name).at("state"), name);
    BOOST_TEST(network->parameters() ==
               published(name).at("parameter_count").get<std::int64_t>());
  }
}

// recipes/hist_survival/METHOD.md 8.2.
BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  const auto count = [](const ConvNextV2Config& config) {
    return convnext_v2_network(config, {})->parameters();
  };
  BOOST_TEST(count({.channels = 346, .covariates = 6}) == 20'985);
  BOOST_TEST(count({.channels = 346,
                    .depths = {2, 2, 8, 2},
                    .dims = {6, 8, 10, 12},
                    .covariates = 6}) == 53'661);
  BOOST_TEST(count({.channels = 448,
                    .depths = {2, 2, 8, 2},
                    .dims = {16, 24, 32, 40},
                    .head = {2}}) == 256'354);
  BOOST_TEST(count({.channels = 448,
                    .depths = {2, 2, 6, 2},
                    .dims = {8, 10, 12, 14},
                    .head = {3}}) == 80'521);
}

// Response normalisation starts as the identity, so a branch begins as a
// perceptron of small weights; norms as 1 and 0.
BOOST_AUTO_TEST_CASE(first_values_are_the_published_ones) {
  prepare_torch();
  const auto network = convnext_v2_network(
      {.channels = 64, .dims = {16, 24, 32, 40}}, {5, "convnext_v2_test"});
  const double spread = 0.02;
  for (const StateTensor& tensor : network->state()) {
    const at::Tensor values = tensor.value.detach().to(at::kDouble);
    const std::string& name = tensor.name;
    const bool norm = name == "norm.weight" || name.ends_with(".norm.weight") ||
                      (name.ends_with(".weight") && values.dim() == 1);
    if (norm) {
      BOOST_TEST(values.eq(1).all().item<bool>(), name);
    } else if (name.ends_with(".bias") || name.find(".grn.") != name.npos) {
      BOOST_TEST(values.eq(0).all().item<bool>(), name);
    } else if (values.numel() > 2000) {
      BOOST_TEST(
          std::fabs(values.std().item<double>() - spread) < 0.05 * spread,
          name);
      BOOST_TEST(std::fabs(values.mean().item<double>()) < 0.05 * spread, name);
    }
  }
}

// Rates 0, 0.2 and 0.4 of three blocks: with the first two narrow maps at 0 the
// last block alone moves the output, and it is left out of 0.4 of the samples;
// the others get 1 / 0.6 of it.
BOOST_AUTO_TEST_CASE(drop_path_leaves_out_whole_samples) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const auto network = convnext_v2_network({.channels = 1,
                                            .depths = {3},
                                            .dims = {2},
                                            .head = {1},
                                            .drop_path = 0.4},
                                           {5, "convnext_v2_test"});
  for (StateTensor& tensor : network->state()) {
    if (tensor.name == "stages.0.2.pwconv2.bias") {
      tensor.value[0].fill_(0.3);
    } else if (tensor.name.find("pwconv2") != std::string::npos) {
      tensor.value.fill_(0);
    } else if (tensor.name == "downsample_layers.0.1.bias") {
      tensor.value[0].fill_(1);  // channels apart: the last norm sees both
      tensor.value[1].fill_(1.5);
    } else if (tensor.name == "head.weight") {
      tensor.value[0][0].fill_(1);
      tensor.value[0][1].fill_(0);
    } else if (tensor.name == "downsample_layers.0.1.weight") {
      tensor.value.fill_(0);
    }
  }
  // The pooled values are (1, 1.5) without the branch, (1.3, 1.5) with it, and
  // (1.5, 1.5) where it counts 1 / 0.6: normalised -1, -1 and 0.
  const at::Tensor maps = at::ones({500, 1, 32, 32});
  const at::Tensor all = network->forward({maps}, Mode::evaluation)[0];
  BOOST_TEST(std::fabs(all.max().item<double>() + 1) < 1e-3);
  const at::Tensor some = network->forward({maps}, Mode::training)[0];
  const double left_out = some.lt(-0.9).sum().item<double>() / 500;
  const double kept = some.gt(-0.1).sum().item<double>() / 500;
  BOOST_TEST(left_out + kept == 1);
  BOOST_TEST(std::fabs(left_out - 0.4) < 0.08);
}

// Weights 0.5, biases 1.
BOOST_AUTO_TEST_CASE(without_maps_it_is_the_linear_layers) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const auto network =
      convnext_v2_network({.covariates = 3, .head = {2, 1}}, {});
  BOOST_TEST(network->state().size() == 4U);
  for (StateTensor& tensor : network->state()) {
    tensor.value.fill_(tensor.name.ends_with(".bias") ? 1 : 0.5);
  }
  const at::Tensor out =
      network->forward({at::ones({1, 3})}, Mode::training)[0];
  BOOST_TEST(out.item<float>() == 1 + 2 * 0.5F * (1 + 3 * 0.5F));
}

BOOST_AUTO_TEST_CASE(sizes_that_make_no_network_are_named) {
  BOOST_TEST(error_of([] { convnext_v2_network({}, {}); }) ==
             "convnext_v2: 0 channels and 0 covariates; one of them is to be "
             "at least 1");
  BOOST_TEST(error_of([] {
               convnext_v2_network({.channels = 3, .depths = {2, 2}}, {});
             }) ==
             "convnext_v2: depths 2, 2, dims 3, 4, 5, 6, head 16, 8, 1; depths "
             "and dims need one number a stage, and all are at least 1");
  BOOST_TEST(error_of([] {
               convnext_v2_network({.channels = 3, .drop_path = 1}, {});
             }) ==
             "convnext_v2: drop_path = 1; it must be at least 0 and less "
             "than 1");
  prepare_torch();
  const auto network = convnext_v2_network({.channels = 1}, {});
  BOOST_TEST(error_of([&] {
               const at::Tensor maps = at::ones({1, 1, 32, 32});
               network->forward({maps, maps}, Mode::evaluation);
             }) == "convnext_v2: 2 inputs; expected maps");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
