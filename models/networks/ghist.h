#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// What a refine block of GHIST attends to.
enum class GhistAttention {
  /// Each nucleus to itself alone: the softmax over one key is 1, and neither
  /// queries, keys nor composition have any effect
  /// (recipes/ghist_cells/METHOD.md 1.3). Only the chain of four affine maps
  /// that is left is computed; what is inert gets a gradient of exactly 0.
  published,
  /// The composition of a patch asks, all nuclei of that patch answer: the
  /// same weights, with the nuclei as the sequence. All nuclei of a patch get
  /// the same offset. Not the published network.
  real,
};

/// Sides of the network; those of the authors where one is given.
struct GhistShape {
  std::int64_t genes = 0;
  std::int64_t types = 0;           ///< cell types, 0 with types_on false
  std::int64_t reference_rows = 0;  ///< of the single-cell reference, 0: none
  /// Channels of the first level h1; h2 to h5 have 2, 4, 8 and 16 times as
  /// many, each source of a decoder node `width`, the node 5 times that.
  std::int64_t width = 64;
  std::int64_t embed = 256;  ///< a multiple of the 8 heads of attention
  bool types_on = true;
  bool neighbourhood_on = true;  ///< needs types_on
  GhistAttention attention = GhistAttention::published;
  bool float64 = false;  ///< for comparisons with other implementations

  /// Classes of the pixel map: background and the types, or background and
  /// nucleus.
  std::int64_t map_classes() const { return types_on ? types + 1 : 2; }
};

/// Patches of pictures with their nuclei. Sides are multiples of 16.
struct GhistInput {
  at::Tensor image;   ///< [patches, 3, height, width], standardised
  at::Tensor labels;  ///< int64 [patches, height, width], 0 background
  /// Measured expression of the nuclei, in the order of the outputs' rows
  /// (`label_rows`) and on the network's scale: for the gene head's view of
  /// the truth, which the loss needs. [nuclei, genes]; undefined at prediction.
  at::Tensor expression = {};

  Tensors tensors() const { return {image, labels, expression}; }
};

/// What the network says. Rows of nuclei: patches in their order, ids ascending
/// within each; id 0 alone is dropped (recipes/ghist_cells/METHOD.md 9.9: the
/// published code drops the smallest label, background or not). What a
/// switched-off part would make is undefined.
struct GhistOutput {
  at::Tensor map;          ///< [patches, map classes, height, width], logits
  at::Tensor pooled;       ///< [nuclei, 12 width]
  at::Tensor area;         ///< [nuclei], pixels inside the patch
  at::Tensor embedding;    ///< [nuclei, embed]
  at::Tensor composition;  ///< [patches, types]
  at::Tensor type_logits;  ///< [nuclei, types]
  at::Tensor general;      ///< [nuclei, genes], as the two below >= 0,
  at::Tensor immune;       ///< 5 ln(1 + count)
  at::Tensor invasive;
  at::Tensor gene_logits;       ///< [nuclei, types], of `general`
  at::Tensor gene_features;     ///< [nuclei, embed], before the ReLU
  at::Tensor true_gene_logits;  ///< the same of the measured expression
  at::Tensor true_gene_features;
  at::Tensor nucleus_ids;  ///< int64 [nuclei]
  at::Tensor counts;       ///< int64 [patches], nuclei of each

  Tensors tensors() const;  ///< in this order
  static GhistOutput of(const Tensors& tensors);
};

/// Targets are 5 ln(1 + count), and so is the reference
/// (recipes/ghist_cells/METHOD.md 2.5).
inline constexpr double kGhistExpressionScale = 5;

/// GHIST: a UNet 3+ over the patch, means of its maps over each nucleus, and
/// heads for type, composition and expression (recipes/ghist_cells/METHOD.md
/// 1.1, 3).
///
///     forward(GhistInput::tensors()) -> GhistOutput::tensors()
///
/// A patch without nuclei has no rows; its composition is that of an embedding
/// of zeros and weighs nothing in the loss. A batch may be without nuclei.
///
/// State: the authors' names in the order of their later revision, 304 tensors
/// with everything on (recipes/ghist_cells/METHOD.md 3.4); where there is a
/// reference, it stands behind them as the buffer `reference` [rows, genes], so
/// that a model is never applied with another one. First values follow
/// recipes/ghist_cells/METHOD.md 3.5, those of the reference are 0.
class Ghist : public Network {
 public:
  /// @throws Error unless the sides make sense together
  Ghist(const GhistShape& shape, const Initial& initial);
  ~Ghist() override;

  /// @throws Error on an image that is no multiple of 16 px wide and high, on
  ///               labels or expression that do not go with it
  GhistOutput operator()(const GhistInput& input, Mode mode);
  Tensors forward(const Tensors& inputs, Mode mode) override;

  const GhistShape& shape() const { return shape_; }

  /// @param reference  [rows, genes], already times 5
  void set_reference(const at::Tensor& reference);

 private:
  struct Layers;
  GhistShape shape_;
  std::unique_ptr<Layers> layers_;
};

/// Copies a state that the authors' program wrote (entry "model_state_dict" of
/// the checkpoint, either revision) into such a network; the reference is not
/// part of it and is left as it is.
/// @throws Error listing every missing, misshapen or unexpected tensor
void load_published_ghist(Ghist& network, Weights weights,
                          std::string_view where);

/// Bytes that the network takes at most, the library's own, some 200 MB, not
/// among them. With everything on and full width a batch of eight patches of
/// 256 px is trained in 10 GB.
struct GhistMemory {
  std::uint64_t weights = 0;  ///< values; training: gradients, two moments
  std::uint64_t maps = 0;     ///< kept for the gradient, or alive at once
  std::uint64_t work = 0;     ///< what the largest single operation takes
  std::uint64_t total() const { return weights + maps + work; }
};
/// @param patch_px  side of the patches
GhistMemory ghist_memory(const GhistShape& shape, std::int64_t batch,
                         std::int64_t patch_px, bool training);

}  // namespace moonstain
