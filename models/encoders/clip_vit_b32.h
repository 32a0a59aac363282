#pragma once

#include <string_view>

#include "core/engine/step/kind_words.h"
#include "core/learn/encoder.h"
#include "core/learn/network/vision_transformer.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

class StepKind;

/// What the network is given of a byte p of a picture.
enum class ClipInput {
  raw,   ///< p itself, 0 to 255, as HESpotEx gives it
  clip,  ///< (p / 255 - mean) / deviation of its channel, as it was trained
};

template <>
struct KindWords<ClipInput> {
  static constexpr std::string_view kAll[] = {"raw", "clip"};
};

template <>
struct KindWords<Activation> {
  static constexpr std::string_view kAll[] = {"quick_gelu", "gelu"};
};

/// The default of each is what HESpotEx does
/// (recipes/hespotex_loocv/METHOD.md 9, 9 and 10).
struct ClipVitB32Options {
  ClipInput input = ClipInput::raw;
  Activation activation = Activation::quick_gelu;
};

/// The image tower of a CLIP model with ViT-B/32 as it is stored: names of
/// open_clip ("visual.conv1.weight"), a leading "module." of all taken off. The
/// text tower (token_embedding, positional_embedding, transformer, ln_final,
/// text_projection, logit_scale) is left out; anything else stays, and is
/// refused by the network.
Weights image_tower(Weights found);

/// CLIP's ViT-B/32: 512 values of a tile of 224 px, divided by their length.
///
/// @param weights  of the image tower, F32, as `image_tower` gives them
/// @throws Error   listing the tensors that do not fit
///
/// Source: Radford et al. 2021, arXiv:2103.00020; with the weights of QuiltNet
/// (Ikezogwo et al. 2023, arXiv:2306.11207) it is HESpotEx's encoder,
/// recipes/hespotex_loocv/METHOD.md 3.2.
Encoder clip_vit_b32_encoder(const Weights& weights,
                             const ClipVitB32Options& options,
                             std::string_view where);

/// `clip_vit_b32`: features of tiles by such a model.
StepKind clip_vit_b32_step();

}  // namespace moonstain
