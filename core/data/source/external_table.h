#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/anndata/reader.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// Which rows of a table are those of a section.
enum class RowsOf {
  file,     ///< all, or where the table names sections those of this one
  section,  ///< the table holds several: those whose column names this one
};

template <>
struct KindWords<RowsOf> {
  static constexpr std::string_view kAll[] = {"file", "section"};
};

/// What of a table is wanted.
struct TableChoice {
  std::string section;         ///< "A1", as the table calls it
  std::string section_column;  ///< of obs, or of a text table: "section"
  RowsOf rows = RowsOf::file;
  /// Of AnnData, "layers/NAME" or NAME; empty: X, of counts where they are.
  std::string layer;
};

/// The files of a table: one, or all of a folder of Zarr, and where each of
/// these lies in it ("X/c/0/0"; empty where there is one file).
struct TableFiles {
  std::vector<File> files;
  std::vector<std::string> paths;
};

/// Spots (or cells) by genes, both by name, as others store them: AnnData in
/// HDF5 (.h5ad) or a folder of Zarr, or a text table with a header, of which
/// the first column names the spots, the section's column may be another, and
/// each further column is a gene, unless its name is that of what is none
/// (column_names.h). Of a table of several sections the rows of one.
///
/// Of SpatialData it is an element of `tables`, which is AnnData on Zarr.
///
/// @throws Error (all) naming the file
class ExternalTable {
 public:
  /// @param scratch  an empty folder in which links to the files of a Zarr
  ///                 folder may lie as long as the table lives
  /// @throws Error also on rows of other sections alone, on a missing column
  ///               where the table holds several, on a spot named twice, and
  ///               on a table of which no column is a gene
  ExternalTable(const TableFiles& files, const TableChoice& choice,
                fs::path scratch);
  ~ExternalTable();
  ExternalTable(const ExternalTable&) = delete;
  ExternalTable& operator=(const ExternalTable&) = delete;

  /// As errors and remarks call it: "p.h5ad".
  const std::string& name() const { return name_; }
  /// [spots] of the section, unique.
  const std::vector<std::string>& spots() const { return spots_; }
  /// [genes] as they stand there; a name may come twice.
  const std::vector<std::string>& genes() const { return genes_; }
  /// Columns of a text table that are left out: no genes by their names.
  const std::vector<std::string>& no_genes() const { return no_genes_; }

  /// [spots, genes] as float32. @throws Error on text that is no number
  Matrix values() const;
  /// The same as whole numbers: those of `layer`, else the first of X,
  /// layers/counts and raw/X (of the same genes in the same order) that are
  /// counts.
  /// @param place  set to where they lie: "X"; of a text table empty
  /// @throws Error where none are: what each holds
  Sparse<std::int32_t> counts(std::string& place) const;
  /// [spots, (x, y)] obsm/spatial; no rows where the table has none, or any is
  /// not finite.
  Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor> positions() const;

 private:
  struct Text;

  void open_anndata(const TableFiles& files);
  void open_text(const TableFiles& files);
  /// @param sections  [rows], or empty: the table has no such column
  void choose_rows(const std::vector<std::string>& names,
                   const std::vector<std::string>& sections);

  TableChoice choice_;
  fs::path scratch_;
  std::string name_;
  std::shared_ptr<const AnnDataReader> anndata_;
  std::shared_ptr<const Text> text_;
  std::vector<std::string> spots_;
  std::vector<std::size_t> rows_;  ///< [spots] where each is in the file
  std::vector<std::string> genes_;
  std::vector<std::string> no_genes_;
};

}  // namespace moonstain
