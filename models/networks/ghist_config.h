#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/engine/step/kind_words.h"
#include "core/learn/examples/nucleus_examples.h"
#include "models/networks/ghist.h"

namespace moonstain {

inline constexpr std::string_view kGhistModel = "ghist_model";

/// What of expression is measured, and so what a prediction is compared with.
enum class Supervision {
  nuclei,  ///< each nucleus
  /// Each spot: ln(1 + the sum of its nuclei's counts)
  /// (recipes/ghist_cells/METHOD.md 6).
  spots,
  /// The same, of the sum of its nuclei's ln(1 + count): the text of the paper
  /// taken literally.
  spots_literal,
};

/// Whether spots are measured, of which each has several nuclei.
inline bool of_spots(Supervision supervision) {
  return supervision != Supervision::nuclei;
}

template <>
struct KindWords<Supervision> {
  static constexpr std::string_view kAll[] = {"nuclei", "spots",
                                              "spots_literal"};
};
template <>
struct KindWords<GhistAttention> {
  static constexpr std::string_view kAll[] = {"published", "real"};
};

/// All of a trained GHIST but its weights: `config` of its model.
struct GhistConfig {
  GhistShape shape;
  std::vector<std::string> classes;  ///< of cells; empty without types
  ColourStandard colour;
  Supervision supervision = Supervision::nuclei;
  std::int64_t patch_px = 256;
  double um_per_px = 0;  ///< of the patches; 0: as a picture is
  double spot_radius_um = 50;

  Json json() const;
  /// @throws Error naming the member of model.json that is not as expected
  static GhistConfig of(const Json& json);
};

/// GHIST behind the standardisation of its pictures:
///
///     forward({picture, labels, expression}) -> GhistOutput::tensors()
///
/// of pictures of 0 to 255 (core/learn/examples/nucleus_examples.h). Its state
/// is the network's.
class PictureGhist : public Network {
 public:
  PictureGhist(const GhistShape& shape, const Initial& initial,
               const ColourStandard& colour);

  Tensors forward(const Tensors& inputs, Mode mode) override;
  Ghist& network() { return network_; }

 private:
  Ghist network_;
  at::Tensor mean_;       // [1, 3, 1, 1]
  at::Tensor deviation_;  // [1, 3, 1, 1]
};

/// What is said of spots: their nuclei's expression summed.
/// @param general  [nuclei, genes], 5 ln(1 + count)
/// @param counts   int64 [spots], nuclei of each, in the order of the rows
/// @return         [spots, genes], ln(1 + count); 0 of a spot without nuclei
at::Tensor spot_sums(const at::Tensor& general, const at::Tensor& counts,
                     Supervision supervision);

}  // namespace moonstain
