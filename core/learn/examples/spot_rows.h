#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/learn/examples/spot_section.h"
#include "core/learn/train/batches.h"

namespace moonstain {

/// A spot by the place of its section and its row there.
struct SpotPlace {
  std::size_t section = 0;
  Eigen::Index row = 0;
};

/// Spots that a network sees at once: all of one section in their order, or
/// some of several.
struct SpotRows {
  std::span<const SpotSection> sections;
  std::vector<SpotPlace> places;

  std::int64_t size() const { return std::ssize(places); }
  const SpotSection& section_of(std::size_t place) const {
    return sections[places[place].section];
  }
  bool has_targets() const { return sections.front().targets.size() > 0; }
};

/// All spots of section number `section`, or those of rows [first, last).
SpotRows rows_of_section(std::span<const SpotSection> sections,
                         std::size_t section);
SpotRows rows_of_section(std::span<const SpotSection> sections,
                         std::size_t section, Eigen::Index first,
                         Eigen::Index last);

/// What is joined of these spots, a row each in their order. float32 but for
/// pictures, which stay bytes (uint8, [spots, y, x, 3]) until a method makes
/// numbers of them, a step at a time.
at::Tensor spot_features(const SpotRows& rows);      ///< [spots, features]
at::Tensor spot_pictures(const SpotRows& rows);      ///< [spots, px, px, 3]
at::Tensor spot_targets(const SpotRows& rows);       ///< [spots, genes]
at::Tensor spot_counts(const SpotRows& rows);        ///< [spots, genes]
at::Tensor spot_size_factors(const SpotRows& rows);  ///< [spots, 1]

/// Array positions (x, y), int64 [spots, 2].
/// @param places  that a method has along each side, as rows of an embedding
/// @throws Error  naming the spot that stands at none of 0 to places - 1
at::Tensor spot_positions(const SpotRows& rows, std::int64_t places);

/// Mean of each gene over all spots of these sections, float32 [genes].
at::Tensor target_mean(std::span<const SpotSection> sections);

/// Edges between these spots, renumbered: int64 [2, edges], as `Edges`
/// (core/learn/network/graph_layers.h), in the order of the graph. An edge from
/// or to a spot that is not among them is left out.
at::Tensor spot_edges(const SpotRows& rows);

/// The parts of these spots.
struct PartRows {
  at::Tensor values;  ///< [parts, values]
  at::Tensor spot;    ///< int64 [parts], place of the part's spot, rising
  at::Tensor edges;   ///< int64 [2, edges] between these parts
};
PartRows spot_parts(const SpotRows& rows);

/// Examples of a whole section each.
/// @param sections  must outlive the result, as in the next
Examples section_examples(const std::vector<SpotSection>& sections,
                          std::function<Batch(const SpotRows&)> batch);
/// Whether a spot is taken, by its row.
using SpotChoice = std::function<bool(const SpotSection&, Eigen::Index row)>;

/// Examples of `size` neighbouring rows of a section each, fewer in its last.
/// @param taken  leaves out the other spots; without it all are taken
Examples run_examples(const std::vector<SpotSection>& sections,
                      std::int64_t size,
                      std::function<Batch(const SpotRows&)> batch,
                      const SpotChoice& taken = {});

}  // namespace moonstain
