#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/genome.h"

namespace moonstain {

/// A gene whose copies some patients lost and others gained.
struct Locus {
  std::string name;
  std::size_t chromosome = 0;  ///< place in `chromosomes`
  std::int64_t start = 0;
  std::int64_t lost = 0;  ///< patients
  std::int64_t gained = 0;
};

/// A locus that is not tested.
struct SkippedLocus {
  std::string name;
  std::string why;  ///< "3 lost it, 40 gained it; at least 5 each are needed"
};

/// A stretch of the genome with a locus in it.
struct LocusBin {
  std::size_t chromosome = 0;
  std::int64_t start = 0;  ///< first base, from 0
  std::int64_t loci = 0;
  double value = 0;  ///< sum of -log10 p of its pairs over its loci
  /// 95th percentile of the value over permutations; NaN without them.
  double chance = 0;
};

/// Which features of patients differ between those who lost and those who
/// gained a locus: every pair of a tested locus and a feature. Plain Zarr:
/// loci/, skipped/, bins/ and regions/ a column an array; "features" their
/// names; "effect", "p", "q" [loci, features]; all else attributes.
struct LocusTests {
  static constexpr std::string_view kType = "LocusTests";

  std::string about;         ///< "tcga/BRCA"
  std::string matrix;        ///< of the features: "nn_correlation"
  std::string effect_words;  ///< "log2 ratio of means, gained over lost"
  Assembly assembly = Assembly::hg38;
  std::int64_t patients = 0;  ///< in both cohorts
  std::int64_t permutations = 0;
  std::int64_t bin_size = 0;          ///< in bases
  std::vector<Locus> loci;            ///< in the order of the genome
  std::vector<std::string> features;  ///< [features] genes
  MatrixD effect;  ///< [loci, features]; NaN: undefined or not tested
  MatrixD p;       ///< [loci, features]; NaN: not tested
  MatrixD q;       ///< by Benjamini and Hochberg over all pairs; NaN as `p`
  std::vector<SkippedLocus> skipped;  ///< in the order of the cohort
  std::vector<LocusBin> bins;         ///< in the order of the genome
  /// 95th percentile of the highest bin over permutations: a bin above it is
  /// one that chance makes anywhere in 5 of 100 cohorts; NaN without them.
  double highest_chance = 0;
  std::vector<GenomeRegion> regions;

  /// Rows of the loci of a region.
  std::vector<Eigen::Index> loci_in(const GenomeRegion& region) const;

  /// @throws Error where the parts do not fit each other
  static LocusTests read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
