#include "core/data/anndata/writer.h"

#include <limits>
#include <set>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/data/anndata/parts.h"

namespace moonstain {
namespace {

Json encoded(std::string_view type, std::string_view version) {
  return {{"encoding-type", type}, {"encoding-version", version}};
}

void check_name(const std::string& name, std::string_view what) {
  check(!name.empty() && name != "." && name != ".." &&
            name.find('/') == std::string::npos,
        what, " '", name,
        "' cannot be stored: a name is not empty, not '.' or '..', and has no "
        "'/'");
}

void check_index(const std::vector<std::string>& index, std::string_view path) {
  std::unordered_set<std::string_view> seen;
  for (const std::string& name : index) {
    check(seen.insert(name).second, path, ": the index names '", name,
          "' twice");
  }
}

template <typename T>
void write_numbers(zarr::Writer& out, std::string_view path,
                   std::span<const T> values, const zarr::Shape& shape,
                   const Json& attributes) {
  zarr::ArrayOptions options;
  options.attributes = attributes;
  out.array(path, values, shape, options);
}

void write_categorical(zarr::Writer& out, const std::string& path,
                       const Categorical& values) {
  Json attributes = encoded("categorical", "0.2.0");
  attributes["ordered"] = values.ordered;
  out.group(path, attributes);
  const auto count = static_cast<std::int32_t>(values.categories.size());
  for (const std::int32_t code : values.codes) {
    check(code >= -1 && code < count, path, ": code ", code, " of ", count,
          " categories");
  }
  const zarr::Shape shape{static_cast<std::int64_t>(values.codes.size())};
  const Json array = encoded("array", "0.2.0");
  const std::string codes = join(path, "codes");
  if (count <= 127) {
    const auto small = converted<std::int8_t>(values.codes);
    write_numbers<std::int8_t>(out, codes, small, shape, array);
  } else if (count <= 32767) {
    const auto small = converted<std::int16_t>(values.codes);
    write_numbers<std::int16_t>(out, codes, small, shape, array);
  } else {
    write_numbers<std::int32_t>(out, codes, values.codes, shape, array);
  }
  zarr::ArrayOptions options;
  options.attributes = encoded("string-array", "0.2.0");
  out.strings(join(path, "categories"), values.categories, options);
}

void write_column(zarr::Writer& out, const std::string& path,
                  const Column& column) {
  std::visit(
      [&](const auto& values) {
        using T = std::decay_t<decltype(values)>;
        if constexpr (std::is_same_v<T, Categorical>) {
          write_categorical(out, path, values);
        } else if constexpr (requires { values.missing; }) {
          fail(path, ": a column with missing values is read, never written");
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          zarr::ArrayOptions options;
          options.attributes = encoded("string-array", "0.2.0");
          out.strings(path, values, options);
        } else {
          using E = typename T::value_type;
          write_numbers<E>(out, path, values,
                           {static_cast<std::int64_t>(values.size())},
                           encoded("array", "0.2.0"));
        }
      },
      column);
}

}  // namespace

AnnDataWriter::AnnDataWriter(const fs::path& folder, std::string_view type,
                             int schema, zarr::Format format)
    : out_(folder, encoded("anndata", "0.1.0"), format) {
  for (const std::string_view name :
       {"layers", "obsm", "varm", "obsp", "varp", "uns", "uns/moonstain"}) {
    group(name);
  }
  text("uns/moonstain/type", type);
  number("uns/moonstain/schema", std::int64_t{schema});
}

void AnnDataWriter::group(std::string_view path) {
  out_.group(path, encoded("dict", "0.1.0"));
}

void AnnDataWriter::frame(std::string_view path, const DataFrame& frame) {
  check_index(frame.index, path);
  check_name(frame.index_name, "index name");
  Json order = Json::array();
  std::set<std::string> names{frame.index_name, "_index"};
  for (const auto& [name, column] : frame.columns) {
    check_name(name, "column name");
    check(names.insert(name).second, path, ": column '", name,
          "' is there twice or has the name of the index");
    check(length_of(column) == frame.index.size(), path, ": column '", name,
          "' has ", length_of(column), " rows, the index has ",
          frame.index.size());
    order.push_back(name);
  }
  Json attributes = encoded("dataframe", "0.2.0");
  attributes["_index"] = frame.index_name;
  attributes["column-order"] = order;
  out_.group(path, attributes);
  write_column(out_, join(path, frame.index_name), frame.index);
  for (const auto& [name, column] : frame.columns) {
    write_column(out_, join(path, name), column);
  }
}

template <typename T>
void AnnDataWriter::dense(std::string_view path, std::span<const T> values,
                          std::int64_t rows, std::int64_t columns) {
  write_numbers(out_, path, values, {rows, columns}, encoded("array", "0.2.0"));
}

void AnnDataWriter::dense(std::string_view path, const MatrixView& values) {
  check(values.outerStride() == values.cols() || values.rows() <= 1, path,
        ": the rows of a matrix to be written must lie one after the other");
  dense(path,
        std::span<const float>(values.data(),
                               static_cast<std::size_t>(values.size())),
        values.rows(), values.cols());
}

template <typename T>
void AnnDataWriter::vector(std::string_view path, std::span<const T> values) {
  write_numbers(out_, path, values, {static_cast<std::int64_t>(values.size())},
                encoded("array", "0.2.0"));
}

void AnnDataWriter::strings(std::string_view path,
                            const std::vector<std::string>& values) {
  write_column(out_, std::string(path), values);
}

template <typename T>
void AnnDataWriter::sparse(std::string_view path, const Sparse<T>& matrix) {
  check_sparse(matrix, path);
  for (std::size_t row = 0; row + 1 < matrix.starts.size(); ++row) {
    for (auto k = matrix.starts[row] + 1; k < matrix.starts[row + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      check(matrix.indices[at - 1] < matrix.indices[at], path,
            ": indices do not rise within row ", row);
    }
  }
  Json attributes =
      encoded(matrix.by_column ? "csc_matrix" : "csr_matrix", "0.1.0");
  attributes["shape"] = {matrix.rows, matrix.columns};
  out_.group(path, attributes);
  const zarr::Shape length{static_cast<std::int64_t>(matrix.values.size())};
  const Json none = Json::object();
  write_numbers<T>(out_, join(path, "data"), matrix.values, length, none);
  write_numbers<std::int32_t>(out_, join(path, "indices"), matrix.indices,
                              length, none);
  const zarr::Shape starts{static_cast<std::int64_t>(matrix.starts.size())};
  if (matrix.starts.back() <= std::numeric_limits<std::int32_t>::max()) {
    const auto small = converted<std::int32_t>(matrix.starts);
    write_numbers<std::int32_t>(out_, join(path, "indptr"), small, starts,
                                none);
  } else {
    write_numbers<std::int64_t>(out_, join(path, "indptr"), matrix.starts,
                                starts, none);
  }
}

template <typename T>
void AnnDataWriter::number(std::string_view path, T value) {
  out_.scalar(path, value, encoded("numeric-scalar", "0.2.0"));
}

void AnnDataWriter::flag(std::string_view path, bool value) {
  out_.scalar(path, value ? zarr::Bool::yes : zarr::Bool::no,
              encoded("numeric-scalar", "0.2.0"));
}

void AnnDataWriter::text(std::string_view path, std::string_view value) {
  out_.text(path, value, encoded("string", "0.2.0"));
}

#define MOONSTAIN_ANNDATA_TYPE(T)                                             \
  template void AnnDataWriter::dense<T>(std::string_view, std::span<const T>, \
                                        std::int64_t, std::int64_t);          \
  template void AnnDataWriter::vector<T>(std::string_view,                    \
                                         std::span<const T>);                 \
  template void AnnDataWriter::sparse<T>(std::string_view, const Sparse<T>&); \
  template void AnnDataWriter::number<T>(std::string_view, T);

MOONSTAIN_ANNDATA_TYPE(float)
MOONSTAIN_ANNDATA_TYPE(double)
MOONSTAIN_ANNDATA_TYPE(std::int32_t)
MOONSTAIN_ANNDATA_TYPE(std::int64_t)
#undef MOONSTAIN_ANNDATA_TYPE

}  // namespace moonstain
