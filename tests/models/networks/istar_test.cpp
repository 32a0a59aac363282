#include "models/networks/istar.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string_view>

#include "core/data/prepare/superpixels.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

constexpr std::int64_t kRows = 24, kColumns = 26, kFeatures = 13, kGenes = 7;

const Json& published() {
  static const Json made = read_golden("learn/istar").at("cases").at(0);
  return made;
}

std::unique_ptr<Network> published_istar(at::ScalarType type) {
  prepare_torch();
  auto network = istar_network(
      {.features = kFeatures, .genes = kGenes, .float64 = type == at::kDouble},
      {});
  fill_by_rule(network->state());
  return network;
}

at::Tensor embedding() {
  return made_by_rule("input:embedding", {kRows, kColumns, kFeatures},
                      [](double u) { return 2 * u - 1; })
      .flatten(0, 1);
}

// The authors' nine spots, with a disk of radius 3.4 each, and their counts
// between the smallest and the largest of each gene.
Batch spots(at::ScalarType type) {
  std::vector<std::int64_t> rows, starts{0};
  for (const Json& place : published().at("inputs").at(1).at("values")) {
    for (const Superpixel& one :
         spot_disk(place[1].get<double>(), place[0].get<double>(), 3.4,
                   DiskCentre::faithful)) {
      rows.push_back(one.row * kColumns + one.column);
    }
    starts.push_back(std::ssize(rows));
  }
  at::Tensor counts = made_by_rule("input:counts", {9, kGenes}, [](double u) {
    return std::floor(30 * u * u * u);
  });
  counts.select(1, 3).fill_(4);
  const at::Tensor least = counts.amin({0});
  const at::Tensor scaled =
      (counts - least) / (counts.amax({0}) - least + 1e-12);
  return {{embedding().index_select(0, at::tensor(rows)).to(type),
           at::tensor(starts)},
          {scaled.to(type)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(istar_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_istar(at::kDouble), published());
}

// (579 + 1) 256 + 197,376 + 257 * 785.
BOOST_AUTO_TEST_CASE(the_papers_network_has_the_published_parameters) {
  prepare_torch();
  BOOST_TEST(istar_network({.features = 579, .genes = 785}, {})->parameters() ==
             547'601);
}

BOOST_AUTO_TEST_CASE(the_published_outputs_are_met) {
  const c10::NoGradGuard no_gradient;
  const Json& outputs = published().at("eval").at("outputs");
  for (const std::string type : {"float64", "float32"}) {
    const at::ScalarType number = type == "float64" ? at::kDouble : at::kFloat;
    const auto network = published_istar(number);
    network->watch([&](std::string_view module, const at::Tensor& values) {
      if (module != "net_lat.3") return;
      check_published("latent", values, outputs.at("latent"), type);
    });
    const at::Tensor superpixels =
        network->forward({embedding().to(number)}, Mode::evaluation).at(0);
    network->watch({});
    check_published("superpixels", superpixels,
                    outputs.at("superpixel_prediction"), type);
    // Genes 2 and 0 of seven.
    check_published("subset",
                    superpixels.index_select(1, at::tensor({2, 0}, at::kLong)),
                    outputs.at("subset_of_genes"), type);
    check_published(
        "spots", network->forward(spots(number).inputs, Mode::evaluation).at(0),
        outputs.at("spot_mean"), type);
  }
}

BOOST_AUTO_TEST_CASE(modules_give_the_published_values) {
  check_published_modules(*published_istar(at::kDouble), {embedding()},
                          Mode::evaluation, published().at("eval"));
}

// Superpixels of each spot and its counts as the authors' data set has them.
BOOST_AUTO_TEST_CASE(what_goes_in_is_the_published) {
  prepare_torch();
  const Json& of = published().at("spot_dataset");
  const Batch batch = spots(at::kDouble);
  Json recorded = of.at("x");
  recorded["shape"] = of.at("x_shape");
  check_recorded("superpixels", batch.inputs[0].view({9, -1, kFeatures}),
                 recorded, 1e-10);
  const at::Tensor scaled = batch.targets[0].flatten();
  const Json& values = of.at("y_min_max_normalised").at("values");
  BOOST_REQUIRE(scaled.numel() == std::ssize(values));
  for (std::int64_t i = 0; i < scaled.numel(); ++i) {
    check_near("scaled counts", scaled[i].item<double>(), values.at(i), 1e-10);
  }
}

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  const auto network = published_istar(at::kDouble);
  const Batch batch = spots(at::kDouble);
  BOOST_TEST(batch.inputs[1][9].item<std::int64_t>() == 9 * 37);
  check_published_steps(*network, batch, {{mse_term()}},
                        {.rule = Adam{}, .clip_norm = {}, .groups = {}}, 1e-4,
                        published().at("loss"), "spot_mean");
}

// What a superpixel says of a spot's counts: the gene's range and its smallest
// count, divided among the spot's superpixels.
BOOST_AUTO_TEST_CASE(rescaled_superpixels_are_the_published_ones) {
  const c10::NoGradGuard no_gradient;
  const Json& rescaled = published().at("rescaled_prediction");
  const auto row = [&](const char* name) {
    return at::tensor(rescaled.at(name).get<std::vector<double>>());
  };
  const at::Tensor least = row("counts_min"), most = row("counts_max");
  const at::Tensor out =
      published_istar(at::kDouble)
          ->forward({embedding().narrow(0, 0, 2 * kColumns)}, Mode::evaluation)
          .at(0);
  check_published(
      "rescaled",
      (out * ((most - least) / 37) + least / 37).reshape({2, kColumns, kGenes}),
      rescaled, "float64");
}

BOOST_AUTO_TEST_CASE(a_configuration_without_features_is_refused) {
  BOOST_TEST(error_of([] { istar_network({.genes = 3}, {}); }) ==
             "istar_model: 0 features, 3 genes and width 256; at least one of "
             "each is needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
