#pragma once

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// The step that runs other people's programs, with the types of ours that
/// they may make. No Torch.
StepKind program_step();

}  // namespace moonstain
