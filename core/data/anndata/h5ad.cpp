#include "core/data/anndata/h5ad.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/anndata/elements.h"
#include "core/data/anndata/parts.h"
#include "core/data/hdf5/reader.h"

namespace moonstain {
namespace {

constexpr std::string_view kCategories = "/categories";
constexpr std::string_view kCodes = "/codes";

bool is_frame(std::string_view path) {
  return path == "obs" || path == "var" || path == "raw/var";
}

std::pair<std::string_view, std::string_view> parent_and_name(
    std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

// The tree of a file as a current anndata would have written it.
class H5adElements final : public Elements {
 public:
  H5adElements(const fs::path& file, const std::string& name)
      : in_(file, name) {
    check(in_.has("obs") && in_.has("var"), name,
          ": is no .h5ad: an AnnData object has obs and var, this file has ",
          listed(in_.children(""), 8));
  }

  std::string name() const override { return in_.name(); }
  bool has(std::string_view path) const override;
  bool is_array(std::string_view path) const override;
  std::vector<std::string> children(std::string_view path) const override;
  Json attributes(std::string_view path) const override;
  zarr::ArrayInfo info(std::string_view path) const override;
  zarr::ChunkCount chunks(std::string_view path) const override;
  std::vector<std::string> strings(std::string_view path) const override;
  std::vector<std::int64_t> integers(std::string_view path) const override;
  std::vector<double> numbers(std::string_view path) const override;
  std::string text(std::string_view path) const override;

 protected:
  void read(std::string_view path, zarr::DataType type, void* values,
            std::size_t count) const override;

 private:
  // Where an element lies in the file: a dataset or group, or a field of one.
  struct Place {
    std::string path;
    std::string field;
  };

  std::string stored(std::string_view path) const;
  Place place(std::string_view path) const;
  bool is_table(std::string_view path) const;
  bool has_field(std::string_view table, std::string_view field) const;
  // Where the categories of an old column lie; empty where it has none.
  std::string old_categories(std::string_view column) const;
  bool are_positions(std::string_view column, std::string_view names) const;

  hdf5::Reader in_;
};

// raw/X of a file that has raw.X.
std::string H5adElements::stored(std::string_view path) const {
  constexpr std::string_view kRaw = "raw";
  if (path.starts_with(kRaw) && !in_.has(kRaw) && in_.has("raw.X")) {
    if (path.starts_with("raw/")) return concat("raw.", path.substr(4));
  }
  return std::string(path);
}

bool H5adElements::is_table(std::string_view path) const {
  return in_.is_array(path) && !in_.fields(path).empty();
}

bool H5adElements::has_field(std::string_view table,
                             std::string_view field) const {
  const std::vector<std::string> names = in_.fields(table);
  return std::find(names.begin(), names.end(), field) != names.end();
}

H5adElements::Place H5adElements::place(std::string_view path) const {
  // The parts that an old column has only for its reader.
  if (path.ends_with(kCodes)) {
    const std::string_view column = path.substr(0, path.size() - kCodes.size());
    if (!old_categories(column).empty()) return place(column);
  } else if (path.ends_with(kCategories)) {
    const std::string found =
        old_categories(path.substr(0, path.size() - kCategories.size()));
    if (!found.empty()) return {found, ""};
  }
  const auto [parent, name] = parent_and_name(path);
  const std::string above = stored(parent);
  if (!parent.empty() && is_table(above)) {
    return {above, std::string(name)};
  }
  return {stored(path), ""};
}

std::string H5adElements::old_categories(std::string_view column) const {
  const auto [parent, name] = parent_and_name(column);
  if (parent.empty() || name.empty()) return {};
  const std::string above = stored(parent);
  if (is_table(above)) {
    const std::string names = concat("uns/", name, "_categories");
    const bool fits = is_frame(parent) && has_field(above, name) &&
                      in_.is_array(names) && are_positions(column, names);
    return fits ? names : std::string();
  }
  const std::string names = concat(above, "/__categories/", name);
  const std::string codes = concat(above, "/", name);
  return in_.is_array(names) && in_.is_array(codes) ? names : std::string();
}

bool H5adElements::are_positions(std::string_view column,
                                 std::string_view names) const {
  const auto [parent, name] = parent_and_name(column);
  const std::string table = stored(parent);
  const zarr::DataType type = in_.info(table, name).type;
  const zarr::Shape count = in_.info(names).shape;
  if (type == zarr::DataType::string || type == zarr::DataType::boolean ||
      type == zarr::DataType::float32 || type == zarr::DataType::float64) {
    return false;
  }
  const std::int64_t most = count.empty() ? 1 : count[0];
  const std::vector<std::int64_t> codes = in_.integers(table, name);
  return std::ranges::all_of(
      codes, [&](std::int64_t code) { return code >= -1 && code < most; });
}

bool H5adElements::has(std::string_view path) const {
  const Place at = place(path);
  if (at.field.empty()) return in_.has(at.path);
  return has_field(at.path, at.field);
}

bool H5adElements::is_array(std::string_view path) const {
  if (!old_categories(path).empty()) return false;
  const Place at = place(path);
  if (!at.field.empty()) return has_field(at.path, at.field);
  return in_.is_array(at.path) && !is_table(at.path);
}

std::vector<std::string> H5adElements::children(std::string_view path) const {
  const Place at = place(path);
  std::vector<std::string> names =
      is_table(at.path) ? in_.fields(at.path) : in_.children(at.path);
  std::erase(names, "__categories");
  std::sort(names.begin(), names.end());
  return names;
}

Json H5adElements::attributes(std::string_view path) const {
  Json out = Json::object();
  if (const std::string names = old_categories(path); !names.empty()) {
    out["encoding-type"] = "categorical";
    const Json ordered = in_.attribute(names, "ordered");
    out["ordered"] = ordered.is_boolean() && ordered.get<bool>();
    return out;
  }
  const Place at = place(path);
  if (!at.field.empty()) return out;
  if (is_table(at.path)) {
    const std::vector<std::string> fields = in_.fields(at.path);
    out["encoding-type"] = is_frame(path) ? "dataframe" : "dict";
    if (!is_frame(path)) return out;
    out["encoding-version"] = "0.2.0";
    out["_index"] = fields.front();
    out["column-order"] =
        std::vector<std::string>(fields.begin() + 1, fields.end());
    return out;
  }
  for (const char* name : {"encoding-type", "encoding-version", "_index",
                           "column-order", "shape", "ordered"}) {
    if (Json value = in_.attribute(at.path, name); !value.is_null()) {
      out[name] = std::move(value);
    }
  }
  if (const Json format = in_.attribute(at.path, "h5sparse_format");
      format.is_string()) {
    out["encoding-type"] = format.get<std::string>() + "_matrix";
    out["shape"] = in_.attribute(at.path, "h5sparse_shape");
  }
  if (out.contains("encoding-type") || in_.is_array(at.path)) {
    const bool is_old = out.value("encoding-type", Json()) == "dataframe" &&
                        out.value("encoding-version", Json()) == "0.1.0";
    if (is_old) out["encoding-version"] = "0.2.0";
    return out;
  }
  out["encoding-type"] = path.empty() ? "anndata" : "dict";
  return out;
}

zarr::ArrayInfo H5adElements::info(std::string_view path) const {
  const Place at = place(path);
  return in_.info(at.path, at.field);
}

zarr::ChunkCount H5adElements::chunks(std::string_view path) const {
  return in_.chunks(place(path).path);
}

std::vector<std::string> H5adElements::strings(std::string_view path) const {
  const Place at = place(path);
  return in_.strings(at.path, at.field);
}

std::vector<std::int64_t> H5adElements::integers(std::string_view path) const {
  const Place at = place(path);
  return in_.integers(at.path, at.field);
}

std::vector<double> H5adElements::numbers(std::string_view path) const {
  const Place at = place(path);
  return in_.numbers(at.path, at.field);
}

std::string H5adElements::text(std::string_view path) const {
  std::vector<std::string> texts = strings(path);
  check(texts.size() == 1, name(), ": element '", path, "' has ", texts.size(),
        " strings, expected one");
  return std::move(texts[0]);
}

void H5adElements::read(std::string_view path, zarr::DataType type,
                        void* values, std::size_t) const {
  const Place at = place(path);
  in_.read(at.path, at.field, type, values);
}

}  // namespace

AnnDataReader open_h5ad(const fs::path& file, const std::string& name) {
  return AnnDataReader(std::make_shared<H5adElements>(file, name));
}

}  // namespace moonstain
