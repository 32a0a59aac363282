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
  /// [all] where the first of this name is among the kept; -1 of a later one.
  std::vector<std::int64_t> places;

  std::int64_t later() const {
    return static_cast<std::int64_t>(places.size() - names.size());
  }
};

/// @param wanted  [names] 1: looked at; 0: as if it were not there. Empty: all
FirstNames first_names(const std::vector<std::string>& names,
                       const std::vector<std::uint8_t>& wanted = {});

}  // namespace moonstain
