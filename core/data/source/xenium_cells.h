#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/source/tenx_matrix.h"
#include "core/data/source/xenium_alignment.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// What the cells of a bundle are called: as there, or by their row in its
/// table of cells, from 1, as labels of a picture are.
enum class CellNames { bundle, rows };

template <>
struct KindWords<CellNames> {
  static constexpr std::string_view kAll[] = {"bundle", "rows"};
};

/// Which transcripts count for a cell: all inside of it, or inside of its
/// nucleus.
enum class TranscriptsOf { cell, nucleus };

template <>
struct KindWords<TranscriptsOf> {
  static constexpr std::string_view kAll[] = {"cell", "nucleus"};
};

/// What a recipe may say of a bundle.
struct XeniumOptions {
  AlignmentIs alignment_is = AlignmentIs::picture_to_bundle;
  CellNames cell_names = CellNames::bundle;
  /// Types of features that are controls, beside the known ones.
  std::vector<std::string> control_types{};
  /// Of counts that are transcripts: the least quality, and where they lie.
  double least_qv = 20;
  TranscriptsOf transcripts_of = TranscriptsOf::cell;

  bool operator==(const XeniumOptions&) const = default;
};

/// The cells of a bundle in the order of its table.
struct XeniumCells {
  std::string name;                ///< of the file
  std::vector<std::string> names;  ///< [cells] as there, unique
  std::vector<double> x_um, y_um;  ///< [cells] centres
  /// [cells] transcripts of genes with a qv of 20 or more, as the table says;
  /// empty where it does not.
  std::vector<double> transcripts;
};

/// @throws Error naming the file and row: on a cell that is there twice, or has
///               no position
XeniumCells read_xenium_cells(const File& file);

}  // namespace moonstain
