#include "models/encoders/ctranspath.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstring>

#include "core/base/error.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/models/encoders/tile_bytes.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSide = 224;

// What the network makes itself stays as it is.
struct Tower {
  explicit Tower(at::ScalarType type) : network(Names(state, {}, type)) {
    const c10::NoGradGuard no_gradient;
    for (StateTensor& tensor : state) {
      if (tensor.name.ends_with("attn_mask") ||
          tensor.name.ends_with("relative_position_index")) {
        continue;
      }
      tensor.value.copy_(
          parameter_by_rule(tensor.name, tensor.value.sizes().vec()));
    }
  }

  State state;
  CTransPath network;
};

const Weights& weights() {
  prepare_torch();
  static const Weights made = weights_of(Tower(at::kFloat).state);
  return made;
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

std::string refused(const Weights& changed) {
  return error_of([&] { ctranspath_encoder(changed, "my.pth"); });
}

NamedTensor& named(Weights& weights, const std::string& name) {
  return *std::find_if(weights.tensors.begin(), weights.tensors.end(),
                       [&](const auto& t) { return t.spec.name == name; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ctranspath_test)

// A mask or an index, which the code makes itself.
void check_made(const StateTensor& tensor, const Json& made) {
  BOOST_TEST_CONTEXT(tensor.name) {
    const at::Tensor values = tensor.value.to(at::kDouble);
    BOOST_TEST(Json(values.sizes().vec()) == made.at("shape"));
    BOOST_TEST(values.sum().item<double>() == made.at("sum").get<double>());
    BOOST_TEST(values.count_nonzero().item<std::int64_t>() ==
               made.at("count_nonzero").get<std::int64_t>());
    std::uint64_t k = 0;
    for (const Json& expected : made.at("values")) {
      const std::uint64_t i = splitmix64(k++) % values.numel();
      BOOST_TEST(values.const_data_ptr<double>()[i] == expected.get<double>());
    }
  }
}

// The authors' code (tests/golden/learn/README.md): names, order and shapes of
// the state, what lies between, the features.
void check_published(at::ScalarType type, const std::string& run,
                     double relative) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const Json recorded = read_golden("learn/ctranspath");
  const Tower tower(type);
  BOOST_TEST_REQUIRE(tower.state.size() == recorded.at("state").size());
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i < tower.state.size(); ++i) {
    const StateTensor& tensor = tower.state[i];
    const Json& expected = recorded.at("state").at(i);
    BOOST_TEST(tensor.name == expected.at(0).get<std::string>());
    BOOST_TEST(Json(tensor.value.sizes().vec()) == expected.at(1));
    if (tensor.trained) parameters += tensor.value.numel();
    const Json& made = recorded.at("kept_buffers");
    if (made.contains(tensor.name)) check_made(tensor, made.at(tensor.name));
  }
  BOOST_TEST(parameters == 27'520'038);

  for (const std::string name : {"one", "two"}) {
    const Json& values = recorded.at("cases").at(name).at("runs").at(run);
    const Json& within = values.at("intermediate");
    const auto same = [&](const std::string& what, const at::Tensor& found) {
      check_recorded(concat(name, " ", what), found, within.at(what), relative);
    };
    const std::int64_t count = name == "one" ? 1 : 2;
    const at::Tensor tiles =
        made_by_rule("input:tile_" + name, {count, 3, kSide, kSide},
                     [&](double u) { return name == "one" ? 2 * u - 1 : u; })
            .to(type);
    const ConvStem& stem = tower.network.stem();
    same("patch_embed.proj.2", stem.first(tiles));
    same("patch_embed.proj.5", stem.second(stem.first(tiles)));
    at::Tensor tokens = stem(tiles);
    same("patch_embed", tokens);
    const auto& stages = tower.network.swin().stages();
    for (std::size_t s = 0; s < stages.size(); ++s) {
      for (std::size_t b = 0; b < stages[s].blocks.size(); ++b) {
        const std::string block = concat("layers.", s, ".blocks.", b);
        if (within.contains(block + ".attn")) {
          same(block + ".attn", stages[s].blocks[b].attended(tokens));
        }
        tokens = stages[s].blocks[b](tokens);
        if (within.contains(block)) same(block, tokens);
      }
      if (!stages[s].merging) continue;
      tokens = (*stages[s].merging)(tokens);
      same(concat("layers.", s), tokens);
    }
    tokens = tower.network.swin().norm()(tokens);
    same("norm", tokens);
    const at::Tensor features = tower.network(tiles);
    check_recorded("features", features, values.at("features"), relative);
    for (int i = 0; i < 64; ++i) {
      BOOST_TEST(
          std::fabs(features[0][i].item<double>() -
                    values.at("features_row0_first64").at(i).get<double>()) <=
          5 * relative);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_published_values_come_out_in_float64) {
  check_published(at::kDouble, "float64/eval", 1e-10);
}

BOOST_AUTO_TEST_CASE(the_published_values_come_out_in_float32) {
  check_published(at::kFloat, "float32/eval", 1e-4);
}

// ImageNet's means and deviations, on bytes.
BOOST_AUTO_TEST_CASE(tiles_are_normalised_by_channel) {
  const c10::NoGradGuard no_gradient;
  const Encoder encoder = ctranspath_encoder(weights(), "x.pth");
  BOOST_TEST(encoder.name == "ctranspath");
  BOOST_TEST(encoder.features == 768);
  BOOST_TEST(encoder.input_px == 224);
  const std::vector<std::uint8_t> bytes = tiles_by_rule(2, kSide);
  const Matrix rows = encoder.encode({bytes, 2, kSide});
  at::Tensor found = at::empty({2, 768}, at::kFloat);
  std::copy_n(rows.data(), rows.size(), found.mutable_data_ptr<float>());

  at::Tensor tiles = at::empty({2, kSide, kSide, 3}, at::kByte);
  std::copy_n(bytes.data(), bytes.size(),
              tiles.mutable_data_ptr<std::uint8_t>());
  const at::Tensor mean = at::tensor({0.485, 0.456, 0.406}, at::kDouble);
  const at::Tensor deviation = at::tensor({0.229, 0.224, 0.225}, at::kDouble);
  const at::Tensor normalised =
      (tiles.to(at::kDouble) / 255 - mean) / deviation;
  const at::Tensor expected =
      Tower(at::kFloat)
          .network(
              normalised.permute({0, 3, 1, 2}).contiguous().to(at::kFloat));
  BOOST_TEST(largest_difference(found, expected) < 1e-5);
  BOOST_TEST(largest_difference(found[0], found[1]) > 1e-2);
}

// models/encoders/ctranspath.h derives 0.025 of a length: 165 roundings to 8
// bits. A vector that is so far off has a cosine of 1 - 0.025^2 / 2 with the
// other. Of float32 alone the difference would be some 1e-6.
BOOST_AUTO_TEST_CASE(features_in_bfloat16_are_those_of_float32_but_for_8_bits) {
  const c10::NoGradGuard no_gradient;
  const Encoder float32 = ctranspath_encoder(weights(), "x.pth");
  const Encoder bfloat16 =
      ctranspath_encoder(weights(), "x.pth", Precision::bfloat16);
  BOOST_TEST(bfloat16.name == "ctranspath/bfloat16");
  const std::vector<std::uint8_t> bytes = tiles_by_rule(2, kSide);
  const Matrix exact = float32.encode({bytes, 2, kSide});
  const Matrix rounded = bfloat16.encode({bytes, 2, kSide});
  for (Eigen::Index tile = 0; tile < 2; ++tile) {
    const auto a = exact.row(tile).cast<double>();
    const auto b = rounded.row(tile).cast<double>();
    const double off = (a - b).norm() / a.norm();
    BOOST_TEST_MESSAGE("tile " << tile << ": off by " << off);
    BOOST_TEST(off < 0.025);
    BOOST_TEST(off > 1e-4);
    BOOST_TEST(a.dot(b) / a.norm() / b.norm() > 1 - 0.025 * 0.025 / 2);
  }
  // Bit for bit, of another encoder of the same weights, too.
  const Encoder again =
      ctranspath_encoder(weights(), "x.pth", Precision::bfloat16);
  BOOST_TEST(
      (again.encode({bytes, 2, kSide}).array() == rounded.array()).all());
}

BOOST_AUTO_TEST_CASE(weights_that_do_not_fit_are_listed) {
  Weights changed = weights();
  BOOST_TEST_REQUIRE(changed.tensors.size() == 200U);
  changed.tensors[0].spec.shape = {12, 27};
  changed.tensors[1].spec.dtype = Dtype::F16;
  changed.tensors.erase(changed.tensors.begin() + 6);
  changed.tensors.push_back({{"head.weight", Dtype::F32, {}}, "1234"});
  BOOST_TEST(refused(changed) ==
             "my.pth: 4 tensors do not fit ctranspath, which has 200:\n"
             "  missing: patch_embed.proj.3.weight F32 [24, 12, 3, 3]\n"
             "  misshapen: patch_embed.proj.0.weight is F32 [12, 27], expected "
             "F32 [12, 3, 3, 3]\n"
             "  misshapen: patch_embed.proj.1.weight is F16 [12], expected F32 "
             "[12]\n"
             "  unexpected: head.weight F32 []");
}

// A mask that masks nothing has the right shape.
BOOST_AUTO_TEST_CASE(windows_of_another_network_are_named) {
  Weights changed = weights();
  std::string& mask = named(changed, "layers.0.blocks.1.attn_mask").bytes;
  std::memset(mask.data(), 0, mask.size());
  std::string& rows =
      named(changed, "layers.3.blocks.0.attn.relative_position_index").bytes;
  rows[0] = 61;  // was 60
  BOOST_TEST(
      refused(changed) ==
      "my.pth: layers.0.blocks.1.attn_mask, "
      "layers.3.blocks.0.attn.relative_position_index have other values "
      "than windows of 7 x 7 tokens that are shifted by 3 give; expected "
      "CTransPath's own");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
