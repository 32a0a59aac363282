#include "core/data/source/cell_type_table.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/table.h"
#include "core/base/text.h"
#include "core/data/stored/places.h"
#include "core/data/stored/unmatched.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "cell_types";
constexpr std::size_t kMostNamed = 20;

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The table's names that are given others.
std::map<std::string, std::string> renamed(const CellTypeTable& how) {
  constexpr std::string_view kTo = " = ";
  std::map<std::string, std::string> out;
  for (const std::string& one : how.renamed) {
    const std::size_t at = one.find(kTo);
    check(at != std::string::npos && at > 0 && at + kTo.size() < one.size(),
          kStep, ": renamed has '", one,
          "'; expected \"NAME IN THE TABLE = NAME\"");
    check(out.emplace(one.substr(0, at), one.substr(at + kTo.size())).second,
          kStep, ": renamed names '", one.substr(0, at), "' twice");
  }
  return out;
}

// The type of each cell, by its new name where it has one; empty: the table
// says none.
std::unordered_map<std::string, std::string> types_by_cell(
    const Table& table, const CellTypeTable& how) {
  const std::size_t cells = table.column(how.cells);
  const std::size_t types = table.column(how.types);
  std::unordered_map<std::string, std::string> out;
  std::unordered_map<std::string, std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string cell(table.field(row, cells));
    const auto [before, is_new] = rows.emplace(cell, row);
    check(is_new, kStep, ": ", table.place(row), ": cell ", cell,
          " is there twice, before in ", table.place(before->second));
    const std::string_view type = table.field(row, types);
    out.emplace(cell, has(how.none, type) ? "" : type);
  }
  std::set<std::string, std::less<>> there;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    there.emplace(table.field(row, types));
  }
  const auto check_word = [&](const char* option, const std::string& word) {
    check(there.contains(word), kStep, ": ", option, " names '", word,
          "', which no row has; the types are ",
          listed(std::vector<std::string>(there.begin(), there.end()),
                 kMostNamed));
  };
  for (const std::string& word : how.none) check_word("none", word);
  const auto new_names = renamed(how);
  for (const auto& [from, to] : new_names) check_word("renamed", from);
  for (auto& [cell, type] : out) {
    const auto found = new_names.find(type);
    if (found != new_names.end()) type = found->second;
  }
  return out;
}

std::vector<std::string> classes_of(
    const std::unordered_map<std::string, std::string>& types,
    const std::string& name, const CellTypeTable& how) {
  std::set<std::string> there;
  for (const auto& [cell, type] : types) {
    if (!type.empty()) there.insert(type);
  }
  check(!there.empty(), kStep, ": ", name, " gives no cell a type");
  if (how.classes.empty()) return {there.begin(), there.end()};
  for (const std::string& type : there) {
    check(has(how.classes, type), kStep, ": ", name, " has the type '", type,
          "', which is none of classes: ", listed(how.classes, kMostNamed),
          "; add it, or name it in none");
  }
  return how.classes;
}

}  // namespace

CellTypes read_cell_types(const Dataset& dataset, const fs::path& path,
                          const std::string& name, const CellTypeTable& how) {
  const Table table = Table::parse(read_file(path), name, true);
  const auto types = types_by_cell(table, how);
  CellTypes out;
  out.section = dataset.section;
  out.how = concat("column ", how.types, " of ", name);
  out.cells = dataset.spots;
  out.classes = classes_of(types, name, how);
  const Places classes(out.classes);
  Unmatched without;
  for (const std::string& cell : dataset.spots) {
    const auto found = types.find(cell);
    if (found == types.end()) without.add(cell);
    const bool has_type = found != types.end() && !found->second.empty();
    out.index.push_back(has_type ? static_cast<std::int32_t>(
                                       classes.find(found->second).value())
                                 : -1);
  }
  const Places cells(dataset.spots);
  const std::size_t cell_column = table.column(how.cells);
  Unmatched without_cell;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view cell = table.field(row, cell_column);
    if (!cells.find(cell)) without_cell.add(cell);
  }
  check(without.number < dataset.spots.size() &&
            !without.beyond(how.most_unmatched, dataset.spots.size()) &&
            !without_cell.beyond(how.most_unmatched, table.rows()),
        kStep, ": section ", dataset.section, " and ", name,
        " do not join: ", without.number, " of ", dataset.spots.size(),
        " cells have no type", without.first, ", ", without_cell.number, " of ",
        table.rows(), " types have no cell", without_cell.first, ", at most ",
        how.most_unmatched, " may; are they of the same section?");
  return out;
}

StepKind cell_types_step() {
  return StepKind("cell_types", 1, "One type a cell, as a table says.")
      .applies<Dataset>("dataset", "the cells; of all that the table has")
      .applies<File>("types", "table of cells and their types")
      .option("cells", &CellTypeTable::cells, "column of the cells' names")
      .option("column", &CellTypeTable::types, "column of the types")
      .option("classes", &CellTypeTable::classes,
              "all types in the order of the result; empty: the table's, "
              "sorted")
      .option(
          "renamed", &CellTypeTable::renamed,
          "types under other names, each as \"DCIS_1 = Malignant\"; several "
          "may become one")
      .option("none", &CellTypeTable::none, "words that say no type")
      .option("most_unmatched", &CellTypeTable::most_unmatched,
              "largest share of cells without a row, and of rows without a "
              "cell",
              {0, 1})
      .needs(in_memory(4, 1))
      .makes<CellTypes>([](const Inputs& in, const Options& options) {
        const Dataset dataset = Dataset::read_places(in.one("dataset").path);
        const auto table = in.get<File>("types");
        CellTypes out = read_cell_types(dataset, table.path, table.name,
                                        options.as<CellTypeTable>());
        std::vector<std::size_t> cells(out.classes.size());
        std::size_t none = 0;
        for (const std::int32_t type : out.index) {
          ++(type < 0 ? none : cells[static_cast<std::size_t>(type)]);
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
          log_line(concat(out.classes[i], ": ", counted(cells[i], "cell")));
        }
        log_line(concat("without a type: ", counted(none, "cell")));
        return out;
      });
}

}  // namespace moonstain
