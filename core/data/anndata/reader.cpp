#include "core/data/anndata/reader.h"

#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/base/path.h"
#include "core/data/anndata/numbers.h"
#include "core/data/anndata/parts.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kUpgrade =
    "the file was written by an old anndata; open and save it with anndata "
    "0.8 or later";

template <typename T>
Nullable<T> nullable(std::vector<T> values, std::vector<zarr::Bool> missing,
                     std::string_view where) {
  check(values.size() == missing.size(), where, " has a mask of ",
        missing.size(), " rows for ", values.size(), " values");
  return {std::move(values), std::move(missing)};
}

void check_sparse_sides(const Elements& in, std::string_view path,
                        const zarr::Shape& sides) {
  constexpr auto most = std::numeric_limits<std::int32_t>::max();
  check(sides[0] <= most && sides[1] <= most, named(in, path), " is [",
        sides[0], ", ", sides[1], "]; a sparse matrix of more than ", most,
        " rows or columns is not read");
}

template <typename T>
Sparse<T> by_row(const Sparse<T>& m) {
  Sparse<T> out;
  out.rows = m.rows;
  out.columns = m.columns;
  out.starts.assign(static_cast<std::size_t>(m.rows) + 1, 0);
  for (const std::int32_t row : m.indices) {
    ++out.starts[static_cast<std::size_t>(row) + 1];
  }
  for (std::size_t row = 1; row < out.starts.size(); ++row) {
    out.starts[row] += out.starts[row - 1];
  }
  out.indices.resize(m.indices.size());
  out.values.resize(m.values.size());
  std::vector<std::int64_t> next(out.starts.begin(), out.starts.end() - 1);
  for (std::int64_t column = 0; column < m.columns; ++column) {
    const auto c = static_cast<std::size_t>(column);
    for (auto k = m.starts[c]; k < m.starts[c + 1]; ++k) {
      const auto from = static_cast<std::size_t>(k);
      const auto row = static_cast<std::size_t>(m.indices[from]);
      const auto to = static_cast<std::size_t>(next[row]++);
      out.indices[to] = static_cast<std::int32_t>(column);
      out.values[to] = m.values[from];
    }
  }
  return out;
}

}  // namespace

AnnDataReader::AnnDataReader(const fs::path& folder)
    : AnnDataReader(std::make_shared<ZarrElements>(folder)) {}

AnnDataReader::AnnDataReader(std::shared_ptr<const Elements> elements)
    : elements_(std::move(elements)) {
  const std::string where = in().name();
  const std::string found =
      text_or(in().attributes(""), "encoding-type", "", where);
  check(found == "anndata", where, ": is no AnnData object (encoding-type is '",
        found, "'); ", kUpgrade);
}

const zarr::Reader& AnnDataReader::zarr() const {
  const auto* folder = dynamic_cast<const ZarrElements*>(elements_.get());
  check(folder != nullptr, in().name(), ": is no folder of Zarr");
  return folder->reader();
}

std::string AnnDataReader::encoding(std::string_view path) const {
  check(in().has(path), in().name(), ": has no element '", path, "'");
  const Json attributes = in().attributes(path);
  const auto found = attributes.find("encoding-type");
  if (found != attributes.end() && found->is_string()) {
    return found->get<std::string>();
  }
  // Arrays below a sparse group, and some foreign columns, carry none.
  check(in().is_array(path), in().name(), ": element '", path,
        "' has no encoding-type; ", kUpgrade);
  return in().info(path).type == zarr::DataType::string ? "string-array"
                                                        : "array";
}

void AnnDataReader::check_encoding(std::string_view path,
                                   std::string_view expected) const {
  const std::string found = encoding(path);
  check(found == expected, in().name(), ": element '", path,
        "' is encoded as '", found, "', expected '", expected, "'");
}

