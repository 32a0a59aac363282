#include "tools/cli/commands/why.h"

#include "core/engine/run/why.h"
#include "tools/cli/output.h"

namespace moonstain {

int why_command(const Session& session, const std::string& path) {
  const lua::Plan plan = session.replanner().plan();
  print(why(plan.graph, path, plan.catalog, session.numbers(),
            session.options().workspace) +
        "\n");
  return kDone;
}

}  // namespace moonstain
