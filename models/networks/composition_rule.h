#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "models/networks/ghist.h"
#include "models/networks/ghist_loss.h"

namespace moonstain {

/// How the pass for malignant cells reads the share of types that is there.
enum class InvasivePass {
  off,
  /// As validation and test of the first revision: the share counts as 0 and
  /// epithelial cells gain nothing, so that all of them become malignant.
  flagged,
  /// As its prediction and the whole second revision: the sign of estimate
  /// minus share decides in bulk (recipes/ghist_cells/METHOD.md 1.4, 9.6).
  unflagged,
};

/// Which nuclei get another branch's expression at prediction, by chance.
struct CompositionRule {
  double alpha = 2;  ///< the second revision's is 1, the paper's 2
  InvasivePass invasive = InvasivePass::off;
};

/// Standard normal numbers [candidates, targets] for one pass of one patch;
/// they are centred by column afterwards.
/// @param patch  0 .. patches - 1 of the output
/// @param pass   0 the immune, 1 the invasive
using RuleNoise =
    std::function<at::Tensor(std::int64_t patch, int pass,
                             std::int64_t candidates, std::int64_t targets)>;

/// Numbers of a slide's own stream, derived from (seed, step, "composition rule
/// SLIDE", 2 * number of the patch + pass), so that no patch's draw depends on
/// how patches are batched or on another slide. The published code sets no seed
/// (recipes/ghist_cells/METHOD.md 9.5).
/// @param first_patch  number of the output's first patch within the slide
RuleNoise slide_noise(const StreamSeed& seed, std::string_view step,
                      const std::string& slide, std::int64_t first_patch);

/// What the rule makes of an output.
struct RuledTypes {
  std::vector<std::int64_t> types;  ///< [nuclei], after both passes
  enum class Branch : std::uint8_t { general, immune, invasive };
  std::vector<Branch> branches;  ///< whose expression a nucleus has
  at::Tensor expression;         ///< [nuclei, genes], of these branches
};

/// The rule of recipes/ghist_cells/METHOD.md 1.4, patch by patch: scores of the
/// candidates are moved by (estimated - predicted share) * alpha * nuclei of
/// the patch times noise, and who changes to B or myeloid takes the immune
/// branch's expression, who changes to malignant the invasive one's. Reckoned
/// in float32, as published. A role that no type has is no target.
///
/// @throws Error on an output without types or composition
RuledTypes composition_rule(const GhistOutput& output, const GhistRoles& roles,
                            const CompositionRule& rule,
                            const RuleNoise& noise);

}  // namespace moonstain
