#pragma once

#include <map>
#include <string>

#include "core/data/stored/content.h"

namespace moonstain {

/// A scored section and the patient it is of.
struct SectionUnit {
  std::string section;
  std::string patient;
  SectionContent content{};
};

/// What each scored unit is a part of, and is independent of others by: the
/// patient of a section. A unit that is not there is its own.
using ClusterOf = std::map<std::string, std::string>;

/// What this unit is a part of.
inline const std::string& cluster_in(const ClusterOf& cluster_of,
                                     const std::string& unit) {
  const auto found = cluster_of.find(unit);
  return found == cluster_of.end() ? unit : found->second;
}

}  // namespace moonstain
