#include "core/stats/strata.h"

#include <map>

namespace moonstain {

std::vector<std::size_t> permutation_within(
    const std::vector<std::string>& strata, RandomStream& stream) {
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    members[strata[i]].push_back(i);
  }
  std::vector<std::size_t> out(strata.size());
  for (const auto& [stratum, units] : members) {
    const std::vector<std::size_t> order = stream.permutation(units.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
      out[units[i]] = units[order[i]];
    }
  }
  return out;
}

}  // namespace moonstain
