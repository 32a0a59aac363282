#pragma once

#include <string>

namespace moonstain {

/// How a process ended, for people: "was ended by signal 9 (SIGKILL: Killed)",
/// or "left with code 3" where `signal` is 0.
std::string end_words(int signal, int code);

}  // namespace moonstain
