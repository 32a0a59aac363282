#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace moonstain {

/// The manual page of `app` for man(1), made from the definitions of its
/// commands and options: section 1, in the macros of man(7).
///
/// @param version  "0.1.0"
std::string manual_page(const CLI::App& app, const std::string& version);

}  // namespace moonstain
