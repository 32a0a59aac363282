#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/kind_words.h"
#include "core/stats/nearest.h"

namespace moonstain {

/// Which cells of a section are looked at.
enum class Thin {
  none,     ///< all
  number,   ///< as many, drawn at random; of a section with fewer all
  density,  ///< as many in each square of 1,000 px by 1,000 px, on average
};

template <>
struct KindWords<Thin> {
  static constexpr std::string_view kAll[] = {"none", "number", "density"};
};

/// How near a cell's neighbours are depends on how many cells are left, and so
/// does all that is said of neighbours (recipes/ghist_tcga/METHOD.md 9.18
/// and 9.20): patients compare where all cells count, or one density is kept.
struct ThinOptions {
  Thin thin = Thin::none;
  double thin_to = 0;  ///< the number, or the density
  std::int64_t seed = 0;
};

/// The cells of one section with what is known of each, in one order.
struct CellTable {
  std::string section;
  std::string patient;
  std::vector<std::string> cells;  ///< [cells] names
  Points points;                   ///< [cells, (x, y)] in pixels
  std::vector<std::string> genes;
  Matrix values;                     ///< [cells, genes] ln(1 + count)
  std::vector<std::string> classes;  ///< of type
  std::vector<std::int32_t> type;    ///< [cells] of `classes`; -1: none

  std::size_t size() const { return cells.size(); }
  std::int64_t of_type(std::int32_t one) const;
};

/// Joins by the cells' names. Without `predicted` the values are ln(1 + count)
/// of what was measured, in the order of the dataset; with it they are what is
/// predicted, of the cells that it has, in its order.
///
/// @throws Error  on tables of another section, a cell that is predicted and
///                lies nowhere, and a cell that the types do not name; where
///                there is none
CellTable cell_table(const Dataset& dataset, const CellTypes& types,
                     const Predictions* predicted = nullptr);

/// The same of some cells, in the same order. Which are drawn follows from the
/// seed and the section alone. The density is over the box that bounds the
/// cells.
///
/// @throws Error  where there are fewer cells than the density asks for, and
///                unless `thin_to` is above 0 where it counts
CellTable thinned(CellTable table, const ThinOptions& options);

}  // namespace moonstain
