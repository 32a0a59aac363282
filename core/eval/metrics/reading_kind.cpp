#include "core/eval/metrics/reading_kind.h"

#include <algorithm>

#include "core/base/error.h"

namespace moonstain {

const std::vector<ReadingKind>& reading_kinds() {
  static const std::vector<ReadingKind> kinds{
      readings::kWholeGrid,   readings::kKeptGrid,         readings::kTissue,
      readings::kNuclei,      readings::kNucleiNormalised, readings::kPatients,
      readings::kMappedSpots, readings::kCarriers,         readings::kBulk};
  return kinds;
}

std::vector<std::string> reading_names() {
  std::vector<std::string> names;
  for (const ReadingKind& kind : reading_kinds()) names.emplace_back(kind.name);
  return names;
}

const ReadingKind& reading_kind(std::string_view name) {
  const auto& kinds = reading_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(),
                   [&](const ReadingKind& kind) { return kind.name == name; });
  check(found != kinds.end(), "no reading '", name, "'; there are ",
        listed(reading_names()));
  return *found;
}

}  // namespace moonstain
