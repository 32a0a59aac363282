#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace moonstain {

struct TrackChromosome {
  std::string name;   ///< "17"
  double length = 0;  ///< in bases
};

/// A stretch of a chromosome with a value.
struct TrackBin {
  std::size_t of = 0;  ///< chromosome
  double start = 0;    ///< first base
  double width = 0;    ///< in bases
  std::int64_t n = 0;  ///< items in it
  double value = 0;    ///< NaN: none, said and not drawn
  double chance = 0;   ///< what chance gives there; NaN: not known
};

/// A place that is named.
struct TrackMark {
  std::string name;  ///< "TOP2A"
  std::size_t of = 0;
  double at = 0;
};

/// Values along the genome, chromosome after chromosome.
struct TrackPanel {
  std::string item;    ///< noun of what lies in a bin: "locus"
  std::string value;   ///< "sum of -log10 p, by locus"
  std::string chance;  ///< "95th percentile of 1,000 permutations"; "": none
  std::vector<TrackChromosome> chromosomes;  ///< those shown, in order
  std::vector<TrackBin> bins;
  std::vector<TrackMark> marks;
  double highest_chance = 0;  ///< the same of the highest bin; NaN: not known
};

/// Bins above what chance gives there, in the order of the panel.
std::vector<std::size_t> bins_above_chance(const TrackPanel& panel);

/// "17:39-40 Mb"
std::string place_words(const TrackPanel& panel, const TrackBin& bin);

}  // namespace moonstain
