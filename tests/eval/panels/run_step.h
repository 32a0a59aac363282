#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

using Items = std::map<std::string, std::vector<Inputs::Item>>;

/// What a step makes of these inputs and options, through the disk.
inline Panel run_step(const StepKind& kind, const Items& items,
                      const Json& given, const fs::path& out) {
  kind.run(Inputs(kind.decl().name, items),
           complete_options(kind.decl(), given), out);
  return Panel::read(out);
}

}  // namespace moonstain
