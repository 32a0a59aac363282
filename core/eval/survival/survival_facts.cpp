#include "core/eval/survival/survival_facts.h"

#include "core/base/error.h"

namespace moonstain {

void check_survival_scores(const Scores& scores, std::string_view what) {
  check(scores.facts.contains(survival_facts::kHighPatients), what,
        ": scores of ", scores.predictor.name, " on ", scores.unit,
        " are no `survival_scores`");
}

}  // namespace moonstain
