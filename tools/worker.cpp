// moonstain-worker: all steps, started by moonstain.

#include "core/engine/worker/worker.h"

#include <cctype>

#include "bindings/steps/steps.h"
#include "core/engine/process/start.h"
#include "core/engine/slurm/batch.h"
#include "core/learn/network/cuda.h"
#include "core/learn/network/torch_runtime.h"

namespace {

// "AVX2" as the engine calls it: "avx2".
std::string capability() {
  std::string name = moonstain::torch_capability();
  for (char& letter : name) {
    letter =
        static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return name;
}

}  // namespace

int main(int argc, char** argv) {
  moonstain::begin_process();
  moonstain::WorkerHooks hooks;
  hooks.prepare = moonstain::prepare_torch;
  hooks.libtorch = moonstain::torch_version();
  hooks.capability = capability;
  hooks.batch = moonstain::slurm::run_batch;
  hooks.gpus = moonstain::cuda_classes;
  hooks.use_gpu = [](unsigned gpu) {
    moonstain::prepare_torch();
    moonstain::use_cuda(gpu);
  };
  return moonstain::worker_main(moonstain::all_steps(), hooks, argc, argv);
}
