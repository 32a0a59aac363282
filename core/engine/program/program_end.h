#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/engine/program/run_process.h"

namespace moonstain {

/// Of what a program printed last, in errors and in what is recorded of it.
inline constexpr std::size_t kShownLines = 20;

/// Passes a program that left by itself with code 0, whatever it printed.
///
/// @param words       the command that was run, told as one line for a shell
/// @param disk_bytes  that its needs allow a file, told where it met that limit
/// @throws Error      else, beginning with why it was ended, or how it ended:
///
///     left with code 3
///       command: python3 /program/train.py --out /output
///       it printed at the end:
///         ...
///
///                    or "it printed nothing"
void check_end(const ProcessEnd& end, const std::vector<std::string>& words,
               std::uint64_t disk_bytes);

}  // namespace moonstain
