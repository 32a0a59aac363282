#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/anndata/anndata.h"
#include "core/data/zarr/writer.h"

namespace moonstain {

/// Writes an AnnData object on Zarr that anndata, scanpy and squidpy open as
/// it is: encodings as in core/data/README.md, "AnnData on Zarr", the groups
/// `layers`, `obsm`, `varm`, `obsp`, `varp` and `uns` always there.
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

}  // namespace moonstain
