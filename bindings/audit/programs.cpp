#include "bindings/audit/programs.h"

#include <algorithm>

#include "core/base/error.h"

namespace moonstain {

namespace {

/// Whether one step of the engine can stand for both.
bool agree(const StepDecl& a, const StepDecl& b) {
  return a.numeric == b.numeric && a.output == b.output &&
         a.scores == b.scores && a.limits == b.limits &&
         std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(),
                    b.inputs.end(), [](const InputDecl& x, const InputDecl& y) {
                      return x.name == y.name && x.type == y.type &&
                             x.role == y.role && x.learned == y.learned &&
                             x.labels == y.labels;
                    });
}

}  // namespace

void join_programs(lua::Plan& plan, const lua::Plan& other) {
  for (const auto& [name, numeric] : other.graph.programs) {
    const StepDecl& step = other.catalog.step(name);
    const StepDecl* known = plan.catalog.find(name);
    if (known == nullptr) {
      plan.catalog.add(step);
      plan.graph.programs[name] = numeric;
      continue;
    }
    check(agree(*known, step), "ms.program: '", name,
          "' is declared in two ways by settings of one recipe; give each a "
          "name of its own");
  }
  for (const lua::PlannedProgram& program : other.programs) {
    const auto same = [&](const lua::PlannedProgram& known) {
      return known.name == program.name && known.where == program.where &&
             known.files.size() == program.files.size() &&
             std::equal(known.files.begin(), known.files.end(),
                        program.files.begin(),
                        [](const SourceFile& a, const SourceFile& b) {
                          return a.sha256 == b.sha256;
                        });
    };
    if (std::none_of(plan.programs.begin(), plan.programs.end(), same)) {
      plan.programs.push_back(program);
    }
  }
}

}  // namespace moonstain
