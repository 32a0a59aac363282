#pragma once

#include <string>

#include "bindings/lua/plan/plan.h"
#include "core/engine/run/plan_state.h"
#include "tools/cli/session.h"

namespace moonstain {

/// What a plan of a bundle needs of this machine, for who decides whether it
/// may run: data and what of them is at hand, steps of other versions,
/// programs, numeric class, work and how long it takes as far as earlier runs
/// tell.
///
///     first.moon: recipe first, packed by moonstain 0.1.0
///       from      first.moon sha256 9f2c...
///       data      mob: 6 files, 1.4 MB, all at hand
///       packed    2 files that it names, 3.2 MB
///       steps     8, of the bundle's versions
///       programs  none
///       numbers   of the bundle's class
///       work      21 to run, 0 kept; about 9.3 s on 2 cores
///       expected  findings
///
/// @param state  of the plan
std::string bundle_needs(const Session& session, const lua::Plan& plan,
                         const PlanState& state);

/// Asks before somebody else's recipe runs: says what a bundle needs, and
/// returns where it may run, or has nothing left to run. A recipe's folder is
/// not asked about.
///
/// @param command  "run", "audit" or "check"
/// @param yes      --yes
/// @throws Error   where data are missing, where the answer is no, where nobody
///                 can be asked, and on --yes without a bundle
void ask_to_run(const Session& session, const lua::Plan& plan,
                const std::string& command, bool yes);

}  // namespace moonstain
