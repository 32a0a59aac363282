#include "core/engine/worker/worker.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/program/sandbox.h"
#include "core/engine/step/catalog.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/worker_process.h"
#include "core/engine/worker/worker_tasks.h"
#include "core/engine/worker/worker_template.h"

namespace moonstain {

namespace {

StepsByName by_name(const std::vector<StepKind>& steps) {
  StepsByName all;
  for (const StepKind& step : steps) all[step.decl().name] = &step;
  return all;
}

int say_gpus(const WorkerHooks& hooks) {
  Channel engine(kEngineFile);
  try {
    return engine.send({{"gpus", hooks.gpus()}}) ? 0 : 1;
  } catch (const std::exception& e) {
    engine.send({{"error", e.what()}});
    return 1;
  }
}

void begin_on_gpu(const WorkerHooks& hooks, unsigned gpu,
                  std::string_view numeric) {
  const std::vector<std::string> found = hooks.gpus();
  check(gpu < found.size(), "GPU ", gpu, " is gone; there are ", found.size());
  check(found[gpu] == numeric, "GPU ", gpu, " computes as '", found[gpu],
        "'; the plan is made for '", numeric, "'");
  hooks.use_gpu(gpu);
}

unsigned number_of(const char* text) {
  return static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

}  // namespace

int worker_main(const std::vector<StepKind>& steps, const WorkerHooks& hooks,
                int argc, char** argv) {
  const std::string_view command = argc == 2 ? argv[1] : "";
  if (command == kSandboxWord) return sandbox_main();
  try {
    if (command == "--catalog") {
      std::vector<StepDecl> decls;
      for (const StepKind& step : steps) decls.push_back(step.decl());
      const std::string text = catalog_text(decls, hooks.libtorch);
      return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                     std::fflush(stdout) == 0
                 ? 0
                 : 1;
    }
    if (command == kTemplateWord) return serve_template(by_name(steps), hooks);
    if (command == kGpusWord && hooks.gpus) return say_gpus(hooks);
    if (argc == 4 && std::string_view(argv[1]) == kResidentWord && hooks.gpus) {
      const StepsByName all = by_name(steps);
      serve_tasks(all, kEngineFile, ::getppid(),
                  [&] { begin_on_gpu(hooks, number_of(argv[2]), argv[3]); });
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "moonstain-worker: %s\n", e.what());
    return 1;
  }
  if (argc == 4 && std::string_view(argv[1]) == "--batch" && hooks.batch) {
    return hooks.batch(argv[0], argv[2], number_of(argv[3]));
  }
  std::fprintf(stderr,
               "moonstain-worker is started by moonstain; by hand it takes "
               "--catalog\n");
  return 2;
}

}  // namespace moonstain
