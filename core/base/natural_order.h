#pragma once

#include <string_view>

namespace moonstain {

/// Whether `a` stands before `b` in natural order: runs of the digits 0 to 9
/// compare as whole numbers of any length, what stands between them by its
/// bytes, so by code point. A text that begins with a number stands before one
/// that does not: "2X", "10X", "C1QA", "C2orf42", "C15orf48". Numbers that
/// differ in leading zeros alone are equal.
///
/// Source: natsort 8.4 with its defaults, which sorts the genes of GHIST
/// (recipes/ghist_cells/METHOD.md 2.5).
bool natural_less(std::string_view a, std::string_view b);

}  // namespace moonstain
