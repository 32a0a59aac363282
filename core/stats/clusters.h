#pragma once

#include <string>
#include <vector>

namespace moonstain {

/// Values of units that come in clusters: sections of patients. Units of one
/// cluster are alike, so the clusters, not the units, are what is independent.
/// A mean over units and its error need of each cluster two numbers only.
struct Clusters {
  std::vector<std::string> names;  ///< in the order of names
  std::vector<double> sums;        ///< [clusters] of the values
  std::vector<double> sizes;       ///< [clusters] units

  std::size_t count() const { return sums.size(); }
  double mean() const;  ///< over units; NaN when there are none
};

/// @param values   one a unit, no NaN: what is undefined is counted and left
///                 out by the caller; differences of two predictors on the
///                 same units for a paired comparison
/// @param cluster  name of each unit's cluster
/// @throws Error   on NaN, or as many names as there are not values
Clusters clusters_of(const std::vector<double>& values,
                     const std::vector<std::string>& cluster);

/// As how many equal clusters these count, N^2 / sum of n_p^2: their number
/// when all are of one size, less the more unequal they are; 0 without units.
///
/// Source: Kish 1965, Survey Sampling, 11.7; for clustered errors Carter,
/// Schnepel and Steigerwald 2017, doi:10.1162/REST_a_00639.
double effective_clusters(const Clusters& clusters);

/// Standard error of the mean over units that holds when units of one cluster
/// are alike: with sums s_p and sizes n_p of K clusters, N units, mean m,
/// sqrt(K / (K - 1) sum over p of (s_p - m n_p)^2) / N. With one unit a
/// cluster this is sd / sqrt(K).
///
/// @return  0 when every cluster has the same mean; NaN with fewer than 2
///
/// Source: Liang and Zeger 1986, doi:10.1093/biomet/73.1.13; Cameron and
/// Miller 2015, doi:10.3368/jhr.50.2.317, equation 11.
double cluster_robust_error(const Clusters& clusters);

/// An interval of a mean over units by Student's t, for few clusters that may
/// be unequal.
struct ClusterT {
  double error = 0;    ///< standard error
  double degrees = 0;  ///< degrees of freedom; K - 1 for equal clusters
  double half_width = 0;
};

/// The bias-reduced error (CR2) with Satterthwaite's degrees of freedom. A
/// large cluster pulls the mean to itself and so hides its own deviation:
/// each squared deviation is divided by 1 - n_p / N,
///
///     error^2 = sum over p of (s_p - m n_p)^2 / (1 - n_p / N) / N^2
///
/// As many degrees of freedom as this sum of squares has when units are
/// independent and of one variance: (sum of its eigenvalues)^2 / sum of their
/// squares. Equal clusters have K - 1, and the interval is that of Student's t
/// over their means. Of 29 units in one cluster and 7 alone, 1.4 are left: the
/// interval is wide and still holds the mean in 95 of 100 cases, where
/// `cluster_robust_error` with K - 1 degrees holds it in 32
/// (core/stats/README.md).
///
/// @param level   0.95 for the usual interval
/// @return        NaN throughout with fewer than 2 clusters; a half width of 0
///                when every cluster has the same mean
///
/// Source: Bell and McCaffrey 2002, Survey Methodology 28, 169-181; Pustejovsky
/// and Tipton 2018, doi:10.1080/07350015.2016.1247004.
ClusterT cluster_t(const Clusters& clusters, double level = 0.95);

}  // namespace moonstain
