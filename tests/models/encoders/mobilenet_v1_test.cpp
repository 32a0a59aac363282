#include "models/encoders/mobilenet_v1.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <span>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/base/json.h"
#include "core/data/stored/patches.h"
#include "core/learn/encoder.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

constexpr std::int64_t kSide = 224;
const fs::path kShipped = "recipes/lib/mobilenet_v1/imagenet_uint8.safetensors";

std::vector<std::uint8_t> pattern() {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      for (int c = 0; c < 3; ++c) {
        pixels.push_back(static_cast<std::uint8_t>(7 * x + 13 * y + 29 * c));
      }
    }
  }
  return pixels;
}

std::vector<std::uint8_t> plain(std::uint8_t value) {
  return std::vector<std::uint8_t>(kSide * kSide * 3, value);
}

const MobileNetV1& encoder(const std::string& layer) {
  prepare_torch();
  static std::map<std::string, MobileNetV1> encoders;
  const auto it = encoders.find(layer);
  if (it != encoders.end()) return it->second;
  return encoders
      .emplace(layer, MobileNetV1(read_safetensors(kShipped), layer, "shipped"))
      .first->second;
}

void check_golden(const std::string& name,
                  const std::vector<std::uint8_t>& pixels) {
  const Json golden =
      read_golden("models/mobilenet_v1_imagenet.golden").at("cases").at(name);
  BOOST_TEST_REQUIRE(
      sha256({reinterpret_cast<const char*>(pixels.data()), pixels.size()})
          .hex() == golden.at("rgb_sha256").get<std::string>());
  const Json& expected = golden.at("float32");
  const Eigen::VectorXd got =
      encoder("output").encode(pixels, kSide).cast<double>();
  BOOST_TEST_REQUIRE(got.size() == 1024);
  for (int i = 0; i < 8; ++i) {
    BOOST_TEST(std::abs(got[i] - expected.at("first8")[i].get<double>()) <
               1e-4);
  }
  const double mean = got.mean();
  BOOST_TEST(std::abs(mean - expected.at("mean").get<double>()) < 1e-4);
  BOOST_TEST(std::abs(std::sqrt((got.array() - mean).square().mean()) -
                      expected.at("std").get<double>()) < 1e-4);
  Eigen::Index largest = 0;
  BOOST_TEST(std::abs(got.maxCoeff(&largest) -
                      expected.at("max").get<double>()) < 1e-4);
  BOOST_TEST(largest == expected.at("argmax").get<Eigen::Index>());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mobilenet_v1_test)

// Made with TensorFlow Lite and PyTorch; tests/golden/models/README.md.
BOOST_AUTO_TEST_CASE(golden_values_of_a_pattern) {
  check_golden("pattern", pattern());
}
BOOST_AUTO_TEST_CASE(golden_values_of_grey) {
  check_golden("all128", plain(128));
}
BOOST_AUTO_TEST_CASE(golden_values_of_white) {
  check_golden("all255", plain(255));
}

BOOST_AUTO_TEST_CASE(layers_have_their_widths) {
  BOOST_TEST(encoder("block1").features() == 64);
  BOOST_TEST(encoder("block8").features() == 512);
  BOOST_TEST(encoder("block13").features() == 1024);
  BOOST_TEST((encoder("output").encode(pattern(), kSide) ==
              encoder("block13").encode(pattern(), kSide)));
}

BOOST_AUTO_TEST_CASE(dequantised_weights_are_the_float32_file_bit_for_bit,
                     *boost::unit_test::precondition(has_shared_data)) {
  const Weights ours = dequantised(read_safetensors(kShipped), "shipped");
  const Weights theirs = read_safetensors(shared_data() / "weights" /
                                          "mobilenet_v1_imagenet.safetensors");
  BOOST_TEST(ours.tensors.size() == 54U);
  BOOST_TEST(theirs.tensors.size() == 54U);
  for (const NamedTensor& tensor : theirs.tensors) {
    const NamedTensor& made = ours.tensor(tensor.spec.name);
    BOOST_TEST(made.spec.text() == tensor.spec.text());
    BOOST_TEST((made.bytes == tensor.bytes), tensor.spec.name);
  }
}

BOOST_AUTO_TEST_CASE(equal_tiles_get_equal_vectors_wherever_they_stand) {
  prepare_torch();
  Patches patches;
  patches.section = "s";
  patches.spots = {"a", "b", "c"};
  patches.size_px = 32;
  patches.has_blank = true;
  const std::size_t tile = 32 * 32 * 3;
  patches.pixels.resize(4 * tile, 255);
  for (std::size_t i = 0; i < tile; ++i) {
    patches.pixels[i] = patches.pixels[2 * tile + i] =
        static_cast<std::uint8_t>(i * 37);
  }
  const TempFolder folder;
  patches.write(folder / "patches");
  PatchReader reader(folder / "patches");
  const Features features =
      encode(mobilenet_v1_encoder(
                 MobileNetV1(read_safetensors(kShipped), "block8", "shipped"),
                 "block8", 32),
             reader);
  BOOST_TEST(features.encoder == "mobilenet_v1/block8");
  BOOST_TEST(features.values.rows() == 3);
  BOOST_TEST((features.values.row(0) == features.values.row(2)));
  BOOST_TEST((features.values.row(1) == features.blank.transpose()));
  BOOST_TEST((features.values.row(0) != features.values.row(1)));
  BOOST_TEST(
      (features.values.row(0).transpose() ==
       encoder("block8").encode(std::span(patches.pixels).first(tile), 32)));
}

BOOST_AUTO_TEST_CASE(unknown_layers_and_weights_are_named) {
  BOOST_TEST(error_of([] { MobileNetV1({}, "block14", "x"); }) ==
             "mobilenet_v1: no layer 'block14'; there are: block1, block2, "
             "block3, block4, block5, block6, block7, block8, block9, block10, "
             "block11, block12, block13, output");
  Weights weights = dequantised(read_safetensors(kShipped), "shipped");
  weights.tensors[0].spec.shape = {32, 3, 9, 1};
  weights.tensors[1].spec.name = "conv0.offset";
  BOOST_TEST(
      error_of([&] { MobileNetV1(weights, "block8", "my.safetensors"); }) ==
      "my.safetensors: 3 tensors do not fit mobilenet_v1, which has 54:\n"
      "  missing: conv0.bias F32 [32]\n"
      "  misshapen: conv0.weight is F32 [32, 3, 9, 1], expected F32 [32, "
      "3, 3, 3]\n"
      "  unexpected: conv0.offset F32 [32]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
