#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/data/source/xenium_cells.h"
#include "core/data/source/xenium_segmentation.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// How a bundle's labels become those of a section's cells.
struct XeniumLabelOptions {
  OutlineKind kind = OutlineKind::cell;
  CellNames cell_names = CellNames::bundle;
  /// Largest share of cells without a label, and of labels without a cell; of
  /// nuclei the second alone, as a cell may have none.
  double most_unmatched = 0.1;
  bool float32_ids = false;
};

/// What was drawn.
struct XeniumLabelCounts {
  std::int64_t labels = 0;      ///< cells that have a pixel
  std::int64_t joined = 0;      ///< further labels of a cell that has several
  std::int64_t unlabelled = 0;  ///< cells without a pixel
  std::int64_t others = 0;      ///< labels of no cell of the section
};

/// A bundle's mask as labels of a section's picture: each pixel gets the number
/// that its cell is called by in `places`. Of several nuclei of a cell all get
/// its number; labels of cells that are not in the section become background.
///
/// @param mask    of `options.kind`
/// @param table   the bundle's table of cells, where cells are named by its
///                rows; cells are joined to it by name, not by row
/// @param rows    called with the next rows [n, width]
/// @throws Error  "xenium_labels: ..." on a mask of another size or scale than
///                the picture, a pixel that is no label, cells and labels that
///                do not join, and where cells' centres lie in other cells'
///                labels more often than in their own: those are two bundles,
///                or another picture
///
/// A mask is read in parts of 128 MiB, or a row of pixels where that is more.
XeniumLabelCounts read_xenium_labels(
    const XeniumSegmentation& store, const XeniumSegmentation::Mask& mask,
    const Dataset& places, const XeniumCells* table,
    const XeniumLabelOptions& options,
    const std::function<void(std::span<const std::int32_t>)>& rows);

/// `xenium_labels`: the labels that Xenium's software has drawn.
StepKind xenium_labels_step();

}  // namespace moonstain
