#pragma once

#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/stored/cell_outlines.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// How the files are laid out: tables in pixels of the picture, or those of a
/// bundle (xenium_outlines.h).
enum class OutlineLayout { cell_tables, xenium };

template <>
struct KindWords<OutlineLayout> {
  static constexpr std::string_view kAll[] = {"cell_tables", "xenium"};
};

/// What a table of outlines does not say itself.
struct OutlineSheet {
  std::string section;  ///< "xenium_breast/S1"
  OutlineKind kind = OutlineKind::cell;
};

/// Reads outlines from a table of one vertex a row, as `Table` reads it:
/// columns cell_id, x_px and y_px, in pixels of the picture at full resolution.
/// The rows of a cell stand together, in the order of its outline; cells may
/// stand in any order. A last vertex that repeats the first is left out.
///
/// @param name    of the table, as the recipe calls it
/// @throws Error  "NAME: line L: ..." on a cell whose rows do not stand
///                together (a cell that is there twice), one of fewer than
///                three vertices, and a position that is no number
CellOutlines read_outline_table(const fs::path& table, const std::string& name,
                                const OutlineSheet& sheet);

/// `cell_outlines`: outlines of either layout as a step.
StepKind cell_outlines_step();

}  // namespace moonstain
