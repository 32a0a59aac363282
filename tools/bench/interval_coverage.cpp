// How often an interval of nominal 95 % holds the mean over units that come in
// clusters (sections of patients), by simulation; the table of
// core/stats/README.md. Then the time of a bootstrap of 10,000 draws of 100
// units in 36 clusters.
//
//   interval_coverage [SAMPLES] [DRAWS]      2000 samples, 1000 draws
//
// A unit's value is a patient's part (variance 0.7) and its own (0.3), both
// normal, or both exponential less 1 (skewness 2), around 0. Sizes do not
// depend on values, so that all means have the expectation 0.
#include <cmath>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/random.h"
#include "core/stats/bootstrap.h"
#include "core/stats/clusters.h"
#include "core/stats/student_t.h"
#include "core/stats/summary.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

enum class Sizes { equal, unequal, one_large };
constexpr const char* kSizes[] = {"4 each", "6, 6, 3, 3, ...", "29, 1, 1, ..."};

std::vector<int> sizes_of(Sizes sizes, int clusters) {
  std::vector<int> made;
  for (int i = 0; i < clusters; ++i) {
    made.push_back(sizes == Sizes::equal     ? 4
                   : sizes == Sizes::unequal ? (i % 4 < 2 ? 6 : 3)
                                             : (i == 0 ? 29 : 1));
  }
  return made;
}

double deviation(RandomStream& random, bool skewed) {
  return skewed ? -std::log1p(-random.uniform()) - 1.0 : random.normal();
}

Clusters sample_of(const std::vector<int>& sizes, bool skewed,
                   RandomStream& random) {
  Clusters clusters;
  for (const int size : sizes) {
    double sum = size * std::sqrt(0.7) * deviation(random, skewed);
    for (int unit = 0; unit < size; ++unit) {
      sum += std::sqrt(0.3) * deviation(random, skewed);
    }
    clusters.names.push_back(concat(clusters.count()));
    clusters.sums.push_back(sum);
    clusters.sizes.push_back(size);
  }
  return clusters;
}

// Per cent of samples in which each of five intervals holds 0.
std::vector<double> coverage(const std::vector<int>& sizes, bool skewed,
                             int samples, int draws, RandomStream& random) {
  std::vector<double> held(5, 0.0);
  for (int i = 0; i < samples; ++i) {
    const Clusters clusters = sample_of(sizes, skewed, random);
    const auto k = static_cast<int>(clusters.count());
    std::vector<double> means;
    for (std::size_t p = 0; p < clusters.count(); ++p) {
      means.push_back(clusters.sums[p] / clusters.sizes[p]);
    }
    const Summary of_means = summarise(means);
    const Bootstrap drawn = bootstrap(clusters, draws, i, "coverage");
    const auto near = [](double mean, double half_width) {
      return std::abs(mean) <= half_width ? 1.0 : 0.0;
    };
    const auto holds = [](const Interval& interval) {
      return interval.low <= 0 && interval.high >= 0 ? 1.0 : 0.0;
    };
    held[0] += holds(drawn.percentile);
    held[1] += holds(drawn.studentised);
    held[2] += near(of_means.mean, interval_half_width(of_means.sd, k));
    held[3] += near(clusters.mean(), student_t_quantile(0.975, k - 1) *
                                         cluster_robust_error(clusters));
    held[4] += near(clusters.mean(), cluster_t(clusters).half_width);
  }
  for (double& share : held) {
    share *= 100.0 / samples;
  }
  return held;
}

void print_coverage(int samples, int draws) {
  RandomStream random(1, "interval_coverage", "samples");
  std::cout << "| scores | clusters | sizes | percentile | studentised | t of "
               "patients' means | robust error, K - 1 | `cluster_t` |\n"
               "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const bool skewed : {false, true}) {
    for (const Sizes sizes : {Sizes::equal, Sizes::unequal, Sizes::one_large}) {
      for (const int clusters : {6, 8, 12, 36}) {
        std::cout << "| " << (skewed ? "skewed" : "normal") << " | " << clusters
                  << " | " << kSizes[static_cast<int>(sizes)];
        for (const double share : coverage(sizes_of(sizes, clusters), skewed,
                                           samples, draws, random)) {
          std::cout << " | " << fixed(share, 1);
        }
        std::cout << " |" << std::endl;
      }
    }
  }
}

void print_time() {
  RandomStream random(1, "interval_coverage", "time");
  std::vector<double> values;
  std::vector<std::string> cluster;
  for (int unit = 0; unit < 100; ++unit) {
    values.push_back(random.normal());
    cluster.push_back(concat("patient ", unit % 36));
  }
  const Stopwatch watch;
  const Bootstrap made =
      bootstrap(clusters_of(values, cluster), 10000, 1, "time");
  std::cout << concat("{\"case\": \"bootstrap\", \"draws\": 10000, \"units\": ",
                      values.size(), ", ", json_members(watch.elapsed()),
                      ", \"high\": ", made.studentised.high, "}\n");
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  moonstain::print_coverage(count > 1 ? std::stoi(arguments[1]) : 2000,
                            count > 2 ? std::stoi(arguments[2]) : 1000);
  moonstain::print_time();
  return 0;
}
