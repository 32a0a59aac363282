#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace moonstain {

/// Names of which some stand there more than once, each kept where it is first.
struct FirstNames {
  std::vector<std::string> names;  ///< [kept], in their order
  std::vector<std::size_t> rows;   ///< [kept] where each was among all
  /// [all] where the name is among the kept; -1 of a later one of that name,
  /// and of one not wanted.
  std::vector<std::int64_t> places;
};

/// @param wanted  [names] 1: looked at; 0: as if it were not there. Empty: all
FirstNames first_names(const std::vector<std::string>& names,
                       const std::vector<std::uint8_t>& wanted = {});

}  // namespace moonstain
