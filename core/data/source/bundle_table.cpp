#include "core/data/source/bundle_table.h"

#include <limits>
#include <optional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/table.h"
#include "core/data/parquet/reader.h"
#include "core/data/source/finite_number.h"

namespace moonstain {

struct BundleTable::Source {
  std::string name;
  std::optional<Table> text;  // one of both
  std::unique_ptr<parquet::Reader> parquet;
  std::vector<std::size_t> starts = {0};  // first row of each part
};

BundleTable::BundleTable(const File& file) : source_(new Source) {
  source_->name = file.name;
  if (!parquet::is_parquet(file.path)) {
    source_->text = Table::parse(read_file(file.path), file.name);
    return;
  }
  source_->parquet = std::make_unique<parquet::Reader>(file.path, file.name);
  for (std::size_t part = 0; part < source_->parquet->groups(); ++part) {
    source_->starts.push_back(source_->starts.back() +
                              source_->parquet->group_rows(part));
  }
}

BundleTable::~BundleTable() = default;
BundleTable::BundleTable(BundleTable&&) noexcept = default;

const std::string& BundleTable::name() const { return source_->name; }

bool BundleTable::has(std::string_view column) const {
  return source_->text ? source_->text->has(column)
                       : source_->parquet->has(column);
}

std::size_t BundleTable::parts() const {
  return source_->text ? 1 : source_->parquet->groups();
}

std::vector<std::string> BundleTable::texts(std::string_view column,
                                            std::size_t part) const {
  if (!source_->text) return source_->parquet->texts(column, part);
  const Table& table = *source_->text;
  const std::size_t at = table.column(column);
  std::vector<std::string> out;
  out.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out.emplace_back(table.field(row, at));
  }
  return out;
}

std::vector<double> BundleTable::numbers(std::string_view column,
                                         std::size_t part) const {
  if (!source_->text) return source_->parquet->numbers(column, part);
  const Table& table = *source_->text;
  const std::size_t at = table.column(column);
  std::vector<double> out;
  out.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out.push_back(table.field(row, at).empty()
                      ? std::numeric_limits<double>::quiet_NaN()
                      : table.number(row, at));
  }
  return out;
}

std::vector<std::uint8_t> BundleTable::flags(std::string_view column,
                                             std::size_t part) const {
  std::vector<std::uint8_t> out;
  for (const std::string& text : texts(column, part)) {
    const bool is_true = text == "1" || text == "True" || text == "true" ||
                         text == "TRUE" || text == "1.0";
    const bool is_false = text == "0" || text == "False" || text == "false" ||
                          text == "FALSE" || text == "0.0";
    if (!is_true && !is_false) {
      fail(place(part, out.size()), ", column '", column,
           "': expected true or false, found '", printable_in_line(text, 40),
           "'");
    }
    out.push_back(is_true ? 1 : 0);
  }
  return out;
}

std::string BundleTable::place(std::size_t part, std::size_t row) const {
  if (source_->text) return source_->text->place(row);
  return concat(source_->name, ": row ", source_->starts[part] + row + 1);
}

}  // namespace moonstain
