#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace moonstain {

/// Rows of a picture from `first` on, up to and without `end`.
struct Rows {
  std::int64_t first = 0;
  std::int64_t end = 0;

  std::int64_t size() const { return end - first; }
  friend bool operator==(const Rows&, const Rows&) = default;
};

/// Sorted, with those that touch or overlap as one.
std::vector<Rows> joined(std::vector<Rows> rows);

/// The rows that a section's name speaks of: all of "xenium/S", those of its
/// strips for "xenium/S#r1c1of5x1,r3c1of5x1".
struct StripRows {
  std::vector<Rows> rows;  ///< that do not touch, from the top
  /// Rows that the strips' names say may be seen beyond them: the largest
  /// margin (`Block`, core/engine/plan/units.h) times the height of its strip.
  double margin_rows = 0;
};

/// A strip of n begins at row k height / n, rounded to the nearest, halves to
/// even.
///
/// @throws Error on blocks that are beside each other: strips have one column
///
/// Source: recipes/ghist_cells/METHOD.md 2.8, the later revision.
StripRows rows_of_section(std::string_view section, std::int64_t height_px);

/// Square patches that lie beside each other or overlap.
struct PatchGrid {
  std::int64_t side_px = 256;
  std::int64_t overlap_px = 0;  ///< below the side
};

/// Where patches begin along a row: 0, s, 2s, ... below width - side, then
/// width - side; s is the side without the overlap. Of a picture that is no
/// wider than a patch: 0.
///
/// @throws Error on an overlap that is not below the side
///
/// Source: recipes/ghist_cells/METHOD.md 2.6.
std::vector<std::int64_t> column_starts(std::int64_t width_px,
                                        const PatchGrid& grid);

/// Where patches begin in a list of rows: at the places 0, s, 2s, ... of the
/// list while they lie in it, none beyond the list's length less the side. A
/// patch begins at the row at its place and runs on over the rows of the
/// picture, so that one before a gap reaches into it. Two may begin at one row.
std::vector<std::int64_t> row_starts(std::span<const Rows> rows,
                                     const PatchGrid& grid);

/// What patches may see of a picture whose other rows are held out.
enum class Border {
  /// All: they begin on a row of the list and may run over its border
  /// (recipes/ghist_cells/METHOD.md 9.8).
  published,
  /// Only rows of the list: they lie inside a stretch of it, or see nothing
  /// beyond a stretch that is lower than they are.
  inside,
};

struct PatchPlace {
  std::int64_t x_px = 0;  ///< of the upper left pixel
  std::int64_t y_px = 0;
  Rows shown;  ///< of the picture, that the patch may see
};

/// Patches over rows of a picture, from the top, those of a row from the left.
/// @param margin_px  with `inside`: rows at each border to others that are not
///                   looked at, either
/// @throws Error     when no row is left
std::vector<PatchPlace> patch_places(std::int64_t width_px,
                                     std::int64_t height_px,
                                     std::span<const Rows> rows,
                                     const PatchGrid& grid, Border border,
                                     std::int64_t margin_px);

/// Of the patches that show a nucleus the one that shows most of it, of equal
/// ones the first.
/// @param ids    nuclei as patch after patch shows them
/// @param areas  pixels that it shows of each
/// @return       places in the lists, rising, one for each nucleus
///
/// Source: recipes/ghist_cells/METHOD.md 2.6, which leaves equal areas open.
std::vector<std::size_t> stitched(std::span<const std::int64_t> ids,
                                  std::span<const double> areas);

}  // namespace moonstain
