#include "tools/cli/commands/audit.h"

#include "bindings/audit/audit.h"
#include "core/base/error.h"
#include "core/engine/record/run_record.h"

namespace moonstain {

int audit_command(const Session& session, const RunOptions& options) {
  const AuditPlan audit = plan_audit(session.replanner());
  const Graph& graph = audit.walk.graph;
  std::string variant = "audit";
  const std::string set = variant_name(graph, session.numbers());
  if (set != "default") variant += "," + set;
  // A switch that is held at its published end is in no other name.
  for (const SwitchValue& choice : graph.switches) {
    if (session.settings().contains(choice.name) &&
        choice.value == choice.published) {
      variant += concat(",", choice.name, "=published");
    }
  }
  return run_and_say(session, options, audit.walk, "audit", variant,
                     audit.published)
      .code;
}

}  // namespace moonstain
