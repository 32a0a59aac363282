#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/kind_words.h"

namespace moonstain {

/// Which reading of the human genome positions are of.
enum class Assembly {
  hg19,  ///< GRCh37
  hg38,  ///< GRCh38
};

template <>
struct KindWords<Assembly> {
  static constexpr std::string_view kAll[] = {"hg19", "hg38"};
};

struct Chromosome {
  std::string_view name;       ///< "17", "X"
  std::int64_t length = 0;     ///< in bases
  std::int64_t short_arm = 0;  ///< the last base of p: inside the centromere
  bool is_autosome() const { return name != "X" && name != "Y"; }
};

/// 1 to 22, X and Y of an assembly, in this order.
///
/// Source: UCSC Genome Browser, tables chromInfo and cytoBand of hg19 and hg38;
/// arms part where the band p11.1 or its like ends.
const std::vector<Chromosome>& chromosomes(Assembly assembly);

/// The place in that list; "17" and "chr17" are one. Nothing for scaffolds and
/// mitochondria.
std::optional<std::size_t> chromosome_place(std::string_view name);

/// Where a gene begins.
struct GenePlace {
  std::size_t chromosome = 0;  ///< place in `chromosomes`
  std::int64_t start = 0;      ///< the lower of its ends, in bases
};

/// A stretch of a chromosome.
struct GenomeRegion {
  std::string name;            ///< "17q11-21"
  std::size_t chromosome = 0;  ///< place in `chromosomes`
  std::int64_t first = 0;      ///< base, both ends included
  std::int64_t last = 0;

  bool holds(std::size_t of_chromosome, std::int64_t position) const {
    return of_chromosome == chromosome && first <= position && position <= last;
  }
};

/// "17q11-21=17:27294076-48575513".
/// @param where    begins the error
/// @throws Error   "WHERE: region '17q' is not in the form
///                 NAME=CHROMOSOME:FIRST-LAST, ..."; also on a chromosome that
///                 is not there, ends that do not rise, and a last base beyond
///                 the chromosome's end
GenomeRegion parse_region(std::string_view text, Assembly assembly,
                          std::string_view where);

/// "17q" of a base.
std::string arm_of(Assembly assembly, std::size_t chromosome,
                   std::int64_t position);

}  // namespace moonstain
