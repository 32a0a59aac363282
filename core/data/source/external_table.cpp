#include "core/data/source/external_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/lines.h"
#include "core/base/table.h"
#include "core/base/text.h"
#include "core/data/anndata/h5ad.h"
#include "core/data/source/anndata_spots.h"
#include "core/data/source/column_names.h"
#include "core/data/source/no_name.h"
#include "core/data/source/workbook.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n";
constexpr std::size_t kShown = 6;

bool is_hdf5(const fs::path& path) {
  FileReader file(path);
  std::string bytes(kHdf5.size(), '\0');
  return file.read(bytes.data(), bytes.size()) == bytes.size() &&
         bytes == kHdf5;
}

// Where values may lie: X, layers/NAME, raw/X.
std::vector<std::string> places_in(const AnnDataReader& in) {
  std::vector<std::string> places;
  if (in.has("X")) places.emplace_back("X");
  if (in.has("layers")) {
    for (const std::string& layer : in.children("layers")) {
      places.push_back(concat("layers/", layer));
    }
  }
  if (in.has("raw/X")) places.emplace_back("raw/X");
  return places;
}

// "layers/pred" of "pred" or of itself.
std::string layer_in(const AnnDataReader& in, const std::string& layer,
                     const std::string& name) {
  if (layer.empty() || in.has(layer)) return layer;
  const std::string named = concat("layers/", layer);
  if (!in.has(named)) {
    fail(name, ": has no layer '", layer, "'", name_hint(layer, places_in(in)));
  }
  return named;
}

}  // namespace

/// A text table: the spots' column, the section's (or none), then the genes'.
struct ExternalTable::Text {
  Table table;
  std::vector<std::size_t> columns;  ///< [genes]

  double number(std::size_t row, std::size_t gene) const {
    const std::size_t column = columns[gene];
    const std::string_view field = trimmed(table.field(row, column));
    check(!is_no_name(field) || field == "nan" || field == "NaN",
          table.place(row), ", gene '", table.columns()[column], "': ",
          field.empty() ? "the field is empty"
                        : concat("the field is '", field, "'"),
          ", expected a number; leave the spot out, and it is counted");
    return table.number(row, column);
  }
};

ExternalTable::ExternalTable(const TableFiles& files, const TableChoice& choice,
                             fs::path scratch)
    : choice_(choice), scratch_(std::move(scratch)) {
  check(!files.files.empty(), "a table without a file");
  const bool is_folder = !files.paths.empty();
  check(!is_folder || files.paths.size() == files.files.size(), "a table of ",
        files.files.size(), " files has ", files.paths.size(),
        " paths, expected one each");
  name_ = files.files.front().name;
  if (is_folder || is_hdf5(files.files.front().path)) {
    open_anndata(files);
  } else {
    open_text(files);
  }
}

ExternalTable::~ExternalTable() {
  if (!scratch_.empty()) try_remove_tree(scratch_);
}

void ExternalTable::open_anndata(const TableFiles& files) {
  if (files.paths.empty()) {
    scratch_.clear();
    anndata_ = std::make_shared<AnnDataReader>(
        open_h5ad(files.files.front().path, name_));
  } else {
    const fs::path root = scratch_ / "zarr";
    // "t.zarr" of "truth/t.zarr/zarr.json" whose path is "zarr.json".
    const std::size_t behind = files.paths.front().size() + 1;
    if (name_.size() > behind) name_.resize(name_.size() - behind);
    for (std::size_t i = 0; i < files.files.size(); ++i) {
      const fs::path path = files.paths[i];
      for (const fs::path& part : path) {
        check(path.is_relative() && part != "..", name_, ": path '",
              files.paths[i], "' leaves the folder");
      }
      make_folders((root / path).parent_path());
      replace_link(fs::absolute(files.files[i].path), root / path);
    }
    anndata_ = with_context(
        name_, [&] { return std::make_shared<AnnDataReader>(root); });
  }
  const AnnDataReader& in = *anndata_;
  check(in.has("obs") && in.has("var"), name_,
        ": is no AnnData object: it has no obs and var, but ",
        listed(in.children(""), kShown));
  choice_.layer = layer_in(in, choice_.layer, name_);
  const bool from_raw = choice_.layer == "raw/X";
  genes_ = in.index(from_raw ? "raw/var" : "var");
  const std::string column = concat("obs/", choice_.section_column);
  choose_rows(in.index("obs"), in.has(column) ? texts_of(in.column(column))
                                              : std::vector<std::string>{});
}

