#pragma once

#include "core/eval/panels/panel.h"

namespace moonstain {

/// That lists which belong together are equally long, and places among names
/// are such: what every renderer relies on, whoever wrote the panel.
///
/// @throws Error  "curve 'high risk': 3 x, but 2 y"
void check_panel(const Panel& panel);

}  // namespace moonstain
