#pragma once

#include <cstdint>
#include <memory>

#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// How the decoder of GATE shares the matrices of its encoder.
enum class Tying {
  /// Two parameters with one storage: each use has its own gradient and its own
  /// moments, and the matrix is moved twice in a step, first by the encoder's
  /// (recipes/hespotex_loocv/METHOD.md 3.1, 9.12).
  published,
  /// One parameter: the gradients of both uses are summed, one move a step.
  summed,
};

struct GateConfig {
  std::int64_t genes = 0;
  std::int64_t hidden = 512;
  std::int64_t latent = 64;
  Tying tying = Tying::published;
  bool float64 = false;  ///< for comparisons with other implementations
};

/// The graph attention autoencoder of HESpotEx's first stage.
///
///     forward({expression, edges}) -> {reconstruction, latents}
///
/// expression [spots, genes], edges as `Edges` (core/learn/network), each spot
/// its own neighbour, to [spots, genes] and [spots, latent]. In evaluation and
/// in training it does the same.
///
/// Its state are conv1.lin_src [genes, hidden], conv1.att_src and conv1.att_dst
/// [1, 1, hidden], conv2.lin_src [hidden, latent]: what the authors' state has
/// beside these is never used (att_* of conv2 to conv4) or the same numbers
/// (lin_dst, and conv3 and conv4, which are transposes).
///
/// Sources: recipes/hespotex_loocv/METHOD.md 3.1; STAGATE, Dong and Zhang 2022,
/// doi:10.1038/s41467-022-29439-6.
class Gate : public Network {
 public:
  /// @throws Error unless there is at least one gene
  Gate(const GateConfig& config, const Initial& initial);
  ~Gate() override;

  Tensors forward(const Tensors& inputs, Mode mode) override;

  /// What an optimiser moves, in its order: the state, and with published tying
  /// behind it the transposes conv3.lin_src and conv4.lin_src.
  State moved() const;

 private:
  struct Layers;
  std::unique_ptr<Layers> layers_;
};

}  // namespace moonstain
