// All steps but the networks: a worker that needs no Torch.
#include <iterator>

#include "bindings/steps/programs.h"
#include "core/data/steps.h"
#include "core/engine/worker/worker.h"
#include "core/eval/steps.h"

int main(int count, char** words) {
  std::vector<moonstain::StepKind> steps = moonstain::data_steps();
  std::vector<moonstain::StepKind> more = moonstain::eval_steps();
  std::move(more.begin(), more.end(), std::back_inserter(steps));
  steps.push_back(moonstain::program_step());
  return moonstain::worker_main(steps, {}, count, words);
}
