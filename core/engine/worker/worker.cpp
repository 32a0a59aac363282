#include "core/engine/worker/worker.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/engine/program/sandbox.h"
#include "core/engine/step/catalog.h"
#include "core/engine/worker/worker_template.h"

namespace moonstain {

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
    if (command == "--template") {
      StepsByName by_name;
      for (const StepKind& step : steps) by_name[step.decl().name] = &step;
      return serve_template(by_name, hooks);
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "moonstain-worker: %s\n", e.what());
    return 1;
  }
  if (argc == 4 && std::string_view(argv[1]) == "--batch" && hooks.batch) {
    return hooks.batch(
        argv[0], argv[2],
        static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10)));
  }
  std::fprintf(stderr,
               "moonstain-worker is started by moonstain; by hand it takes "
               "--catalog\n");
  return 2;
}

}  // namespace moonstain
