#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace moonstain {

/// A script by which a shell completes the commands of `app`, their options and
/// the words an option may have, made from the definitions themselves. Where a
/// name of a file or a folder is meant the shell's own completion goes on.
///
/// @param shell  "bash", "zsh" or "fish"
std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace moonstain
