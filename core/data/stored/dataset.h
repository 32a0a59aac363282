#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/content.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// Counts of one section as compressed sparse rows. `row_starts` has rows + 1
/// entries; `columns` rise within a row.
struct SparseCounts {
  std::int64_t rows = 0;
  std::int64_t columns_count = 0;
  std::vector<std::int64_t> row_starts;
  std::vector<std::int32_t> columns;
  std::vector<std::int32_t> values;  ///< > 0
};

/// How the spots of a section lie. Those of `none` are cells, each where it
/// grew: their array is the picture's own pixels, `array_xy` the pixel that the
/// position lies in, and `spot_pitch_um` is 0.
enum class Lattice { square, hexagonal, none };

template <>
struct KindWords<Lattice> {
  static constexpr std::string_view kAll[] = {"square", "hexagonal", "none"};
};

/// Spots of one section: names, genes, counts and positions. One object a
/// section, stored as AnnData on Zarr (X: counts as CSR, obs: spot names and
/// array position, var: genes, obsm/spatial: positions in pixels).
///
/// A cell is a spot with an outline. Where a label image goes with a section of
/// cells, a cell's name is the number of its label: "17".
struct Dataset {
  static constexpr std::string_view kType = "Dataset";

  std::string section;  ///< "her2st/B4"
  std::string patient;  ///< "her2st/B"
  Lattice lattice = Lattice::square;
  double um_per_px = 0;               ///< 0 when unknown
  double spot_pitch_um = 0;           ///< of the array; 0 when unknown
  double spot_diameter_px = 0;        ///< as a file says it; 0 when unknown
  std::int64_t picture_width_px = 0;  ///< of the full-resolution picture
  std::int64_t picture_height_px = 0;
  std::vector<std::string> spots;  ///< [spots] names, unique
  std::vector<std::string> genes;  ///< [genes] names, unique
  SparseCounts counts;             ///< [spots, genes]
  /// [spots, 2] position on the array: (x = column, y = row), integers
  Eigen::Matrix<std::int32_t, Eigen::Dynamic, 2, Eigen::RowMajor> array_xy;
  /// [spots, 2] centre (x, y) in pixels of the full-resolution picture
  Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor> pixel_xy;
  /// The picture's part of the section's content (content.h), by whoever read
  /// it; empty without a picture. That of the counts follows from them.
  std::string picture_content;
  /// What was left out while joining and preparing, for the report: reason ->
  /// spots, or genes where the reason begins with that word
  std::vector<std::pair<std::string, std::int64_t>> left_out;
  /// Whether positions were held against the array (geometry.h): "checked",
  /// "not checked" where that is impossible, "as_given" where its user takes
  /// them as they are; empty where nobody has looked.
  std::string geometry;
  /// What a report should say of positions and scale, a sentence each.
  std::vector<std::string> remarks;

  /// Notes so many in `left_out`; nothing for none.
  void leave_out(std::string reason, std::int64_t number);

  /// @throws Error naming the spot and gene where the object in the folder is
  ///         not as said here; also on a position that is not finite
  static Dataset read(const fs::path& folder);
  /// All but `counts`, which are most of a section: for what draws places.
  static Dataset read_places(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Writes `array_xy` of cells, whose lattice is none: floor of `pixel_xy`.
/// @throws Error naming the cell whose position is not finite or no int32
void set_pixel_array(Dataset& dataset);

/// Of which patient a section is, and what tells it from others: what a Dataset
/// says without its counts. They are read after all where another program has
/// stored the object, without uns/content.
struct DatasetUnits {
  static constexpr std::string_view kType = Dataset::kType;

  std::string section;
  std::string patient;
  SectionContent content;
  std::vector<std::string> remarks;  ///< `Dataset::remarks`

  static DatasetUnits read(const fs::path& folder);
};

}  // namespace moonstain
