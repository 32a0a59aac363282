#include "models/encoders/clip_vit_b32.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSide = 224;

// The tower under the names of a file, its values by the published rule.
struct Tower {
  explicit Tower(Activation activation)
      : network(Names(state, {}, at::kFloat) / "visual",
                {.activation = activation}) {
    const c10::NoGradGuard no_gradient;
    for (StateTensor& tensor : state) {
      tensor.value.copy_(parameter_by_rule("model." + tensor.name,
                                           tensor.value.sizes().vec()));
    }
  }

  State state;
  VisionTransformer network;
};

const Weights& weights() {
  prepare_torch();
  static const Weights made = weights_of(Tower(Activation::gelu).state);
  return made;
}

NamedTensor number(const std::string& name) {
  return {{name, Dtype::F32, {}}, std::string(4, '\0')};
}

// The two pictures of the published run, as floats and as a batch of bytes.
at::Tensor pictures() {
  return made_by_rule("input:patches", {2, 3, kSide, kSide},
                      [](double u) { return std::floor(256 * u); });
}

std::vector<std::uint8_t> pixels() {
  const at::Tensor last = pictures().permute({0, 2, 3, 1}).contiguous();
  const double* from = last.const_data_ptr<double>();
  return {from, from + last.numel()};
}

at::Tensor encoded(const ClipVitB32Options& options) {
  const Encoder encoder =
      clip_vit_b32_encoder(weights(), options, "x.safetensors");
  const std::vector<std::uint8_t> bytes = pixels();
  const Matrix rows = encoder.encode({bytes, 2, kSide});
  at::Tensor values = at::empty({rows.rows(), rows.cols()}, at::kFloat);
  std::copy_n(rows.data(), rows.size(), values.mutable_data_ptr<float>());
  return values;
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_vit_b32_test)

// tests/golden/learn/README.md.
BOOST_AUTO_TEST_CASE(bytes_and_quick_gelu_give_the_published_features) {
  const Json recorded = read_golden("learn/hespotex_encoder");
  const at::Tensor features = encoded({});
  check_recorded("features", features,
                 recorded.at("runs").at("float32").at("features_unit_norm"),
                 1e-4);
  for (int row = 0; row < 2; ++row) {
    BOOST_TEST(std::fabs(features[row].norm().item<double>() - 1) < 1e-6);
  }
}

// Mean and deviation as open_clip and OpenAI publish them for CLIP.
BOOST_AUTO_TEST_CASE(clip_input_is_normalised_by_channel) {
  const c10::NoGradGuard no_gradient;
  const at::Tensor mean =
      at::tensor({0.48145466, 0.4578275, 0.40821073}, at::kDouble);
  const at::Tensor deviation =
      at::tensor({0.26862954, 0.26130258, 0.27577711}, at::kDouble);
  const at::Tensor normalised =
      (pictures() / 255 - mean.view({3, 1, 1})) / deviation.view({3, 1, 1});
  const at::Tensor expected =
      unit_rows(Tower(Activation::gelu).network(normalised.to(at::kFloat)));
  const at::Tensor found =
      encoded({.input = ClipInput::clip, .activation = Activation::gelu});
  BOOST_TEST(largest_difference(found, expected) < 1e-6);
  BOOST_TEST(largest_difference(found, encoded({})) > 1e-2);
}

BOOST_AUTO_TEST_CASE(the_encoder_says_what_it_was_given) {
  const Encoder published = clip_vit_b32_encoder(weights(), {}, "x");
  BOOST_TEST(published.name == "clip_vit_b32/raw/quick_gelu");
  BOOST_TEST(published.features == 512);
  BOOST_TEST(published.input_px == 224);
  BOOST_TEST(
      clip_vit_b32_encoder(weights(), {ClipInput::clip, Activation::gelu}, "x")
          .name == "clip_vit_b32/clip/gelu");
}

// Names of open_clip's CLIP; positional_embedding and transformer are the text
// tower's, their namesakes of the image tower stand under "visual.".
BOOST_AUTO_TEST_CASE(the_text_tower_is_left_out_by_name) {
  Weights file;
  for (const char* name :
       {"positional_embedding", "text_projection", "logit_scale",
        "visual.positional_embedding", "visual.transformer.resblocks.0.ln_1",
        "transformer.resblocks.0.ln_1.weight", "token_embedding.weight",
        "ln_final.bias", "text_decoder.weight"}) {
    file.tensors.push_back(number(name));
  }
  const auto names_of = [](const Weights& found) {
    std::vector<std::string> names;
    for (const auto& tensor : found.tensors) names.push_back(tensor.spec.name);
    return names;
  };
  const std::vector<std::string> kept{"visual.positional_embedding",
                                      "visual.transformer.resblocks.0.ln_1",
                                      "text_decoder.weight"};
  BOOST_TEST(names_of(image_tower(file)) == kept,
             boost::test_tools::per_element());
  for (NamedTensor& tensor : file.tensors) {
    tensor.spec.name = "module." + tensor.spec.name;
  }
  BOOST_TEST(names_of(image_tower(file)) == kept,
             boost::test_tools::per_element());
  // Not what a wrapper makes: it stands before all names, or before none.
  file.tensors.back().spec.name = "logit_scale";
  BOOST_TEST(image_tower(file).tensors.at(0).spec.name ==
             "module.positional_embedding");
}

BOOST_AUTO_TEST_CASE(weights_that_do_not_fit_are_listed) {
  Weights changed = weights();
  BOOST_TEST_REQUIRE(changed.tensors.at(1).spec.name ==
                     "visual.positional_embedding");
  changed.tensors[1].spec.shape = {197, 768};
  changed.tensors[2].spec.dtype = Dtype::F16;
  changed.tensors.push_back(number("text_decoder.weight"));
  changed.tensors.erase(changed.tensors.begin());
  BOOST_TEST(
      error_of([&] { clip_vit_b32_encoder(changed, {}, "my.bin"); }) ==
      "my.bin: 4 tensors do not fit clip_vit_b32, which has 152:\n"
      "  missing: visual.class_embedding F32 [768]\n"
      "  misshapen: visual.positional_embedding is F32 [197, 768], expected "
      "F32 [50, 768]\n"
      "  misshapen: visual.proj is F16 [768, 512], expected F32 [768, 512]\n"
      "  unexpected: text_decoder.weight F32 []");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
