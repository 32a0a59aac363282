#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// What the comment at the head of a recipe says of a word that its lines begin
/// with, as recipes state their paper, data and departures:
///
///     -- Paper     Fu et al. 2025, doi:10.1038/s41592-025-02795-z
///     -- Data      a crop of 10x Genomics' breast cancer (Xenium): 2,189
///     --           cells, 313 genes
///
/// Lines that are indented below it go on with it, joined by a blank.
///
/// @param recipe  text of recipe.lua
/// @return        "" where the head has no such line
std::string head_line(std::string_view recipe, std::string_view word);

/// The recipe's paper, as its head has it; "" where it has none, and where it
/// still says "none yet", as `init` begins one.
std::string paper_of(std::string_view recipe);

}  // namespace moonstain
