#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace moonstain {

/// English nouns in numbers, for sentences whose noun is known at run time
/// alone: what is scored may be genes, classes, loci, nuclei or patients.

/// "gene" -> "genes", "class" -> "classes", "nucleus" -> "nuclei", "locus" ->
/// "loci", "copy" -> "copies", "pair of sections" -> "pairs of sections".
std::string plural(std::string_view noun);

/// "1 gene", "785 genes", "0 genes".
std::string counted(std::uint64_t count, std::string_view noun);

}  // namespace moonstain
