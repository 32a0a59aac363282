#include "models/networks/histogene.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/torch_runtime.h"
#include "tests/models/networks/whole_section.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSpots = 42, kValues = 3 * 28 * 28, kGenes = 12;

const Json& published() {
  static const Json made =
      without_section_axis(read_golden("learn/histogene").at("cases").at(0));
  return made;
}

std::unique_ptr<HisToGene> published_network(at::ScalarType type,
                                             double dropout = 0.1) {
  prepare_torch();
  auto network = histogene_network({.patch_values = kValues,
                                    .genes = kGenes,
                                    .width = 96,
                                    .depth = 2,
                                    .dropout = dropout,
                                    .float64 = type == at::kDouble},
                                   {});
  fill_with_positions(network->state());
  return network;
}

Batch section(at::ScalarType type, double scale = 1) {
  return {{patches_by_rule({kSpots, kValues}, type, scale),
           pairs_of(published().at("inputs").at(1).at("values"))},
          {targets_by_rule({kSpots, kGenes}, type)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(histogene_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_network(at::kFloat), published());
}

BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  BOOST_TEST(histogene_network({.genes = 785}, {})->parameters() ==
             106'648'337);
  BOOST_TEST(histogene_network({.genes = 171}, {})->parameters() ==
             106'018'987);
}

BOOST_AUTO_TEST_CASE(a_section_gives_the_published_expression) {
  for (const auto& [type, name] : kTypes) {
    const auto network = published_network(type);
    const c10::NoGradGuard no_gradient;
    const auto expression = [&](const Batch& batch) {
      return network->forward(batch.inputs, Mode::evaluation).at(0);
    };
    check_published("bytes", expression(section(type)),
                    published().at("eval").at("outputs").at("pred"), name);
    check_published(
        "fractions", expression(section(type, 256)),
        published().at("eval_patches_divided_by_256").at("outputs").at("pred"),
        name);
  }
}

// Between input and output there is an axis for the section.
BOOST_AUTO_TEST_CASE(modules_give_the_published_values) {
  check_published_modules(
      *published_network(at::kDouble), section(at::kDouble).inputs,
      Mode::evaluation,
      read_golden("learn/histogene").at("cases").at(0).at("eval"));
}

BOOST_AUTO_TEST_CASE(five_steps_are_the_published_ones) {
  const auto network = published_network(at::kDouble, /*dropout=*/0);
  check_published_steps(*network, section(at::kDouble), {{mse_term()}}, {},
                        1e-5, published().at("loss"), "pred");
}

// Two networks of one seed drop the same values, in training alone.
BOOST_AUTO_TEST_CASE(dropout_is_drawn_by_the_seed) {
  prepare_torch();
  const HistogeneConfig config{
      .patch_values = 12, .genes = 3, .width = 16, .depth = 1};
  const Tensors inputs{at::ones({5, 12}), at::zeros({5, 2}, at::kLong)};
  const auto said = [&](std::int64_t seed, Mode mode) {
    return histogene_network(config, {seed, "histogene_test"})
        ->forward(inputs, mode)
        .at(0);
  };
  BOOST_TEST(said(1, Mode::training).equal(said(1, Mode::training)));
  BOOST_TEST(!said(1, Mode::training).equal(said(1, Mode::evaluation)));
}

BOOST_AUTO_TEST_CASE(a_configuration_without_genes_is_refused) {
  BOOST_TEST(error_of([] { histogene_network({}, {}); }) ==
             "histogene_model: 37632 values of a patch, 0 genes and 8 blocks; "
             "at least one of each is needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