void ExternalTable::open_text(const TableFiles& files) {
  scratch_.clear();
  check(choice_.layer.empty(), name_, ": has no layer '", choice_.layer,
        "': it is a text table");
  check_no_workbook(files.files.front().path, name_);
  auto text = std::make_shared<Text>();
  text->table = Table::parse(read_file(files.files.front().path), name_, true);
  const Table& table = text->table;
  check(table.columns().size() > 1, name_, ": has one column, '",
        table.columns().front(),
        "'; expected the names of spots, then a column a gene");
  std::vector<std::string> names, sections;
  const bool has_sections = table.has(choice_.section_column);
  const std::size_t section_at = has_sections
                                     ? table.column(choice_.section_column)
                                     : table.columns().size();
  check(section_at != 0, name_, ": its first column is '",
        choice_.section_column, "', expected the names of spots first");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    names.emplace_back(table.field(row, 0));
    if (has_sections) sections.emplace_back(table.field(row, section_at));
  }
  for (std::size_t column = 1; column < table.columns().size(); ++column) {
    if (column == section_at) continue;
    const std::string& called = table.columns()[column];
    if (is_no_gene(called)) {
      no_genes_.push_back(called);
      continue;
    }
    text->columns.push_back(column);
    genes_.push_back(called);
  }
  check(!genes_.empty(), name_, ": has no column of a gene beside '",
        table.columns().front(), "', by the names of its columns (",
        listed(table.columns(), kShown),
        "); expected the names of spots, then a column a gene");
  text_ = std::move(text);
  choose_rows(names, sections);
}

void ExternalTable::choose_rows(const std::vector<std::string>& names,
                                const std::vector<std::string>& sections) {
  check(sections.empty() || sections.size() == names.size(), name_,
        ": column '", choice_.section_column, "' has ", sections.size(),
        " rows for ", names.size(), " spots");
  const bool several = choice_.rows == RowsOf::section;
  check(!several || !sections.empty(), name_, ": has no column '",
        choice_.section_column,
        "' that says of which section a spot is, and several sections are read "
        "from it; add one, or name it with --section-column");
  std::vector<std::size_t> all;
  for (std::size_t row = 0; row < names.size(); ++row) {
    if (sections.empty() || sections[row] == choice_.section) {
      all.push_back(row);
    }
  }
  if (all.empty() && !sections.empty()) {
    const std::set<std::string> there(sections.begin(), sections.end());
    check(!several && there.size() == 1, name_, ": column '",
          choice_.section_column, "' names no section '", choice_.section,
          "'; there are ", listed(there, kShown));
    for (std::size_t row = 0; row < names.size(); ++row) all.push_back(row);
  }
  check(!all.empty(), name_, ": has no spots");
  for (const std::size_t row : all) spots_.push_back(names[row]);
  rows_ = std::move(all);
  check_unique(name_, "spot", spots_);
}

Matrix ExternalTable::values() const {
  Matrix out(static_cast<Eigen::Index>(rows_.size()),
             static_cast<Eigen::Index>(genes_.size()));
  if (text_ != nullptr) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (std::size_t gene = 0; gene < genes_.size(); ++gene) {
        out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(gene)) =
            static_cast<float>(text_->number(rows_[i], gene));
      }
    }
    return out;
  }
  const std::string place = choice_.layer.empty() ? "X" : choice_.layer;
  if (!anndata_->has(place)) {
    fail(name_, ": has no ", place, name_hint(place, places_in(*anndata_)),
         "; name where the values lie with --pred-layer or --truth-layer");
  }
  const Matrix all = anndata_->matrix(place);
  check(all.cols() == out.cols(), name_, ": ", place, " has ", all.cols(),
        " columns for ", genes_.size(), " genes");
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    check(static_cast<Eigen::Index>(rows_[i]) < all.rows(), name_, ": ", place,
          " has ", all.rows(), " rows, fewer than spots");
    out.row(static_cast<Eigen::Index>(i)) =
        all.row(static_cast<Eigen::Index>(rows_[i]));
  }
  return out;
}

