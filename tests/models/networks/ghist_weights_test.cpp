// The weights of GHIST: their number, names, first values and memory.

#include <ATen/TensorOperators.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "models/networks/ghist.h"
#include "tests/models/networks/ghist_scene.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Values of each block, by what its names begin with.
std::map<std::string, std::int64_t> parameters_by_block(
    const Network& network) {
  std::map<std::string, std::int64_t> counts;
  for (const StateTensor& tensor : network.state()) {
    if (!tensor.trained) continue;
    counts[tensor.name.substr(0, tensor.name.find('.'))] +=
        tensor.value.numel();
  }
  return counts;
}

// "cnn.conv1.conv1.1.weight", "cnn.h1_PT_hd4_bn.bias", "cnn.bn4d_1.weight"
bool norm_of(const std::string& name) {
  return name.find("_bn.") != name.npos || name.find(".1.") != name.npos ||
         name.find(".bn") != name.npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ghist_weights_test)

// recipes/ghist_cells/METHOD.md 10, of nine types, 280 genes, 63 rows.
BOOST_AUTO_TEST_CASE(parameters_of_each_block_are_the_published_ones) {
  prepare_torch();
  const Ghist network({.genes = 280, .types = 9, .reference_rows = 63}, {});
  const std::map<std::string, std::int64_t> published = {
      {"cnn", 26'997'706},
      {"embed_hist", 262'656},
      {"estimate_comp", 68'105},
      {"mlp_weights", 81'983},
      {"mlp_weights_immune", 81'983},
      {"mlp_weights_invasive", 81'983},
      {"refine_expr", 481'560},
      {"refine_expr_immune", 481'560},
      {"refine_expr_invasive", 481'560},
      {"mlp_hist", 68'105},
      {"mlp_genes", 74'249}};
  BOOST_TEST((parameters_by_block(network) == published));
  BOOST_TEST(network.parameters() == 29'161'450);
  const Ghist without({.genes = 280, .types = 9}, {});
  BOOST_TEST(parameters_by_block(without)["mlp_offset_immune"] == 137'752);
  BOOST_TEST(without.parameters() == 29'328'757);
}

// Weights to the byte; maps grow with batch and area. The peak of two steps of
// a batch of eight at full width is 9,784 MB, the library's 200 MB among them
// (tools/bench/ghist_step_bench 8 256 64 256 280 2).
BOOST_AUTO_TEST_CASE(memory_is_said_before_it_is_taken) {
  prepare_torch();
  GhistShape narrow = narrow_shape();
  GhistShape plain = narrow;
  plain.reference_rows = plain.types = 0;
  plain.types_on = plain.neighbourhood_on = false;
  for (const GhistShape& shape : {narrow, plain}) {
    std::uint64_t bytes = 0;
    const Ghist network(shape, {});
    for (const StateTensor& tensor : network.state()) {
      bytes += tensor.value.numel() * sizeof(double);
    }
    BOOST_TEST(ghist_memory(shape, 1, 64, false).weights == bytes);
    BOOST_TEST(ghist_memory(shape, 1, 64, true).weights == 4 * bytes);
  }
  const GhistShape full{.genes = 280, .types = 9, .reference_rows = 63};
  const GhistMemory eight = ghist_memory(full, 8, 256, true);
  BOOST_TEST(eight.maps == 16 * ghist_memory(full, 2, 128, true).maps);
  const std::uint64_t mb = eight.total() >> 20;
  BOOST_TEST(mb > 9'584U);
  BOOST_TEST(mb < 11'000U);
}

// Names, order and shapes of the authors' later revision, and the reference.
BOOST_AUTO_TEST_CASE(the_state_is_the_published_one_and_the_reference) {
  prepare_torch();
  const Ghist network(ghist_published_shape(false), {});
  Json ours = Json::array();
  for (const StateTensor& tensor : network.state()) {
    ours.push_back({tensor.name, tensor.value.sizes().vec()});
  }
  BOOST_TEST(ours.size() == 305U);
  BOOST_TEST(ours.back() == Json({"reference", {7, 12}}));
  ours.erase(304);
  BOOST_TEST(ours == ghist_golden().at("state"));
}

// Both revisions of the authors' program: the same names in another order.
BOOST_AUTO_TEST_CASE(published_weights_are_taken_by_name_in_either_order) {
  prepare_torch();
  const GhistShape shape = narrow_shape();
  const GhistScene scene = small_scene();
  const auto source = ghist_by_rule(shape, scene.reference);
  Weights later = weights_of(source->state());
  later.tensors.pop_back();  // the reference is not in their files
  Weights first = later;
  const auto order = ghist_golden()
                         .at("outside_first_revision")
                         .get<std::vector<std::string>>();
  const std::size_t backbone = first.tensors.size() - order.size();
  first.tensors.resize(backbone);
  for (const std::string& name : order) {
    first.tensors.push_back(later.tensor(name));
  }
  BOOST_TEST((first.tensors[backbone + 4].spec.name !=
              later.tensors[backbone + 4].spec.name));
  for (const Weights& weights : {first, later}) {
    Ghist network(shape, {1, "ghist_test"});
    network.set_reference(scene.reference);
    load_published_ghist(network, weights, "epoch_3_model.pth");
    for (std::size_t i = 0; i < network.state().size(); ++i) {
      BOOST_TEST(network.state()[i].value.equal(source->state()[i].value));
    }
  }
  first.tensors.pop_back();
  Ghist network(shape, {});
  BOOST_TEST(error_of([&] {
               load_published_ghist(network, first, "epoch_3_model.pth");
             }) ==
             "epoch_3_model.pth: 1 tensor does not fit ghist, which has 305:\n"
             "  missing: mlp_genes.mlp.2.bias F64 [6]");
}

// recipes/ghist_cells/METHOD.md 3.5. Bounds of uniform laws are met, deviations
// of normal ones.
BOOST_AUTO_TEST_CASE(first_weights_follow_the_published_laws) {
  prepare_torch();
  const Ghist network(
      {.genes = 40, .types = 6, .reference_rows = 7, .width = 8, .embed = 64},
      {1, "ghist_test"});
  std::int64_t fan = 0;  // of the weight that was met last
  for (const StateTensor& tensor : network.state()) {
    if (!tensor.trained) continue;
    const at::Tensor& value = tensor.value;
    const bool backbone = tensor.name.starts_with("cnn.");
    if (value.dim() > 1) fan = value.numel() / value.size(0);
    const double bound = 1 / std::sqrt(static_cast<double>(fan));
    const double largest = value.abs().max().item<double>();
    // Five deviations of a mean and of a deviation of so many draws.
    const double off = 5 / std::sqrt(static_cast<double>(value.numel()));
    const auto within = [&](double limit) {
      BOOST_TEST(largest <= limit);
      if (value.numel() > 1000) BOOST_TEST(largest > 0.98 * limit);
    };
    BOOST_TEST_CONTEXT(tensor.name) {
      if (backbone && value.dim() == 4) {
        BOOST_TEST(value.std().item<double>() == std::sqrt(2.0) * bound,
                   tt::tolerance(off / std::sqrt(2.0)));
      } else if (backbone && norm_of(tensor.name)) {
        const bool weight = tensor.name.ends_with("weight");
        BOOST_TEST(std::fabs(value.mean().item<double>() - (weight ? 1 : 0)) <=
                   (weight ? 0.02 * off : 0));
        if (weight) BOOST_TEST(value.std().item<double>() > 0.005);
      } else if (tensor.name.ends_with("in_proj_weight")) {
        within(std::sqrt(6.0 / (4 * 64)));
      } else if (tensor.name.ends_with("in_proj_bias") ||
                 tensor.name.ends_with("out_proj.bias")) {
        BOOST_TEST(largest == 0);
      } else {
        within(bound);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
