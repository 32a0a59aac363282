#pragma once

#include <string>

#include "core/eval/panels/ranks_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// An axis of ranks, the best at the left; the better half of the methods is
/// named left of it, the others right, each by a line from its mean rank. Thick
/// lines below the axis join what does not differ, and the critical difference
/// is drawn to scale above it. A table has all names whole.
std::string ranks_html(const RanksPanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