namespace {

// Rows of a matrix that lie apart, in their order.
Sparse<std::int32_t> rows_of(const Sparse<std::int32_t>& all,
                             const std::vector<std::size_t>& rows) {
  Sparse<std::int32_t> out;
  out.rows = static_cast<std::int64_t>(rows.size());
  out.columns = all.columns;
  out.starts = {0};
  for (const std::size_t row : rows) {
    for (auto k = all.starts[row]; k < all.starts[row + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      out.indices.push_back(all.indices[at]);
      out.values.push_back(all.values[at]);
    }
    out.starts.push_back(static_cast<std::int64_t>(out.values.size()));
  }
  return out;
}

}  // namespace

Sparse<std::int32_t> ExternalTable::counts(std::string& place) const {
  place.clear();
  if (text_ != nullptr) {
    Sparse<std::int32_t> out;
    out.rows = static_cast<std::int64_t>(rows_.size());
    out.columns = static_cast<std::int64_t>(genes_.size());
    out.starts = {0};
    for (const std::size_t row : rows_) {
      for (std::size_t gene = 0; gene < genes_.size(); ++gene) {
        const double value = text_->number(row, gene);
        if (value == 0) continue;
        check(!(value > std::numeric_limits<std::int32_t>::max()),
              text_->table.place(row), ", gene '", genes_[gene], "': ", value,
              " is more than 2147483647, the largest count that is taken");
        check(value > 0 && value == std::trunc(value), text_->table.place(row),
              ", gene '", genes_[gene], "': ", value,
              " is no count, expected whole numbers from 0 up; the truth is "
              "the table with raw counts, or with --truth-unit values");
        out.indices.push_back(static_cast<std::int32_t>(gene));
        out.values.push_back(static_cast<std::int32_t>(value));
      }
      out.starts.push_back(static_cast<std::int64_t>(out.values.size()));
    }
    return out;
  }
  const AnnDataReader& in = *anndata_;
  std::vector<std::string> places = {"X", "layers/counts", "raw/X"};
  if (!choice_.layer.empty()) places = {choice_.layer};
  std::string holds;
  for (const std::string& one : places) {
    if (!in.has(one)) continue;
    const std::optional<double> other = in.other_than_count(one);
    // Columns of raw/X are those of raw/var: as many may be others, or in
    // another order.
    const bool same_genes = one != "raw/X" || in.index("raw/var") == genes_;
    if (!other.has_value() && same_genes) {
      const auto all = in.sparse<std::int32_t>(one);
      check(all.columns == static_cast<std::int64_t>(genes_.size()) &&
                all.rows >= static_cast<std::int64_t>(rows_.size()),
            name_, ": ", one, " is [", all.rows, ", ", all.columns, "] for ",
            genes_.size(), " genes");
      place = one;
      return rows_of(all, rows_);
    }
    holds += concat(holds.empty() ? "" : ", ", one,
                    other ? concat(" holds ", *other)
                          : " has other genes, or the same in another order");
  }
  fail(
      name_, " holds no counts: ",
      holds.empty() ? concat("it has no ", listed(places)) : holds,
      "; expected whole numbers from 0 up, of which targets, depth and ceiling "
      "are made; name where they lie with --truth-layer, or say with "
      "--truth-unit what the values are");
}

Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor>
ExternalTable::positions() const {
  Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor> out(0, 2);
  constexpr const char* kSpatial = "obsm/spatial";
  if (anndata_ == nullptr || !anndata_->has(kSpatial)) return out;
  const zarr::Shape sides = anndata_->shape(kSpatial);
  if (sides.size() != 2 || sides[1] < 2) return out;
  const std::vector<double> values = anndata_->numbers(kSpatial);
  out.resize(static_cast<Eigen::Index>(rows_.size()), 2);
  const auto width = static_cast<std::size_t>(sides[1]);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    out.row(static_cast<Eigen::Index>(i)) << values.at(width * rows_[i]),
        values.at(width * rows_[i] + 1);
  }
  if (!out.allFinite()) out.resize(0, 2);
  return out;
}

}  // namespace moonstain
