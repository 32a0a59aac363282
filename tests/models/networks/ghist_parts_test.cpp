#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/where.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/learn/network/attention.h"
#include "models/networks/ghist.h"
#include "models/networks/ghist_loss.h"
#include "tests/models/networks/ghist_scene.h"
#include "tests/models/networks/ghist_terms.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// A scene of which one patch is left out or changed.
struct Patches {
  GhistInput input;
  GhistTargets targets;
};

// The second patch of the small scene behind one without any nucleus.
Patches empty_first(const GhistScene& scene) {
  const at::Tensor blank = at::zeros({1, 64, 64}, at::kLong);
  const std::int64_t first = 12;  // nuclei of the first patch
  const auto rows = [&](const at::Tensor& all) {
    return all.narrow(0, first, all.size(0) - first);
  };
  return {
      {scene.input.image, at::cat({blank, scene.input.labels.narrow(0, 1, 1)}),
       rows(scene.input.expression)},
      {at::cat({blank, scene.targets.type_map.narrow(0, 1, 1)}),
       rows(scene.targets.types), rows(scene.targets.expression)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ghist_parts_test)

// The published block: attention of one query to one key, which is what the
// authors' call comes to, and the chain that we compute, are the same; nothing
// reaches query, key or composition.
BOOST_AUTO_TEST_CASE(published_attention_is_inert) {
  prepare_torch();
  State state;
  const MultiHeadAttention attention(Names(state, {1, "test"}, at::kDouble), 16,
                                     8);
  const auto waves = [](double pace) {
    return at::cos(at::arange(5 * 16, at::kDouble) * pace)
        .view({5, 1, 16})
        .requires_grad_();
  };
  at::Tensor queries = waves(0.3), keys = waves(0.7), values = waves(1.1);
  const at::Tensor whole = attention(queries, keys, values);
  const at::Tensor other = attention(waves(2.9), waves(1.7), values);
  BOOST_TEST(whole.equal(other));
  BOOST_TEST(at::allclose(whole, attention.of_one_key(values), 0, 1e-14));
  (whole * waves(0.4).detach()).sum().backward();
  BOOST_TEST(queries.grad().abs().max().item<double>() == 0);
  BOOST_TEST(keys.grad().abs().max().item<double>() == 0);
  const at::Tensor packed = state[0].value.grad();
  BOOST_TEST(packed.narrow(0, 0, 32).abs().max().item<double>() == 0);
  BOOST_TEST(packed.narrow(0, 32, 16).abs().max().item<double>() > 0.01);
}

// The published block alone, on nine rows.
BOOST_AUTO_TEST_CASE(a_refine_block_is_a_chain_of_four_maps) {
  prepare_torch();
  State state;
  const Names names = Names(state, {}, at::kDouble) / "refine_expr";
  const Linear value(names / "value_transform", 12, 256);
  const MultiHeadAttention attention(names / "attention", 256, 8);
  const Linear out(names / "linear_out", 256, 12);
  fill_by_rule(state);
  const at::Tensor expression = made_by_rule("input:refine_expr_in", {9, 12},
                                             [](double u) { return 10 * u; });
  check_recorded("refine", out(attention.of_one_key(value(expression))),
                 ghist_golden().at("refine"), 1e-12);
}

BOOST_AUTO_TEST_CASE(composition_moves_nothing_in_the_published_network) {
  prepare_torch();
  const GhistScene scene = small_scene();
  const auto network = ghist_by_rule(narrow_shape(), scene.reference);
  const at::Tensor before =
      (*network)(scene.input, Mode::evaluation).general.detach();
  {
    const GhistOutput out = (*network)(scene.input, Mode::evaluation);
    out.general.square().sum().backward();
    int inert = 0;
    for (const StateTensor& tensor : network->state()) {
      const bool asks = tensor.name.starts_with("refine_expr.query") ||
                        tensor.name.starts_with("refine_expr.key");
      if (asks) {
        BOOST_REQUIRE(tensor.value.grad().defined());
        BOOST_TEST(tensor.value.grad().abs().max().item<double>() == 0);
        ++inert;
      }
      if (tensor.name.starts_with("estimate_comp")) {
        BOOST_TEST(!tensor.value.grad().defined());
        ++inert;
      }
    }
    BOOST_TEST(inert == 8);
  }
  const c10::NoGradGuard no_gradient;
  for (StateTensor& tensor : network->state()) {
    if (tensor.name.starts_with("estimate_comp") ||
        tensor.name.starts_with("refine_expr.query")) {
      tensor.value.mul_(-3);
    }
  }
  const GhistOutput after = (*network)(scene.input, Mode::evaluation);
  BOOST_TEST(after.general.equal(before));
}

// The real one hears of it: all of a patch's nuclei get one offset, which the
// other patch's do not share.
BOOST_AUTO_TEST_CASE(real_attention_asks_the_nuclei_of_the_patch) {
  prepare_torch();
  GhistShape shape = narrow_shape();
  shape.attention = GhistAttention::real;
  shape.reference_rows = 0;  // then expression is the offset alone
  const GhistScene scene = small_scene();
  const auto network = ghist_by_rule(shape, {});
  const GhistOutput out = (*network)(scene.input, Mode::evaluation);
  const std::int64_t first = out.counts[0].item<std::int64_t>();
  BOOST_TEST(out.general[0].equal(out.general[first - 1]));
  BOOST_TEST(!out.general[0].equal(out.general[first]));
  out.general.sum().backward();
  for (const StateTensor& tensor : network->state()) {
    if (tensor.name.starts_with("refine_expr.query") ||
        tensor.name == "estimate_comp.mlp.2.bias") {
      BOOST_TEST(tensor.value.grad().abs().max().item<double>() > 0);
    }
  }
}

// The first of a batch too, where the published code fails
// (recipes/ghist_cells/METHOD.md 9.26). Its nuclei are those of the second
// patch, and the composition of the first weighs nothing.
BOOST_AUTO_TEST_CASE(a_patch_without_nuclei_has_no_rows) {
  prepare_torch();
  const GhistScene scene = small_scene();
  const GhistShape shape = narrow_shape();
  const auto network = ghist_by_rule(shape, scene.reference);
  const Patches patches = empty_first(scene);
  const GhistOutput both = (*network)(scene.input, Mode::evaluation);
  const GhistOutput out = (*network)(patches.input, Mode::evaluation);
  BOOST_TEST(out.counts[0].item<std::int64_t>() == 0);
  const std::int64_t first = both.counts[0].item<std::int64_t>();
  BOOST_TEST(at::allclose(out.general,
                          both.general.narrow(0, first, out.general.size(0)), 0,
                          1e-12));
  const GhistLoss loss =
      ghist_loss(out, patches.targets, shape, published_roles());
  loss.total.backward();
  for (const StateTensor& tensor : network->state()) {
    if (!tensor.trained) continue;
    BOOST_REQUIRE_MESSAGE(tensor.value.grad().defined(), tensor.name);
    BOOST_TEST(tensor.value.grad().isfinite().all().item<bool>(), tensor.name);
  }
}

BOOST_AUTO_TEST_CASE(a_batch_without_nuclei_has_the_map_to_learn_from) {
  prepare_torch();
  const GhistScene scene = small_scene();
  const auto nothing = [](const at::Tensor& all) {
    return all.narrow(0, 0, 0);
  };
  const at::Tensor blank = at::zeros({2, 64, 64}, at::kLong);
  for (const GhistAttention attention :
       {GhistAttention::published, GhistAttention::real}) {
    GhistShape shape = narrow_shape();
    shape.attention = attention;
    const auto network = ghist_by_rule(shape, scene.reference);
    const GhistOutput out =
        (*network)({scene.input.image, blank, nothing(scene.input.expression)},
                   Mode::training);
    BOOST_TEST(out.general.size(0) == 0);
    BOOST_TEST(out.composition.isfinite().all().item<bool>());
    const GhistLoss loss = ghist_loss(out,
                                      {blank, nothing(scene.targets.types),
                                       nothing(scene.targets.expression)},
                                      shape, published_roles());
    BOOST_TEST(loss.terms[0].item<double>() == loss.total.item<double>());
    loss.total.backward();
    for (const StateTensor& tensor : network->state()) {
      if (!tensor.value.grad().defined()) continue;
      BOOST_TEST(tensor.value.grad().isfinite().all().item<bool>(),
                 tensor.name);
    }
  }
}

// The published code would take the smallest label for background and lose it.
BOOST_AUTO_TEST_CASE(a_patch_without_background_keeps_its_first_nucleus) {
  prepare_torch();
  const GhistScene scene = small_scene();
  const auto network = ghist_by_rule(narrow_shape(), scene.reference);
  at::Tensor labels = at::ones({2, 64, 64}, at::kLong) * 5;
  labels[0].narrow(0, 32, 32).fill_(8);
  const GhistOutput out =
      (*network)({scene.input.image, labels}, Mode::evaluation);
  BOOST_TEST(out.nucleus_ids.equal(at::tensor({5, 8, 5}, at::kLong)));
  BOOST_TEST(out.area.equal(at::tensor({2048.0, 2048.0, 4096.0})));
  // A nucleus that is the whole patch has the patch's means twice.
  const at::Tensor whole = out.pooled[2];
  BOOST_TEST(
      at::allclose(whole.narrow(0, 0, 12), whole.narrow(0, 12, 12), 0, 1e-14));
}

BOOST_AUTO_TEST_CASE(a_nucleus_without_a_pixel_is_named) {
  prepare_torch();
  const GhistScene scene = small_scene();
  const GhistShape shape = narrow_shape();
  const auto network = ghist_by_rule(shape, scene.reference);
  GhistInput input = scene.input;
  input.labels = at::where(input.labels == 1003, 0, input.labels);
  BOOST_TEST(error_of([&] { (*network)(input, Mode::training); }) ==
             "ghist: expression of 22 nuclei, the labels have 21; a nucleus "
             "without a pixel in its patch has no row");
  input.expression = input.expression.narrow(0, 1, 21);
  const GhistOutput out = (*network)(input, Mode::training);
  BOOST_TEST(error_of([&] {
               ghist_loss(out, scene.targets, shape, published_roles());
             }) ==
             "ghist_loss: expression of 22 nuclei, the network saw 21; a "
             "nucleus without a pixel in its patch has no row");
}

BOOST_AUTO_TEST_CASE(shapes_that_make_no_sense_are_refused) {
  const auto error = [](const GhistShape& shape) {
    return error_of([&] { Ghist(shape, {}); });
  };
  BOOST_TEST(error({.types = 3}) ==
             "ghist: 0 genes, width 64, 0 rows of a reference; at least one "
             "gene and one channel are needed");
  BOOST_TEST(error({.genes = 5, .types = 3, .embed = 100}) ==
             "ghist: an embedding of 100 values; a multiple of 8, the heads of "
             "attention, is needed");
  BOOST_TEST(error({.genes = 5}) ==
             "ghist: 0 cell types with types on; on needs at least 1, off "
             "none");
  BOOST_TEST(error({.genes = 5, .types_on = false}) ==
             "ghist: the neighbourhood is a composition of cell types; with "
             "types off it must be off too");
  prepare_torch();
  Ghist network({.genes = 2, .types = 3, .width = 1, .embed = 8},
                {1, "ghist_test"});
  BOOST_TEST(
      error_of([&] {
        network({at::zeros({1, 3, 40, 32}), at::zeros({1, 40, 32}, at::kLong)},
                Mode::evaluation);
      }) == "UNet 3+: pictures of 40 x 32 px; sides must be multiples of 16");
  BOOST_TEST(
      error_of([&] {
        network({at::zeros({1, 3, 32, 32}), at::zeros({1, 32, 16}, at::kLong)},
                Mode::evaluation);
      }) == "ghist: 1 patches of 32 x 32 px need labels [1, 32, 32]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
