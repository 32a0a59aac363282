#include "bindings/steps/steps.h"

#include <iterator>

#include "bindings/steps/programs.h"
#include "core/data/steps.h"
#include "core/eval/steps.h"
#include "models/steps.h"

namespace moonstain {

std::vector<StepKind> all_steps() {
  std::vector<StepKind> all;
  for (auto* steps : {data_steps, model_steps, eval_steps}) {
    std::vector<StepKind> some = steps();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  all.push_back(program_step());
  return all;
}

}  // namespace moonstain
