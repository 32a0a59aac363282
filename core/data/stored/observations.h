#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// What a row of a table is about.
enum class ObservedKind { spot, nucleus, patient };

template <>
struct KindWords<ObservedKind> {
  static constexpr std::string_view kAll[] = {"spot", "nucleus", "patient"};
};

/// A table of numbers about spots of a section, its nuclei, or patients of a
/// cohort: what predictions and targets of anything have in common. AnnData on
/// Zarr: X [names, variables], obs and var their names, uns/section what the
/// table is about, uns/unit_kind and uns/variable_axis (a spot and a gene where
/// they are missing, as others write it).
struct Observations {
  std::string about;  ///< a section "her2st/B4", or a cohort "tcga/BRCA"
  ObservedKind unit_kind = ObservedKind::spot;
  std::vector<std::string> names;  ///< [names] of spots, nuclei or patients
  /// Noun of a variable: "gene", "class", "locus".
  std::string variable_axis = "gene";
  std::vector<std::string> variables;  ///< [variables]
  Matrix values;                       ///< [names, variables]
  /// Of the values, as they were read; all there in what was not.
  zarr::ChunkCount chunks;

  std::size_t size() const { return names.size(); }

  /// @param what    of the noun, for the error: "Targets of her2st/B4"
  /// @throws Error  when the shape of the values is another
  void write_table(AnnDataWriter& out, std::string_view what) const;
  /// @throws Error naming a name that is there twice, or values of another
  ///         shape
  void read_table(const AnnDataReader& in, const std::string& where);
};

}  // namespace moonstain
