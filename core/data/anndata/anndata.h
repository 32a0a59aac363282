#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {

/// Values out of few: codes[i] is a position in `categories`, -1 is missing.
struct Categorical {
  std::vector<std::int32_t> codes;
  std::vector<std::string> categories;
  bool ordered = false;
};

/// Numbers, truth values or strings of which some are missing (read only).
template <typename T>
struct Nullable {
  std::vector<T> values;
  std::vector<zarr::Bool> missing;
};

/// A column of a data frame.
using Column =
    std::variant<std::vector<float>, std::vector<double>,
                 std::vector<std::int32_t>, std::vector<std::int64_t>,
                 std::vector<zarr::Bool>, std::vector<std::string>, Categorical,
                 Nullable<std::int64_t>, Nullable<zarr::Bool>,
                 Nullable<std::string>>;

/// Rows with a name each, and columns by name.
struct DataFrame {
  std::string index_name = "_index";
  std::vector<std::string> index = {};
  std::vector<std::pair<std::string, Column>> columns = {};

  /// @throws Error naming the column and the nearest there is
  const Column& column(std::string_view name) const;
};

/// Compressed sparse rows (or columns, when `by_column`). `starts` has one
/// entry more than there are rows (columns).
template <typename T>
struct Sparse {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  bool by_column = false;
  std::vector<std::int64_t> starts;
  std::vector<std::int32_t> indices;
  std::vector<T> values;
};

/// Makes a categorical of the distinct values, sorted by bytes.
Categorical categorical(const std::vector<std::string>& values);

/// Writes an AnnData object on Zarr that anndata, scanpy and squidpy open as
/// it is: encodings as in specs/formats.md section 2, the groups `layers`,
/// `obsm`, `varm`, `obsp`, `varp` and `uns` always there.
///
/// The same content gives the same bytes whatever the order of the calls.
///
/// @throws Error (all members) naming the element
class AnnDataWriter {
 public:
  /// @param type    the noun that is stored ("Dataset"), for uns/moonstain
  /// @param schema  version of its layout
  AnnDataWriter(const fs::path& folder, std::string_view type, int schema,
                zarr::Format format = zarr::Format::v3);

  /// `obs` or `var`. @throws Error on names that are empty, twice there,
  /// ".", "..", "_index" as a column, or hold a '/'
  void frame(std::string_view path, const DataFrame& frame);

  /// Row-major [rows, columns] at "X", "layers/NAME", "obsm/NAME", ...
  template <typename T>
  void dense(std::string_view path, std::span<const T> values,
             std::int64_t rows, std::int64_t columns);
  void dense(std::string_view path, const MatrixView& values);
  /// One-dimensional numbers, for `uns`.
  template <typename T>
  void vector(std::string_view path, std::span<const T> values);
  void strings(std::string_view path, const std::vector<std::string>& values);

  template <typename T>
  void sparse(std::string_view path, const Sparse<T>& matrix);

  void group(std::string_view path);  ///< a mapping ("dict")
  template <typename T>
  void number(std::string_view path, T value);
  void flag(std::string_view path, bool value);
  void text(std::string_view path, std::string_view value);

 private:
  zarr::Writer out_;
};

/// Reads AnnData on Zarr, ours or others' (formats 2 and 3). Elements are
/// found by name and by their `encoding-type`; dense and sparse forms, any
/// index name, nullable columns, unsigned codes.
///
/// @throws Error (all members) naming the element, what was found and
///               expected; for encodings of anndata before 0.7 also how to
///               upgrade the file
class AnnDataReader {
 public:
  explicit AnnDataReader(const fs::path& folder);

  const zarr::Reader& zarr() const { return in_; }
  bool has(std::string_view path) const { return in_.has(path); }
  /// "array", "csr_matrix", "dataframe", ...
  std::string encoding(std::string_view path) const;

  /// Type and schema of uns/moonstain. @throws Error unless they are these
  void check_type(std::string_view type, int schema) const;

  DataFrame frame(std::string_view path) const;
  /// Index of a frame alone.
  std::vector<std::string> index(std::string_view path) const;
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
  /// CSR; CSC is turned into it. Numbers are converted to T.
  template <typename T>
  Sparse<T> sparse(std::string_view path) const;

  std::vector<std::string> strings(std::string_view path) const;
  std::string text(std::string_view path) const;
  double number(std::string_view path) const;
  std::int64_t integer(std::string_view path) const;
  bool flag(std::string_view path) const;

 private:
  void check_encoding(std::string_view path, std::string_view expected) const;

  zarr::Reader in_;
};

}  // namespace moonstain