void AnnDataReader::check_type(std::string_view type, int schema) const {
  const std::string folder = in().name();
  check(in().has("uns/moonstain/type"), folder,
        ": is not an object of Moonstain (no uns/moonstain), expected a ",
        type);
  const std::string found = text("uns/moonstain/type");
  check(found == type, folder, ": is a ", found, ", expected a ", type);
  const std::int64_t version = integer("uns/moonstain/schema");
  check(version == schema, folder, ": is a ", type, " of schema ", version,
        ", this program reads schema ", schema);
}

std::vector<std::string> AnnDataReader::index(std::string_view path,
                                              MissingText missing) const {
  check_encoding(path, "dataframe");
  const Json attributes = in().attributes(path);
  const std::string where = named(in(), path);
  const std::string version =
      text_or(attributes, "encoding-version", "none", where);
  check(version == "0.2.0", where, " is a dataframe of version ", version,
        ", expected 0.2.0; ", kUpgrade);
  const std::string name = text_or(attributes, "_index", "", where);
  check(!name.empty() && in().has(join(path, name)), in().name(), ": element '",
        path, "' names '", name, "' as its index, which is not there");
  const std::string index_path = join(path, name);
  const std::string kind = encoding(index_path);
  if (kind == "array") {
    const zarr::DataType type = in().info(index_path).type;
    if (type == zarr::DataType::string) return in().strings(index_path);
    check(is_integer(type), named(in(), index_path), " is an array of ",
          zarr::data_type_name(type), ", expected integers or strings");
    return number_texts(in(), index_path);
  }
  return strings(index_path, missing);
}

DataFrame AnnDataReader::frame(std::string_view path) const {
  DataFrame out;
  out.index = index(path);
  const Json attributes = in().attributes(path);
  const std::string where = named(in(), path);
  out.index_name = text_or(attributes, "_index", "", where);
  for (const Json& name : list_or_empty(attributes, "column-order", where)) {
    check(name.is_string(), where, " has ", name.dump(),
          " in its column-order, expected texts");
    const auto text = name.get<std::string>();
    out.columns.emplace_back(text, column(join(path, text)));
    check(length_of(out.columns.back().second) == out.index.size(), in().name(),
          ": column '", join(path, text), "' has ",
          length_of(out.columns.back().second), " rows, the index has ",
          out.index.size());
  }
  return out;
}

Column AnnDataReader::column(std::string_view path) const {
  const std::string kind = encoding(path);
  if (kind == "string-array") return in().strings(path);
  if (kind == "categorical") {
    Categorical out;
    const std::string where = named(in(), path);
    out.ordered = flag_or(in().attributes(path), "ordered", false, where);
    out.codes = exactly_as<std::int32_t>(in(), join(path, "codes"));
    const std::string categories = join(path, "categories");
    if (in().is_array(categories) &&
        in().info(categories).type != zarr::DataType::string) {
      out.categories = number_texts(in(), categories);
    } else {
      out.categories = strings(categories);
    }
    const auto count = static_cast<std::int32_t>(out.categories.size());
    for (const std::int32_t code : out.codes) {
      check(code >= -1 && code < count, where, " has code ", code, " of ",
            count, " categories");
    }
    return out;
  }
  const std::string values = join(path, "values");
  const std::string mask = join(path, "mask");
  if (kind == "nullable-integer") {
    return nullable(in().integers(values), in().array<zarr::Bool>(mask),
                    named(in(), path));
  }
  if (kind == "nullable-boolean") {
    return nullable(in().array<zarr::Bool>(values),
                    in().array<zarr::Bool>(mask), named(in(), path));
  }
  if (kind == "nullable-string-array") {
    return nullable(in().strings(values), in().array<zarr::Bool>(mask),
                    named(in(), path));
  }
  check(kind == "array", in().name(), ": element '", path, "' is encoded as '",
        kind, "', which is no column this reader knows");
  switch (in().info(path).type) {
    case zarr::DataType::string:
      return in().strings(path);
    case zarr::DataType::boolean:
      return in().array<zarr::Bool>(path);
    case zarr::DataType::float32:
      return in().array<float>(path);
    case zarr::DataType::float64:
      return in().array<double>(path);
    case zarr::DataType::int32:
      return in().array<std::int32_t>(path);
    default:
      return in().integers(path);
  }
}

