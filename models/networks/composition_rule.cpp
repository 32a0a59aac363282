#include "models/networks/composition_rule.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

using at::Tensor;
using Numbers = std::vector<std::int64_t>;
using Branch = RuledTypes::Branch;

constexpr double kInvasiveAlpha = 10000;
/// Of the type that is left alone where a nucleus is surer of it.
constexpr double kHighConfidence = 0.6;

// One patch as the rule sees it, in float32.
struct Patch {
  Tensor logits;       // [nuclei, types]
  Tensor composition;  // [types], estimated
  Numbers types;       // [nuclei], of the largest logit

  Patch(Tensor given, Tensor estimated)
      : logits(std::move(given)), composition(std::move(estimated)) {
    if (logits.size(0) == 0) return;
    const Tensor best = logits.argmax(1);
    const auto* first = best.const_data_ptr<std::int64_t>();
    types.assign(first, first + best.numel());
  }
  std::int64_t nuclei() const { return logits.size(0); }
};

// A pass over a patch: who may change, to what, how strongly.
struct Pass {
  Numbers targets;
  double alpha = 0;
  /// Nuclei that are sure of this type are left out; -1: nobody.
  std::int64_t sure_type = -1;
  bool flagged = false;
  std::int64_t flagged_still = -1;  ///< gains nothing where flagged
};

Numbers without_absent(Numbers targets) {
  std::erase(targets, -1);
  return targets;
}

Numbers candidates(const Patch& patch, const Pass& pass) {
  const Tensor sure = at::softmax(patch.logits, 1);
  Numbers found;
  for (std::int64_t i = 0; i < patch.nuclei(); ++i) {
    if (std::find(pass.targets.begin(), pass.targets.end(), patch.types[i]) ==
        pass.targets.end()) {
      continue;
    }
    if (pass.sure_type >= 0 &&
        sure[i][pass.sure_type].item<float>() > kHighConfidence) {
      continue;
    }
    found.push_back(i);
  }
  return found;
}

// alpha * nuclei * (estimated share - share of the largest logits), by target.
Tensor pull(const Patch& patch, const Pass& pass, const Tensor& estimated) {
  std::vector<float> there;
  for (const std::int64_t target : pass.targets) {
    const auto count = static_cast<float>(
        std::count(patch.types.begin(), patch.types.end(), target));
    there.push_back(pass.flagged ? 0
                                 : count / static_cast<float>(patch.nuclei()));
  }
  Tensor strength = (estimated - at::tensor(there)) *
                    (pass.alpha * static_cast<double>(patch.nuclei()));
  for (std::size_t i = 0; pass.flagged && i < pass.targets.size(); ++i) {
    if (pass.targets[i] == pass.flagged_still) {
      strength[static_cast<std::int64_t>(i)] = 0;
    }
  }
  return strength;
}

// Types after a pass.
Numbers passed(const Patch& patch, const Pass& pass,
               const std::function<Tensor(std::int64_t, std::int64_t)>& draw) {
  Numbers types = patch.types;
  const Numbers who = candidates(patch, pass);
  if (who.empty()) return types;
  const Tensor targets = at::tensor(pass.targets, at::kLong);
  const Tensor estimated = patch.composition.index_select(0, targets);
  const auto count = static_cast<std::int64_t>(who.size());
  const Tensor drawn = draw(count, targets.size(0)).to(at::kFloat);
  check(drawn.dim() == 2 && drawn.size(0) == count &&
            drawn.size(1) == targets.size(0),
        "composition_rule: noise must be [", count, ", ", targets.size(0),
        "], candidates and target types");
  const Tensor noise = (drawn - drawn.mean(0) + estimated).abs();
  const Tensor scores = patch.logits.index_select(0, at::tensor(who, at::kLong))
                            .index_select(1, targets) +
                        pull(patch, pass, estimated) * noise;
  const Tensor best = scores.argmax(1);
  for (std::int64_t i = 0; i < count; ++i) {
    types[who[i]] = pass.targets[best[i].item<std::int64_t>()];
  }
  return types;
}

}  // namespace

RuleNoise slide_noise(const StreamSeed& seed, std::string_view step,
                      const std::string& slide, std::int64_t first_patch) {
  return [seed, step = std::string(step), slide, first_patch](
             std::int64_t patch, int pass, std::int64_t candidates,
             std::int64_t targets) {
    RandomStream stream(
        seed, step, "composition rule " + slide,
        static_cast<std::uint64_t>(2 * (first_patch + patch) + pass));
    Tensor numbers = at::empty({candidates, targets}, at::kFloat);
    float* to = numbers.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < numbers.numel(); ++i) {
      to[i] = static_cast<float>(stream.normal());
    }
    return numbers;
  };
}

RuledTypes composition_rule(const GhistOutput& output, const GhistRoles& roles,
                            const CompositionRule& rule,
                            const RuleNoise& noise) {
  check(output.type_logits.defined() && output.composition.defined(),
        "composition_rule: the network was made without types or without the "
        "neighbourhood; the rule needs both");
  const Pass immune{
      .targets = without_absent({roles.b, roles.myeloid, roles.t}),
      .alpha = rule.alpha,
      .sure_type = roles.t};
  const Pass invasive{
      .targets = without_absent({roles.malignant, roles.epithelial}),
      .alpha = kInvasiveAlpha,
      .flagged = rule.invasive == InvasivePass::flagged,
      .flagged_still = roles.epithelial};

  RuledTypes ruled;
  ruled.expression = output.general.detach().clone();
  const Tensor all = output.type_logits.detach().to(at::kFloat);
  std::int64_t first = 0;
  for (std::int64_t b = 0; b < output.counts.size(0); ++b) {
    const auto count = output.counts[b].item<std::int64_t>();
    const Patch patch(all.narrow(0, first, count),
                      output.composition[b].detach().to(at::kFloat));
    const auto draw = [&](int pass) {
      return [&, pass](std::int64_t rows, std::int64_t columns) {
        return noise(b, pass, rows, columns);
      };
    };
    Numbers types = passed(patch, immune, draw(0));
    const Numbers other = rule.invasive == InvasivePass::off
                              ? patch.types
                              : passed(patch, invasive, draw(1));
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t before = patch.types[i];
      Branch branch = Branch::general;
      if (types[i] != before &&
          (types[i] == roles.b || types[i] == roles.myeloid)) {
        branch = Branch::immune;
        ruled.expression[first + i].copy_(output.immune[first + i].detach());
      }
      if (other[i] != before) types[i] = other[i];
      if (other[i] != before && other[i] == roles.malignant) {
        branch = Branch::invasive;
        ruled.expression[first + i].copy_(output.invasive[first + i].detach());
      }
      ruled.branches.push_back(branch);
    }
    ruled.types.insert(ruled.types.end(), types.begin(), types.end());
    first += count;
  }
  return ruled;
}

}  // namespace moonstain
