#include "core/eval/findings/gain_by_cluster.h"

#include <cmath>
#include <cstdint>

#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kShownAsZero = 0.0005;  // to three places

bool signs_differ(double a, double b) {
  return std::abs(a) >= kShownAsZero && std::abs(b) >= kShownAsZero &&
         (a > 0) != (b > 0);
}

}  // namespace

std::string GainByCluster::in(int count, const std::string& cluster) const {
  const std::string all = counted(static_cast<std::uint64_t>(of), cluster);
  return count == of  ? concat("each of ", all)
         : count == 0 ? concat("none of ", all)
                      : concat(count, " of ", all);
}

GainByCluster gain_by_cluster(const Gain& gain) {
  const Estimate& mean = gain.estimate;
  GainByCluster made;
  if (mean.interval || std::isnan(mean.value) || mean.clusters < 2) return made;
  for (const auto& [cluster, value] : mean.by_cluster) {
    made.ahead += value > 0;
    made.behind += value < 0;
    made.of += !std::isnan(value);
  }
  const bool by_clusters = mean.averaging == Averaging::clusters ||
                           mean.averaging == Averaging::clusters_by_places;
  made.noun = by_clusters ? mean.unit : mean.cluster;
  made.reversed = signs_differ(
      mean.value, mean_of_named(by_clusters ? gain.by_unit : mean.by_cluster));
  return made;
}

}  // namespace moonstain
