#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/findings/findings.h"

namespace moonstain {

/// A section whose maps are wanted, and its picture if there is one.
struct MapSource {
  const Dataset* dataset = nullptr;
  const Targets* targets = nullptr;
  const Predictions* predictions = nullptr;
  fs::path picture;          ///< empty: none
  std::string picture_name;  ///< for errors
};

/// Genes to draw: the one with the highest r, the one with the lowest, and
/// evenly spaced ranks between, by the findings' own gene table, so that no
/// one picks the pretty ones. Where the model has no r the genes of highest
/// measured mean stand in.
///
/// @param findings  with "genes"; `targets` in the same order of genes
std::vector<std::string> genes_to_draw(const Findings& findings,
                                       const Targets& targets,
                                       std::size_t count);

/// Adds a section's measured and predicted maps, and its picture cut to the
/// spots, no side longer than `longest_px`, as JPEG (quality 80).
///
/// @throws Error on a gene that the targets do not have
void add_maps(Findings& findings, const MapSource& source,
              const std::vector<std::string>& genes, std::int64_t longest_px);

}  // namespace moonstain
