#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace moonstain {

/// What was counted in a section, whatever its name, its patient and its files
/// are: neither the order of spots and genes is part of it, nor genes and spots
/// without counts, nor what the spots are called. A barcode gets another suffix
/// with every joining of tables, and no two spots have the same hundreds of
/// genes in the same numbers.
///
/// The digest of a spot: SHA-256 over its counts above 0 in the order of the
/// genes' names, each the name, a zero byte, the count as 4 bytes, the lowest
/// first.
struct CountsContent {
  /// A spot of fewer genes may be like another by chance.
  static constexpr std::size_t kLeastGenes = 20;

  /// SHA-256 over the digests of all spots, sorted, in hexadecimal digits;
  /// empty where there is no count at all.
  std::string all;
  /// The first 8 bytes of the digests of spots with `kLeastGenes` genes or
  /// more, sorted: two sections that were filtered apart have most in common.
  std::vector<std::int64_t> spots;

  bool operator==(const CountsContent&) const = default;
};

/// @param row_starts  [spots + 1], of compressed sparse rows
/// @param columns     genes, as they rise within a row
/// @param values      counts above 0
/// @param genes       names
CountsContent content_of_counts(std::span<const std::int64_t> row_starts,
                                std::span<const std::int32_t> columns,
                                std::span<const std::int32_t> values,
                                const std::vector<std::string>& genes);

/// What tells a section from all others.
struct SectionContent {
  CountsContent counts;
  std::string picture;  ///< `content_of_picture` (data/source); or empty

  /// By what two sections are one specimen: "the same counts", "the same counts
  /// in 812 of 830 spots", "the same picture at their spots", or several of
  /// them. Of spots at least half of the smaller section's, and ten, count.
  ///
  /// @return  empty where they are two
  std::string in_common(const SectionContent& other) const;
};

}  // namespace moonstain