zarr::Shape AnnDataReader::shape(std::string_view path) const {
  if (in().is_array(path)) return in().info(path).shape;
  const std::string kind = encoding(path);
  check(kind == "csr_matrix" || kind == "csc_matrix", in().name(),
        ": element '", path, "' is encoded as '", kind, "', expected a matrix");
  const std::string where = named(in(), path);
  constexpr auto most =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  zarr::Shape sides;
  for (const Json& side :
       list_or_empty(in().attributes(path), "shape", where)) {
    check(side.is_number_unsigned() && side.get<std::uint64_t>() <= most, where,
          " has ", side.dump(), " in its shape, expected whole numbers");
    sides.push_back(side.get<std::int64_t>());
  }
  return sides;
}

zarr::Shape AnnDataReader::two_sides(std::string_view path) const {
  zarr::Shape sides = shape(path);
  check(sides.size() == 2, in().name(), ": element '", path, "' has ",
        sides.size(), " axes, expected 2");
  return sides;
}

zarr::ChunkCount AnnDataReader::chunks(std::string_view path) const {
  zarr::ChunkCount count;
  const auto add = [&](const std::string& array) {
    const zarr::ChunkCount one = in().chunks(array);
    count.chunks += one.chunks;
    count.absent += one.absent;
  };
  if (in().is_array(path)) {
    add(std::string(path));
  } else {
    for (const char* part : {"data", "indices", "indptr"}) {
      add(join(path, part));
    }
  }
  if (count.absent > 0) {
    log_line(concat(named(in(), path), ": ", count.absent, " of ", count.chunks,
                    " chunks absent, read as the fill value; where nobody left "
                    "them out on purpose, the copy is not whole"));
  }
  return count;
}

Matrix AnnDataReader::matrix(std::string_view path) const {
  const zarr::Shape sides = two_sides(path);
  if (!in().is_array(path)) {
    const auto rows = sparse<float>(path);
    Matrix out = Matrix::Zero(rows.rows, rows.columns);
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      const auto r = static_cast<std::size_t>(row);
      for (auto k = rows.starts[r]; k < rows.starts[r + 1]; ++k) {
        const auto at = static_cast<std::size_t>(k);
        out(row, rows.indices[at]) += rows.values[at];
      }
    }
    return out;
  }
  Matrix out(sides[0], sides[1]);
  if (in().info(path).type == zarr::DataType::float32) {
    in().array_into(
        path,
        std::span<float>(out.data(), static_cast<std::size_t>(out.size())));
  } else {
    const auto values = in().numbers(path);
    std::copy(values.begin(), values.end(), out.data());
  }
  return out;
}

Matrix AnnDataReader::spots_by_genes(
    const std::vector<std::string>& spots,
    const std::vector<std::string>& genes) const {
  Matrix out = matrix("X");
  check(out.rows() == static_cast<Eigen::Index>(spots.size()) &&
            out.cols() == static_cast<Eigen::Index>(genes.size()),
        in().name(), ": X is [", out.rows(), ", ", out.cols(), "] for ",
        spots.size(), " spots and ", genes.size(), " genes");
  return out;
}

template <typename T>
std::vector<T> AnnDataReader::dense(std::string_view path) const {
  check_encoding(path, "array");
  return exactly_as<T>(in(), path);
}

