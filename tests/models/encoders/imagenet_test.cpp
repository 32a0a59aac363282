#include "models/encoders/imagenet.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/safetensors.h"
#include "tests/models/encoders/tile_bytes.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

using enum ImageNetNetwork;

constexpr std::int64_t kSide = 32;

Weights weights_by_rule(ImageNetNetwork network) {
  prepare_torch();
  ImageNetTower tower(network, at::kFloat);
  fill_by_rule(tower.state());
  return weights_of(tower.state());
}

// A file of them, changed.
struct Saved {
  explicit Saved(const Weights& weights) { write_safetensors(path, weights); }

  std::string refused(ImageNetNetwork network) const {
    return error_of([&] { imagenet_encoder(network, path, {}, "my.pth"); });
  }

  TempFolder folder;
  fs::path path = folder / "weights";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(imagenet_test)

// torchvision's counts without the 513, 2049 or 1025 thousand of the classes.
BOOST_AUTO_TEST_CASE(towers_have_the_published_parameters) {
  prepare_torch();
  const auto check_tower = [](ImageNetNetwork network, std::int64_t width,
                              std::int64_t parameters) {
    ImageNetTower tower(network, at::kFloat);
    std::int64_t count = 0;
    for (const StateTensor& tensor : tower.state()) {
      if (tensor.trained) count += tensor.value.numel();
    }
    BOOST_TEST(tower.width() == width);
    BOOST_TEST(count == parameters);
  };
  check_tower(resnet18, 512, 11'689'512 - 513'000);
  check_tower(resnet50, 2048, 25'557'032 - 2'049'000);
  check_tower(densenet121, 1024, 7'978'856 - 1'025'000);
}

// torchvision's maps of a picture (tests/golden/learn/README.md), whose mean is
// the sum of all maps divided by their pixels and by the width.
BOOST_AUTO_TEST_CASE(features_are_means_of_torchvisions_maps) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const Json recorded = read_golden("learn/resnet");
  for (const auto network : {resnet18, resnet50}) {
    ImageNetTower tower(network, at::kDouble);
    fill_by_rule(tower.state());
    const at::Tensor features = tower.features(made_by_rule(
        "input:picture", {2, 3, 70, 45}, [](double u) { return 2 * u - 1; }));
    const Json& maps =
        recorded.at(network == resnet18 ? "18" : "50").at("maps");
    const auto pixels = maps.at("shape").at(2).get<double>() *
                        maps.at("shape").at(3).get<double>();
    BOOST_TEST((features.sizes() == at::IntArrayRef{2, tower.width()}));
    BOOST_TEST(
        features.sum().item<double>() == maps.at("sum").get<double>() / pixels,
        boost::test_tools::tolerance(1e-10));
  }
}

// DenseNet's last maps are normalised, and half of them below 0: the mean is
// taken behind a ReLU.
BOOST_AUTO_TEST_CASE(features_of_densenet_are_of_what_is_above_0) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  ImageNetTower tower(densenet121, at::kDouble);
  fill_by_rule(tower.state());
  // 32 px leave one pixel, so that a feature is that pixel or 0.
  const at::Tensor features =
      tower.features(made_by_rule("input:picture", {4, 3, kSide, kSide},
                                  [](double u) { return 2 * u - 1; }));
  BOOST_TEST(features.min().item<double>() == 0.0);
  const auto zeros = (features == 0).sum().item<std::int64_t>();
  BOOST_TEST(zeros > 400);
  BOOST_TEST(zeros < 4096 - 400);
}

BOOST_AUTO_TEST_CASE(bytes_are_scaled_by_channel_or_to_minus_one_and_one) {
  const c10::NoGradGuard no_gradient;
  const Saved saved(weights_by_rule(resnet18));
  const std::vector<std::uint8_t> bytes = tiles_by_rule(3, kSide);
  at::Tensor tiles = at::empty({3, kSide, kSide, 3}, at::kByte);
  std::copy_n(bytes.data(), bytes.size(),
              tiles.mutable_data_ptr<std::uint8_t>());
  const at::Tensor unit =
      tiles.permute({0, 3, 1, 2}).contiguous().to(at::kDouble) / 255;
  const auto channel = [](double red, double green, double blue) {
    return at::tensor({red, green, blue}, at::kDouble).view({1, 3, 1, 1});
  };
  ImageNetTower tower(resnet18, at::kDouble);
  fill_by_rule(tower.state());
  for (const auto scale :
       {PictureScale::imagenet, PictureScale::minus_one_to_one}) {
    const Encoder encoder =
        imagenet_encoder(resnet18, saved.path, {kSide, scale}, "my.pth");
    const Matrix found = encoder.encode({bytes, 3, kSide});
    const at::Tensor expected =
        tower.features(scale == PictureScale::imagenet
                           ? (unit - channel(0.485, 0.456, 0.406)) /
                                 channel(0.229, 0.224, 0.225)
                           : 2 * unit - 1);
    const Matrix values = rows_of(expected.to(at::kFloat));
    BOOST_TEST((found - values).cwiseAbs().maxCoeff() <
               1e-4 * values.cwiseAbs().maxCoeff());
    BOOST_TEST((found.row(0) - found.row(1)).cwiseAbs().maxCoeff() >
               1e-2 * values.cwiseAbs().maxCoeff());
  }
}

