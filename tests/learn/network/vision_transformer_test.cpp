#include "core/learn/network/vision_transformer.h"

#include <ATen/core/Tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Json golden() { return read_golden("learn/hespotex_encoder"); }

// A small one: 4 patches of 2 px, 2 heads of 3.
VisionTransformerConfig small() {
  return {.image_px = 4,
          .patch_px = 2,
          .width = 6,
          .heads = 2,
          .depth = 2,
          .mlp_width = 10,
          .features = 5};
}

struct Made {
  explicit Made(const VisionTransformerConfig& config,
                at::ScalarType type = at::kDouble)
      : network(Names(state, {}, type) / "model" / "visual", config) {
    fill_by_rule(state);
  }

  State state;
  VisionTransformer network;
};

at::Tensor pictures(std::int64_t count, std::int64_t side) {
  return made_by_rule("input:patches", {count, 3, side, side},
                      [](double u) { return std::floor(256 * u); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vision_transformer_test)

// ViT-B/32 with QuickGELU on bytes, as open_clip 2.23.0 runs it
// (tests/golden/learn/README.md).
void check_published(at::ScalarType type, const std::string& name,
                     double relative) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const Json recorded = golden();
  const Json& run = recorded.at("runs").at(name);
  const Json& within = run.at("intermediate");
  const Made made({.activation = Activation::quick_gelu}, type);
  std::int64_t parameters = 0;
  BOOST_TEST_REQUIRE(made.state.size() == recorded.at("state").size());
  for (std::size_t i = 0; i < made.state.size(); ++i) {
    const Json& expected = recorded.at("state").at(i);
    BOOST_TEST(made.state[i].name == expected.at(0).get<std::string>());
    BOOST_TEST(Json(made.state[i].value.sizes().vec()) == expected.at(1));
    parameters += made.state[i].value.numel();
  }
  BOOST_TEST(parameters == 87'849'216);

  const at::Tensor tiles = pictures(2, 224).to(type);
  at::Tensor tokens = made.network.embed(tiles);
  check_recorded("ln_pre", tokens, within.at("model.visual.ln_pre"), relative);
  for (std::size_t n = 0; n < 12; ++n) {
    tokens = made.network.block(n, tokens);
    const std::string block = concat("model.visual.transformer.resblocks.", n);
    if (within.contains(block)) {
      // Recorded as tokens, pictures, width.
      check_recorded(block, tokens.transpose(0, 1), within.at(block), relative);
    }
  }
  check_recorded("projected", made.network.project(tokens),
                 within.at("model.visual"), relative);
  check_recorded("features", unit_rows(made.network(tiles)),
                 run.at("features_unit_norm"), relative);
}

BOOST_AUTO_TEST_CASE(vit_b_32_gives_the_published_values_in_float64) {
  check_published(at::kDouble, "float64", 1e-10);
}

BOOST_AUTO_TEST_CASE(vit_b_32_gives_the_published_values_in_float32) {
  check_published(at::kFloat, "float32", 1e-4);
}

// A pre-norm more is a weight and a bias; four patches and a class token.
BOOST_AUTO_TEST_CASE(sizes_follow_the_configuration) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const Made made(small());
  VisionTransformerConfig plain = small();
  plain.pre_norm = false;
  BOOST_TEST(made.state.size() == Made(plain).state.size() + 2);
  const at::Tensor tokens = made.network.embed(pictures(3, 4));
  BOOST_TEST((tokens.sizes() == at::IntArrayRef{3, 5, 6}));
  BOOST_TEST((made.network.project(tokens).sizes() == at::IntArrayRef{3, 5}));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  prepare_torch();
  const auto error = [](const VisionTransformerConfig& config) {
    return error_of([&] { Made{config}; });
  };
  VisionTransformerConfig config = small();
  config.patch_px = 3;
  BOOST_TEST(error(config) ==
             "vision transformer: patches of 3 px do not fill a picture of 4 "
             "px");
  config = small();
  config.heads = 4;
  BOOST_TEST(error(config) ==
             "vision transformer: 4 heads do not divide a width of 6");
  config = small();
  config.depth = 0;
  BOOST_TEST(error(config) ==
             "vision transformer: 0 blocks; at least 1 is needed");
  const Made made(small());
  BOOST_TEST(error_of([&] { made.network(pictures(2, 6)); }) ==
             "vision transformer: pictures are [2, 3, 6, 6], expected [batch, "
             "3, 4, 4]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
