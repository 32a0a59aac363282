#include "models/encoders/ctranspath.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/relu.h>
#include <c10/core/GradMode.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/network.h"
#include "core/learn/weights/torch_checkpoint.h"
#include "models/encoders/pictures.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSide = 224;
constexpr std::int64_t kFeatures = 768;
constexpr std::int64_t kFirst = 12;
constexpr std::int64_t kSecond = 24;
constexpr std::int64_t kWidth = 96;

// Of a convolution of window 3 and stride 2, which has no bias.
at::Tensor halving_weight(const Names& names, std::int64_t in,
                          std::int64_t out) {
  return names.drawn("weight", {out, in, 3, 3}, by_fan_in(9 * in));
}

at::Tensor halved(const at::Tensor& maps, const at::Tensor& weight,
                  const BatchNorm& norm) {
  return at::relu(norm(at::conv2d(maps, weight, std::nullopt, /*stride=*/2,
                                  /*padding=*/1),
                       Mode::evaluation));
}

struct CTransPathOptions {
  Precision precision = Precision::float32;
};

struct Tower {
  Tower() : network(Names(state, {}, at::kFloat)) {}

  State state;
  CTransPath network;
};

// What the windows are, which no training changes.
std::map<std::string, at::Tensor> windows_of(const State& state) {
  std::map<std::string, at::Tensor> windows;
  for (const StateTensor& tensor : state) {
    if (tensor.name.ends_with("attn_mask") ||
        tensor.name.ends_with("relative_position_index")) {
      windows[tensor.name] = tensor.value.clone();
    }
  }
  return windows;
}

}  // namespace

ConvStem::ConvStem(const Names& names)
    : first_weight_(halving_weight(names / "proj" / 0, 3, kFirst)),
      first_norm_(names / "proj" / 1, kFirst),
      second_weight_(halving_weight(names / "proj" / 3, kFirst, kSecond)),
      second_norm_(names / "proj" / 4, kSecond),
      widen_(names / "proj" / 6, kSecond, kWidth, {.side = 1}),
      norm_(names / "norm", kWidth) {}

at::Tensor ConvStem::first(const at::Tensor& pictures) const {
  return halved(pictures, first_weight_, first_norm_);
}

at::Tensor ConvStem::second(const at::Tensor& maps) const {
  return halved(maps, second_weight_, second_norm_);
}

at::Tensor ConvStem::operator()(const at::Tensor& pictures) const {
  const at::Tensor maps = widen_(second(first(pictures)));
  return norm_(maps.flatten(2).transpose(1, 2).contiguous());
}

CTransPath::CTransPath(const Names& names)
    : stem_(names / "patch_embed"), swin_(names, {.width = kWidth}) {}

at::Tensor CTransPath::operator()(const at::Tensor& pictures) const {
  return swin_(stem_(pictures)).mean(1);
}

Weights ctranspath_weights(const fs::path& path) {
  return read_weights(path, "model", StateEntry::where_there_is_one);
}

Encoder ctranspath_encoder(const Weights& weights, std::string_view where,
                           Precision precision) {
  const auto tower = std::make_shared<Tower>();
  const auto windows = windows_of(tower->state);
  load_weights(tower->state, weights, where, "ctranspath");
  std::vector<std::string> others;
  for (const StateTensor& tensor : tower->state) {
    const auto own = windows.find(tensor.name);
    if (own != windows.end() && !at::equal(own->second, tensor.value)) {
      others.push_back(tensor.name);
    }
  }
  check(
      others.empty(), where, ": ", listed(others),
      others.size() == 1 ? " has" : " have",
      " other values than windows of 7 x 7 tokens that are shifted by 3 give; "
      "expected CTransPath's own");
  const bool rounded = precision == Precision::bfloat16;
  if (rounded) tower->network.round_weights();
  return {.name = rounded ? "ctranspath/bfloat16" : "ctranspath",
          .features = kFeatures,
          .input_px = kSide,
          .encode = [tower, table = standardised_bytes(kImageNetMean,
                                                       kImageNetDeviation)](
                        const TileBatch& tiles) {
            const c10::NoGradGuard no_gradient;
            return rows_of(tower->network(pictures_of(tiles, table)));
          }};
}

StepKind ctranspath_step() {
  return StepKind("ctranspath", 1,
                  "Features of tiles by CTransPath: 768 values, by the weights "
                  "of its authors.")
      .numeric(Numeric::torch)
      .applies<Patches>("patches", "tiles of 224 px of a section")
      .learns<File>("weights", Learned::pretraining,
                    "ctranspath.pth as published, or its state as safetensors")
      .option("precision", &CTransPathOptions::precision,
              "what products are made of; bfloat16 is faster on CPUs that "
              "multiply it, and computed by each its own way")
      .precision()
      .needs([](const Options&, const InputSizes& sizes) {
        // LibTorch, the file and the network, a chunk of tiles and the
        // features: 330 MB with a few tiles; a tile takes 0.13 s.
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{
            .memory_bytes = 512 * kMiB + 2 * sizes.of("weights") + bytes / 16,
            .seconds = 3 + static_cast<double>(bytes) / 1.2e6};
      })
      .makes<Features>([](const Inputs& in, const Options& options) {
        const File file = in.get<File>("weights");
        const Encoder encoder =
            ctranspath_encoder(ctranspath_weights(file.path), file.name,
                               options.as<CTransPathOptions>().precision);
        auto patches = in.open<PatchReader>("patches");
        return encode(encoder, patches);
      });
}

}  // namespace moonstain
