#include "models/encoders/clip_vit_b32.h"

#include <ATen/core/Tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/device.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/network.h"
#include "core/learn/weights/torch_checkpoint.h"
#include "models/encoders/pictures.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSide = 224;
constexpr std::int64_t kFeatures = 512;
// The weights, 351 MB, are read once for all tiles of a batch.
constexpr std::int64_t kBatch = 8;

// Of red, green and blue, over the pictures that CLIP was trained on.
constexpr std::array kMean = {0.48145466, 0.4578275, 0.40821073};
constexpr std::array kDeviation = {0.26862954, 0.26130258, 0.27577711};

ByteTable byte_table(ClipInput input) {
  if (input == ClipInput::clip) return standardised_bytes(kMean, kDeviation);
  ByteTable table;
  for (auto& channel : table) std::iota(channel.begin(), channel.end(), 0.F);
  return table;
}

struct Tower {
  explicit Tower(Activation activation)
      : network(Names(state, {}, at::kFloat) / "visual",
                {.activation = activation}) {}

  State state;
  VisionTransformer network;
};

bool of_the_text_tower(std::string_view name) {
  static constexpr std::string_view kOf[] = {"ln_final.",
                                             "logit_scale",
                                             "positional_embedding",
                                             "text_projection",
                                             "token_embedding.weight",
                                             "transformer."};
  return std::any_of(std::begin(kOf), std::end(kOf), [&](auto part) {
    return part.ends_with('.') ? name.starts_with(part) : name == part;
  });
}

}  // namespace

Weights image_tower(Weights found) {
  constexpr std::string_view kWrapper = "module.";
  const bool wrapped = std::all_of(
      found.tensors.begin(), found.tensors.end(),
      [&](const auto& t) { return t.spec.name.starts_with(kWrapper); });
  Weights kept;
  for (NamedTensor& tensor : found.tensors) {
    if (wrapped) tensor.spec.name.erase(0, kWrapper.size());
    if (of_the_text_tower(tensor.spec.name)) continue;
    kept.tensors.push_back(std::move(tensor));
  }
  return kept;
}

Encoder clip_vit_b32_encoder(const Weights& weights,
                             const ClipVitB32Options& options,
                             std::string_view where) {
  const auto tower = std::make_shared<Tower>(options.activation);
  load_weights(tower->state, weights, where, "clip_vit_b32");
  move_state(tower->state, network_device());
  return {.name = concat("clip_vit_b32/", word_of(options.input), "/",
                         word_of(options.activation)),
          .features = kFeatures,
          .input_px = kSide,
          .batch = tiles_of_call(kBatch),
          .encode = [tower, table = byte_table(options.input)](
                        const TileBatch& tiles) {
            const c10::NoGradGuard no_gradient;
            return within_device_memory([&] {
              return rows_of(unit_rows(tower->network(
                  pictures_of(tiles, table).to(network_device()))));
            });
          }};
}

StepKind clip_vit_b32_step() {
  return StepKind("clip_vit_b32", 2,
                  "Features of tiles by CLIP's ViT-B/32: 512 values of length "
                  "1, by the weights of an open_clip file.")
      .numeric(Numeric::network)
      .applies<Patches>("patches", "tiles of 224 px of a section")
      .learns<File>("weights", Learned::pretraining,
                    "open_clip's ViT-B-32, safetensors or by torch.save: "
                    "HESpotEx takes open_clip_pytorch_model.bin of "
                    "QuiltNet-B-32; the text tower in it is left out")
      .option("input", &ClipVitB32Options::input,
              "what it is given of a byte: raw the byte, as HESpotEx does; "
              "clip by the mean and deviation of CLIP's pictures")
      .option("activation", &ClipVitB32Options::activation,
              "quick_gelu, as HESpotEx does; gelu, as QuiltNet was trained")
      .needs([](const Options&, const InputSizes& sizes) {
        // LibTorch, the file, the network, a batch's tokens, a chunk of tiles
        // and the features; a tile takes 0.1 s.
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{
            .memory_bytes = 768 * kMiB + sizes.of("weights") + bytes / 16,
            .seconds = 3 + static_cast<double>(bytes) / 1.2e6};
      })
      .makes<Features>([](const Inputs& in, const Options& options) {
        const File file = in.get<File>("weights");
        const Encoder encoder = clip_vit_b32_encoder(
            image_tower(read_weights(file.path, "state_dict",
                                     StateEntry::where_there_is_one)),
            options.as<ClipVitB32Options>(), file.name);
        auto patches = in.open<PatchReader>("patches");
        return encode(encoder, patches);
      });
}

}  // namespace moonstain
