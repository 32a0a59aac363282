#include "models/encoders/imagenet.h"

#include <c10/core/GradMode.h>

#include <array>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/densenet.h"
#include "core/learn/network/device.h"
#include "core/learn/network/resnet.h"
#include "core/learn/weights/torchvision.h"
#include "models/encoders/pictures.h"

namespace moonstain {
namespace {

constexpr std::size_t kNameDigits = 8;
// On a core a tile of eight takes a fifth less of ResNet-18 than one alone
// (tools/bench/README.md).
constexpr std::int64_t kBatch = 8;

constexpr std::array kHalf = {0.5, 0.5, 0.5};

ByteTable byte_table(PictureScale scale) {
  return scale == PictureScale::imagenet
             ? standardised_bytes(kImageNetMean, kImageNetDeviation)
             : standardised_bytes(kHalf, kHalf);
}

bool fits(const Weights& weights, const State& state) {
  try {
    check_weights(weights, state_specs(state), "", "");
    return true;
  } catch (const Error&) {
    return false;
  }
}

// What is said of a file that the network does not fit.
void load(ImageNetNetwork network, State& state, const fs::path& path,
          std::string_view where) {
  const Weights weights = imagenet_weights(network, path);
  if (!fits(weights, state)) {
    for (const auto other :
         {ImageNetNetwork::resnet18, ImageNetNetwork::resnet50,
          ImageNetNetwork::densenet121}) {
      if (other == network) continue;
      check(!fits(imagenet_weights(other, path),
                  ImageNetTower(other, at::kFloat).state()),
            where, ": holds weights of ", word_of(other),
            ", expected those of ", word_of(network), "; the step `",
            word_of(other), "` takes it");
    }
  }
  load_weights(state, weights, where, word_of(network));
}

struct Cost {
  ImageNetNetwork network;
  std::string_view values;
  double seconds_per_tile;  // of 224 px, on one core
  std::uint64_t batch_mb;   // what a batch of eight needs
};

StepKind step_of(const Cost& cost, std::string_view file) {
  const std::string name(word_of(cost.network));
  return StepKind(name, 1,
                  concat("Features of tiles by ", name, ": ", cost.values,
                         " values, by torchvision's weights."))
      .numeric(Numeric::network)
      .applies<Patches>("patches", "tiles of a section")
      .learns<File>("weights", Learned::pretraining,
                    concat(file,
                           " of torchvision, its state as safetensors, "
                           "or a file of the same names; the classes in "
                           "it are left out"))
      .option("input_px", &ImageNetOptions::input_px,
              "side of the tiles it takes; EGNv2's are of 256 px", {32, 4096})
      .unit("px")
      .option("scale", &ImageNetOptions::scale,
              "what it is given of a byte: imagenet by the mean and deviation "
              "of ImageNet's pictures; minus_one_to_one from -1 to 1, as EGNv2 "
              "does")
      .needs([cost](const Options& options, const InputSizes& sizes) {
        // LibTorch, the file and the network, a batch's maps, a chunk of tiles
        // and the features.
        const auto px =
            static_cast<double>(options.as<ImageNetOptions>().input_px);
        const double area = px * px / (224.0 * 224.0);
        const std::uint64_t bytes = sizes.of("patches");
        const double tiles = static_cast<double>(bytes) / (3 * px * px);
        return Needs{.memory_bytes =
                         512 * kMiB + 3 * sizes.of("weights") + bytes / 16 +
                         static_cast<std::uint64_t>(
                             area * static_cast<double>(cost.batch_mb * kMiB)),
                     .seconds = 3 + tiles * area * cost.seconds_per_tile};
      })
      .makes<Features>(
          [network = cost.network](const Inputs& in, const Options& options) {
            const File file = in.get<File>("weights");
            const Encoder encoder = imagenet_encoder(
                network, file.path, options.as<ImageNetOptions>(), file.name);
            auto patches = in.open<PatchReader>("patches");
            return encode(encoder, patches);
          });
}

}  // namespace

Weights imagenet_weights(ImageNetNetwork network, const fs::path& path) {
  return network == ImageNetNetwork::densenet121 ? densenet_weights(path)
                                                 : resnet_weights(path);
}

struct ImageNetTower::Parts {
  Parts(ImageNetNetwork network, const Names& names) {
    if (network == ImageNetNetwork::densenet121) {
      densenet.emplace(names / "features");
    } else {
      const std::int64_t depth = network == ImageNetNetwork::resnet18 ? 18 : 50;
      resnet.emplace(names, ResNetConfig{.depth = depth, .classes = 0});
    }
  }

  // One of them.
  std::optional<ResNet> resnet;
  std::optional<DenseNet121> densenet;
};

ImageNetTower::ImageNetTower(ImageNetNetwork network, at::ScalarType type)
    : parts_(std::make_unique<Parts>(network, Names(state_, {}, type))) {}

ImageNetTower::~ImageNetTower() = default;

at::Tensor ImageNetTower::features(const at::Tensor& pictures) const {
  return parts_->resnet
             ? parts_->resnet->features(pictures, Mode::evaluation)
             : parts_->densenet->features(pictures, Mode::evaluation);
}

std::int64_t ImageNetTower::width() const {
  return parts_->resnet ? parts_->resnet->width() : DenseNet121::kWidth;
}

Encoder imagenet_encoder(ImageNetNetwork network, const fs::path& path,
                         const ImageNetOptions& options,
                         std::string_view where) {
  const auto tower = std::make_shared<ImageNetTower>(network, at::kFloat);
  load(network, tower->state(), path, where);
  move_state(tower->state(), network_device());
  const std::string digest = hash_file(path).sha256.hex();
  return {.name = concat(word_of(network), "-", digest.substr(0, kNameDigits),
                         "/", word_of(options.scale)),
          .features = tower->width(),
          .input_px = options.input_px,
          .batch = tiles_of_call(kBatch),
          .encode = [tower, table = byte_table(options.scale)](
                        const TileBatch& tiles) {
            const c10::NoGradGuard no_gradient;
            return within_device_memory([&] {
              return rows_of(tower->features(
                  pictures_of(tiles, table).to(network_device())));
            });
          }};
}

StepKind resnet18_step() {
  return step_of({.network = ImageNetNetwork::resnet18,
                  .values = "512",
                  .seconds_per_tile = 0.07,
                  .batch_mb = 128},
                 "resnet18-f37072fd.pth");
}

StepKind resnet50_step() {
  return step_of({.network = ImageNetNetwork::resnet50,
                  .values = "2048",
                  .seconds_per_tile = 0.16,
                  .batch_mb = 256},
                 "resnet50-0676ba61.pth");
}

StepKind densenet121_step() {
  return step_of({.network = ImageNetNetwork::densenet121,
                  .values = "1024",
                  .seconds_per_tile = 0.12,
                  .batch_mb = 256},
                 "densenet121-a639ec97.pth");
}

}  // namespace moonstain