template <typename T>
Sparse<T> AnnDataReader::of_dense(std::string_view path,
                                  const zarr::Shape& sides) const {
  const std::vector<T> values = counts_as<T>(in(), path);
  Sparse<T> out;
  out.rows = sides[0];
  out.columns = sides[1];
  out.starts = {0};
  for (std::int64_t row = 0; row < out.rows; ++row) {
    for (std::int64_t column = 0; column < out.columns; ++column) {
      const T value =
          values[static_cast<std::size_t>(row * out.columns + column)];
      if (value == 0) continue;
      out.indices.push_back(static_cast<std::int32_t>(column));
      out.values.push_back(value);
    }
    out.starts.push_back(static_cast<std::int64_t>(out.values.size()));
  }
  return out;
}

template <typename T>
Sparse<T> AnnDataReader::sparse(std::string_view path) const {
  const std::string kind = encoding(path);
  check(kind == "array" || kind == "csr_matrix" || kind == "csc_matrix",
        in().name(), ": element '", path, "' is encoded as '", kind,
        "', expected csr_matrix, csc_matrix or array");
  const zarr::Shape sides = two_sides(path);
  check_sparse_sides(in(), path, sides);
  if (kind == "array") return of_dense<T>(path, sides);
  Sparse<T> out;
  out.rows = sides[0];
  out.columns = sides[1];
  out.by_column = kind == "csc_matrix";
  out.starts = in().integers(join(path, "indptr"));
  out.indices = exactly_as<std::int32_t>(in(), join(path, "indices"));
  out.values = counts_as<T>(in(), join(path, "data"));
  check_sparse(out, named(in(), path));
  return out.by_column ? by_row(out) : out;
}

std::optional<double> AnnDataReader::other_than_count(
    std::string_view path) const {
  constexpr double most = std::numeric_limits<std::int32_t>::max();
  const std::string values =
      in().is_array(path) ? std::string(path) : join(path, "data");
  for (const double value : in().numbers(values)) {
    const bool is_count =
        value >= 0 && value <= most && std::trunc(value) == value;
    if (!is_count) return value;
  }
  return std::nullopt;
}

std::vector<std::string> AnnDataReader::strings(std::string_view path,
                                                MissingText missing) const {
  if (encoding(path) != "nullable-string-array") return in().strings(path);
  auto texts = std::get<Nullable<std::string>>(column(path));
  for (std::size_t row = 0; row < texts.values.size(); ++row) {
    if (texts.missing[row] == zarr::Bool::no) continue;
    check(missing == MissingText::empty, named(in(), path),
          " has no value in row ", row,
          ", where a text is missing; give it one, or leave the row out");
    texts.values[row].clear();
  }
  return std::move(texts.values);
}

std::string AnnDataReader::text(std::string_view path) const {
  check(in().has(path), in().name(), ": has no element '", path, "'");
  return in().text(path);
}

double AnnDataReader::number(std::string_view path) const {
  check(in().has(path), in().name(), ": has no element '", path, "'");
  const auto values = in().numbers(path);
  check(values.size() == 1, in().name(), ": element '", path, "' is no scalar");
  return values[0];
}

std::int64_t AnnDataReader::integer(std::string_view path) const {
  check(in().has(path), in().name(), ": has no element '", path, "'");
  const auto values = in().integers(path);
  check(values.size() == 1, in().name(), ": element '", path, "' is no scalar");
  return values[0];
}

bool AnnDataReader::flag(std::string_view path) const {
  return integer(path) != 0;
}

#define MOONSTAIN_ANNDATA_TYPE(T)                                          \
  template std::vector<T> AnnDataReader::dense<T>(std::string_view) const; \
  template Sparse<T> AnnDataReader::sparse<T>(std::string_view) const;

MOONSTAIN_ANNDATA_TYPE(float)
MOONSTAIN_ANNDATA_TYPE(double)
MOONSTAIN_ANNDATA_TYPE(std::int32_t)
MOONSTAIN_ANNDATA_TYPE(std::int64_t)
#undef MOONSTAIN_ANNDATA_TYPE

}  // namespace moonstain
