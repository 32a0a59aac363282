#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/source/scratch_folder.h"
#include "core/data/source/xenium_bundle.h"
#include "core/data/stored/cell_outlines.h"
#include "core/data/zarr/reader.h"

namespace moonstain {

/// Whether a file is a store of Zarr packed as a zip archive, as a bundle's
/// cells.zarr.zip is.
/// @throws Error naming the file, on a damaged archive
bool is_zarr_zip(const File& file);

/// A bundle's cells.zarr.zip: its cells, and their nuclei and themselves as
/// masks of labels and as polygons. Only what is asked for is unpacked.
///
/// Which of its sets is that of the nuclei and which that of the cells, the
/// attribute polygon_set_names says; without it 0 and 1.
///
/// @throws Error (all members) "NAME: ..." what was found there and expected
///
/// Source: core/data/README.md, "Xenium", "Segmentation".
class XeniumSegmentation {
 public:
  explicit XeniumSegmentation(const File& file);

  const std::string& name() const { return name_; }
  /// Names by row, as the bundle's tables have them, unique.
  const std::vector<std::string>& cells() const { return cells_; }

  /// Polygons of a set, closed or not, in um.
  struct Polygons {
    std::vector<std::int64_t> row;           ///< [polygons] of its cell
    std::vector<std::int64_t> starts = {0};  ///< [polygons + 1] of its vertices
    std::vector<double> x_um, y_um;          ///< [vertices]
  };
  /// Those that have vertices, in the order of their labels.
  Polygons polygons(OutlineKind kind);

  struct Mask {
    std::string place;  ///< "masks/1"
    std::int64_t width_px = 0;
    std::int64_t height_px = 0;
    std::int64_t chunk_rows = 1;  ///< from the top of a chunk to the next
    double um_per_px = 0;         ///< 0 where the file does not say
    /// [labels + 1] the row of a label's cell; -1 of the background, and of a
    /// number that is no label
    std::vector<std::int64_t> row_of_label;
  };
  Mask mask(OutlineKind kind);
  /// Rows [begin, end) of a mask's picture, [end - begin, width]; what lies in
  /// a chunk is unpacked for each call that crosses it.
  std::vector<std::uint32_t> mask_rows(const Mask& mask, std::int64_t begin,
                                       std::int64_t end) const;
  /// Chunks of the mask, and how many of them are not in the archive.
  zarr::ChunkCount mask_chunks(const Mask& mask) const;

 private:
  std::string set_of(std::string_view below, OutlineKind kind) const;
  bool has(const std::string& path) const;
  void unpack(const std::string& path);
  zarr::Shape shape_of(const std::string& path);
  std::vector<std::int64_t> integers(const std::string& path);
  template <typename Body>
  auto named(const Body& body) const;

  void read_cells();
  double mask_scale();
  std::vector<std::int64_t> row_of_label(OutlineKind kind);
  std::vector<std::int64_t> cell_index(OutlineKind kind);

  File file_;
  std::string name_;
  std::vector<std::string> paths_;  ///< of its files, sorted
  ScratchFolder scratch_;
  std::unique_ptr<zarr::Reader> store_;
  std::map<OutlineKind, std::string> sets_;  ///< "0", "1"
  std::vector<std::string> cells_;
  bool has_plain_numbers_ = false;  ///< names are numbers, as before 1.3
};

}  // namespace moonstain
