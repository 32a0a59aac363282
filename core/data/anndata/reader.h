#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/anndata/anndata.h"
#include "core/data/anndata/elements.h"
#include "core/data/zarr/reader.h"

namespace moonstain {

/// What a text that is missing from a column of nullable texts is read as.
enum class MissingText { refused, empty };

/// Reads an AnnData object, ours or others': on Zarr (formats 2 and 3), or in a
/// file of HDF5 (h5ad.h). Elements are found by name and by their
/// `encoding-type`; dense and sparse forms, any index name, nullable columns,
/// unsigned codes.
///
/// @throws Error (all members) naming the element, what was found and
///               expected; for encodings of anndata before 0.7 also how to
///               upgrade the file
class AnnDataReader {
 public:
  /// A folder of Zarr.
  explicit AnnDataReader(const fs::path& folder);
  explicit AnnDataReader(std::shared_ptr<const Elements> elements);

  /// @throws Error unless the object is a folder of Zarr
  const zarr::Reader& zarr() const;
  /// The folder or file, as errors call it.
  std::string name() const { return in().name(); }
  bool has(std::string_view path) const { return in().has(path); }
  /// Names below a mapping, sorted by bytes.
  std::vector<std::string> children(std::string_view path) const {
    return in().children(path);
  }
  /// "array", "csr_matrix", "dataframe", ...
  std::string encoding(std::string_view path) const;

  /// Type and schema of uns/moonstain. @throws Error unless they are these
  void check_type(std::string_view type, int schema) const;

  DataFrame frame(std::string_view path) const;
  /// Index of a frame alone.
  std::vector<std::string> index(
      std::string_view path, MissingText missing = MissingText::refused) const;
  Column column(std::string_view path) const;

  /// Dense or sparse, number of any kind, as row-major float32.
  Matrix matrix(std::string_view path) const;
  /// X. @throws Error unless it has a row a spot and a column a gene
  Matrix spots_by_genes(const std::vector<std::string>& spots,
                        const std::vector<std::string>& genes) const;
  /// Dense, or a column of numbers, [rows * columns] as T. What others store
  /// in another type is converted where no value changes: integers that fit,
  /// float32 to float64. @throws Error on any other
  template <typename T>
  std::vector<T> dense(std::string_view path) const;
  zarr::Shape shape(std::string_view path) const;
  /// Chunks of an element that has been read, dense or sparse; those that are
  /// absent are said in the log of the task.
  zarr::ChunkCount chunks(std::string_view path) const;
  /// CSR; CSC is turned into it, and a dense array, whose zeros are left out.
  /// Numbers are converted to T; to integers, where each is whole.
  template <typename T>
  Sparse<T> sparse(std::string_view path) const;

  /// The first value of a matrix that is no count, a whole number from 0 to the
  /// largest int32; nothing where all are counts.
  std::optional<double> other_than_count(std::string_view path) const;
  /// A dense array of any number type, [elements].
  std::vector<double> numbers(std::string_view path) const {
    return in().numbers(path);
  }

  std::vector<std::string> strings(
      std::string_view path, MissingText missing = MissingText::refused) const;
  std::string text(std::string_view path) const;
  double number(std::string_view path) const;
  std::int64_t integer(std::string_view path) const;
  bool flag(std::string_view path) const;

 private:
  void check_encoding(std::string_view path, std::string_view expected) const;
  template <typename T>
  Sparse<T> of_dense(std::string_view path, const zarr::Shape& sides) const;
  /// Of a matrix. @throws Error on another number of axes
  zarr::Shape two_sides(std::string_view path) const;

  const Elements& in() const { return *elements_; }

  std::shared_ptr<const Elements> elements_;
};

}  // namespace moonstain
