#pragma once

#include <string>

#include "core/engine/jail/jail.h"

namespace moonstain {

/// What settings of a jail come to on this machine, in force and in words.

/// What keeps a worker's writes: the best that is to be had, or what the
/// settings name instead.
WriteJail chosen_write_jail(const JailSettings& settings, bool starts_programs);

/// How workers are confined, for a run's record: "landlock, seccomp".
std::string jail_words(const JailSettings& settings);

/// What workers are not kept from, and what the system lacks for it; empty when
/// all is in force.
std::string jail_gap(const JailSettings& settings);

}  // namespace moonstain
