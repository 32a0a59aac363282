#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"

namespace moonstain {

/// Where programs of the host are looked for, in this order.
inline constexpr std::string_view kProgramPath = "/usr/local/bin:/usr/bin:/bin";

/// The path of a program of the host by its bare name; empty when there is
/// none.
std::string find_program(std::string_view name);

/// Digest of the executable that `find_program` gives.
/// @throws Error naming the folders when it is not there
Digest program_digest(const std::string& name);

/// Words as one line for a shell: those with other than plain letters quoted.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace moonstain
