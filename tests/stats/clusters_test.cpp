#include "core/stats/clusters.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/random.h"
#include "core/stats/student_t.h"
#include "tests/stats/clustered_sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Seven units of four clusters: sums 1.5, 0.3, 0.9, 0.3 of 3, 2, 1, 1 units.
Clusters seven_units() {
  return clusters_of({.5, .1, .4, .9, .6, .2, .3},
                     {"A", "B", "A", "C", "A", "B", "D"});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clusters_test)

BOOST_AUTO_TEST_CASE(units_are_summed_by_cluster) {
  const Clusters clusters = seven_units();
  BOOST_TEST(clusters.names == (std::vector<std::string>{"A", "B", "C", "D"}),
             tt::per_element());
  BOOST_TEST(clusters.sizes == (std::vector<double>{3, 2, 1, 1}),
             tt::per_element());
  BOOST_TEST(clusters.sums[1] == 0.3, tt::tolerance(1e-12));
  BOOST_TEST(clusters.mean() == 3.0 / 7.0, tt::tolerance(1e-12));
  BOOST_TEST(effective_clusters(clusters) == 49.0 / 15.0, tt::tolerance(1e-12));
}

// From the definition, with numpy: residuals e of each cluster times
// (I - H_pp)^(-1/2) from its eigenvectors, H = 1 1' / 7; the degrees from the
// eigenvalues of G'G, G_p = (I - H)_p (I - H_pp)^(-1/2) 1; scipy's t.
BOOST_AUTO_TEST_CASE(errors_equal_their_definition_by_matrices) {
  BOOST_TEST(cluster_robust_error(seven_units()) == 0.1272527123928155,
             tt::tolerance(1e-12));
  const ClusterT t = cluster_t(seven_units());
  BOOST_TEST(t.error == 0.12725516708967224, tt::tolerance(1e-12));
  BOOST_TEST(t.degrees == 2.3684210526315796, tt::tolerance(1e-12));
  BOOST_TEST(t.half_width == 0.4734939631133487, tt::tolerance(1e-9));
}

// Sums 1, 2, 3, 6 of two units each: means .5, 1, 1.5, 3 with sd sqrt(3.5/3).
BOOST_AUTO_TEST_CASE(equal_clusters_give_the_t_of_their_means) {
  const Clusters clusters = clusters_of(
      {1, 0, 0, 2, 2, 1, 3, 3}, {"A", "A", "B", "B", "C", "C", "D", "D"});
  const double sd = std::sqrt(3.5 / 3.0);
  BOOST_TEST(cluster_robust_error(clusters) == sd / 2.0, tt::tolerance(1e-12));
  const ClusterT t = cluster_t(clusters);
  BOOST_TEST(t.error == sd / 2.0, tt::tolerance(1e-12));
  BOOST_TEST(t.degrees == 3.0, tt::tolerance(1e-12));
  BOOST_TEST(t.half_width == interval_half_width(sd, 4), tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(without_a_second_cluster_there_is_no_error) {
  const Clusters one = clusters_of({1, 2}, {"A", "A"});
  BOOST_TEST(std::isnan(cluster_robust_error(one)));
  BOOST_TEST(std::isnan(cluster_t(one).half_width));
  BOOST_TEST(effective_clusters(one) == 1.0);
  BOOST_TEST(effective_clusters({}) == 0.0);
  BOOST_TEST(std::isnan(Clusters().mean()));
  BOOST_TEST(cluster_t(clusters_of({2, 2, 2}, {"A", "B", "B"})).half_width ==
             0.0);
}

// One patient with 29 sections, seven with one: the case in which K - 1
// degrees hold the mean in a third of all draws. 2,000 samples of patients'
// and sections' normal deviations (variances 0.7 and 0.3) around 0.
BOOST_AUTO_TEST_CASE(one_dominant_cluster_is_still_covered) {
  std::vector<std::string> cluster(29, "A");
  for (const char* name : {"B", "C", "D", "E", "F", "G", "H"}) {
    cluster.push_back(name);
  }
  RandomStream random(1, "clusters_test", "samples");
  int held = 0;
  int held_by_robust = 0;
  for (int sample = 0; sample < 2000; ++sample) {
    const std::vector<double> values = clustered_sample(random, cluster);
    const Clusters clusters = clusters_of(values, cluster);
    const double mean = std::abs(clusters.mean());
    held += mean <= cluster_t(clusters).half_width;
    held_by_robust +=
        mean <= student_t_quantile(0.975, 7) * cluster_robust_error(clusters);
  }
  BOOST_TEST(held > 0.93 * 2000, held << " of 2000");
  BOOST_TEST(held_by_robust < 0.5 * 2000, held_by_robust << " of 2000");
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_TEST(error_of([] { clusters_of({1}, {}); }) ==
             "clusters_of: 1 values, 0 names of clusters; each unit has both");
  BOOST_TEST(
      error_of([] {
        clusters_of({1, std::numeric_limits<double>::quiet_NaN()}, {"A", "B"});
      }) ==
      "clusters_of: value 1, of cluster 'B', is NaN; count undefined units "
      "and leave them out");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