// The name of the file as torchvision gives it: network, the beginning of its
// sha256.
BOOST_AUTO_TEST_CASE(an_encoder_is_named_by_its_file) {
  const Saved saved(weights_by_rule(densenet121));
  const Encoder encoder = imagenet_encoder(
      densenet121, saved.path, {256, PictureScale::minus_one_to_one}, "x");
  BOOST_TEST(encoder.name ==
             concat("densenet121-",
                    sha256(read_file(saved.path)).hex().substr(0, 8),
                    "/minus_one_to_one"));
  BOOST_TEST(encoder.features == 1024);
  BOOST_TEST(encoder.input_px == 256);
}

// torchvision's file has classes, and one of before 2018 counts no batches and
// writes norm.1 for norm1.
BOOST_AUTO_TEST_CASE(published_files_are_taken) {
  Weights published = weights_by_rule(densenet121);
  const Saved plain(published);
  std::erase_if(published.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name.ends_with("num_batches_tracked");
  });
  BOOST_TEST(published.tensors.size() == 604U);
  for (NamedTensor& tensor : published.tensors) {
    for (const char* part : {".norm1.", ".norm2.", ".conv1.", ".conv2."}) {
      const std::size_t at = tensor.spec.name.find(part);
      if (at != std::string::npos) tensor.spec.name.insert(at + 5, ".");
    }
  }
  published.tensors.push_back(
      {{"classifier.bias", Dtype::F32, {1}}, std::string(4, '\0')});
  const Saved old(published);
  const std::vector<std::uint8_t> bytes = tiles_by_rule(1, kSide);
  const auto features = [&](const Saved& saved) {
    return imagenet_encoder(densenet121, saved.path, {kSide}, "x")
        .encode({bytes, 1, kSide});
  };
  BOOST_TEST((features(plain) == features(old)));

  Weights residual = weights_by_rule(resnet18);
  residual.tensors.push_back(
      {{"fc.bias", Dtype::F32, {1}}, std::string(4, '\0')});
  BOOST_TEST(Saved(residual).refused(resnet18) == "no error");
}

BOOST_AUTO_TEST_CASE(weights_that_do_not_fit_are_listed) {
  Weights changed = weights_by_rule(resnet18);
  BOOST_TEST_REQUIRE(changed.tensors.size() == 120U);
  changed.tensors[0].spec.shape = {64, 147};
  changed.tensors[1].spec.dtype = Dtype::I32;
  std::erase_if(changed.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name == "layer4.0.downsample.1.running_var";
  });
  changed.tensors.push_back(
      {{"head.weight", Dtype::F32, {1}}, std::string(4, '\0')});
  BOOST_TEST(Saved(changed).refused(resnet18) ==
             "my.pth: 4 tensors do not fit resnet18, which has 120:\n"
             "  missing: layer4.0.downsample.1.running_var F32 [512]\n"
             "  misshapen: conv1.weight is F32 [64, 147], expected F32 [64, "
             "3, 7, 7]\n"
             "  misshapen: bn1.weight is I32 [64], expected F32 [64]\n"
             "  unexpected: head.weight F32 [1]");
}

BOOST_AUTO_TEST_CASE(weights_of_another_network_are_named) {
  const Saved small(weights_by_rule(resnet18));
  BOOST_TEST(small.refused(resnet50) ==
             "my.pth: holds weights of resnet18, expected those of resnet50; "
             "the step `resnet18` takes it");
  const Saved dense(weights_by_rule(densenet121));
  BOOST_TEST(dense.refused(resnet18) ==
             "my.pth: holds weights of densenet121, expected those of "
             "resnet18; the step `densenet121` takes it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
