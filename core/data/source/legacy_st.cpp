#include "core/data/source/legacy_st.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/table.h"
#include "core/data/source/count_rows.h"
#include "core/data/source/no_name.h"
#include "core/data/source/spot_names.h"

namespace moonstain {
namespace {

Table read_table(const fs::path& path, std::string_view name) {
  return Table::parse(read_file(path), std::string(name), true);
}

struct Position {
  std::size_t row = 0;  // in its table
  std::int32_t x = 0;
  std::int32_t y = 0;
  double pixel_x = 0;
  double pixel_y = 0;
  bool under_tissue = true;
};

std::int32_t array_position(const Table& table, std::size_t row,
                            std::size_t column) {
  const double value = table.number(row, column);
  check(std::abs(value) < 1e6, table.place(row), ": array position ",
        table.field(row, column), " is out of range");
  return static_cast<std::int32_t>(std::nearbyint(value));
}

// 1 and 0, and what R and pandas write in their place.
bool is_selected(const Table& table, std::size_t row, std::size_t column) {
  const std::string_view text = table.field(row, column);
  if (text == "TRUE" || text == "True" || text == "true") return true;
  if (text == "FALSE" || text == "False" || text == "false") return false;
  return table.integer(row, column) == 1;
}

std::unordered_map<std::string, Position> read_positions(const Table& table) {
  const std::size_t x = table.column("x");
  const std::size_t y = table.column("y");
  const std::size_t pixel_x = table.column("pixel_x");
  const std::size_t pixel_y = table.column("pixel_y");
  const bool has_selected = table.has("selected");
  const std::size_t selected = has_selected ? table.column("selected") : 0;
  std::unordered_map<std::string, Position> out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Position p{row, array_position(table, row, x),
               array_position(table, row, y)};
    if (has_selected) p.under_tissue = is_selected(table, row, selected);
    // Where a spot is left out its place in the picture may be NA.
    if (p.under_tissue) {
      p.pixel_x = table.number(row, pixel_x);
      p.pixel_y = table.number(row, pixel_y);
    }
    check(std::isfinite(p.pixel_x) && std::isfinite(p.pixel_y),
          table.place(row), ": the position in pixels is not a number");
    const std::string name = concat(p.x, "x", p.y);
    const auto [found, is_new] = out.emplace(name, p);
    check(is_new, table.place(row), ": spot ", name,
          " is there twice, before in ", table.place(found->second.row));
  }
  return out;
}

// id -> name from a table gene_id, ..., gene_name; an id without a name is left
// out.
std::unordered_map<std::string, std::string> read_gene_names(
    const Table& table) {
  std::unordered_map<std::string, std::string> names;
  std::unordered_map<std::string, std::size_t> rows;
  const std::size_t id = table.column("gene_id");
  const std::size_t name = table.column("gene_name");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view text = table.field(row, name);
    if (is_no_name(text)) continue;
    const std::string gene(table.field(row, id));
    const auto [known, is_new] = names.emplace(gene, text);
    const std::size_t before = rows.emplace(gene, row).first->second;
    check(is_new || known->second == text, table.place(row), ": gene_id '",
          gene, "' has gene_name '", text, "', before in ", table.place(before),
          " it has '", known->second, "'; leave one of the lines out");
  }
  return names;
}

std::vector<std::string> gene_names(const Table& counts,
                                    std::string_view counts_name,
                                    const fs::path& names_tsv) {
  std::vector<std::string> genes(counts.columns().begin() + 1,
                                 counts.columns().end());
  if (names_tsv.empty()) return genes;
  const std::string where = names_tsv.filename().string();
  const Table table = read_table(names_tsv, where);
  const auto names = read_gene_names(table);
  std::unordered_map<std::string, int> uses;
  bool any = false;
  for (const std::string& gene : genes) {
    const auto name = names.find(gene);
    any = any || name != names.end();
    ++uses[name == names.end() ? gene : name->second];
  }
  check(any, where, ": names none of the genes of ", counts_name,
        ", whose first is '", genes.front(), "'; its own first is '",
        table.rows() > 0 ? table.field(0, table.column("gene_id")) : "",
        "'. Are both of one organism, and both with or without versions?");
  for (std::string& gene : genes) {
    const auto name = names.find(gene);
    if (name != names.end() && uses[name->second] == 1) gene = name->second;
  }
  return genes;
}

}  // namespace

Dataset read_legacy_st(const fs::path& counts_path,
                       std::string_view counts_name, const fs::path& spots_path,
                       std::string_view spots_name, const LegacySection& about,
                       const fs::path& gene_names_tsv) {
  const Table counts = read_table(counts_path, counts_name);
  const Table spots = read_table(spots_path, spots_name);
  check(counts.rows() > 0 && counts.columns().size() > 1, "section ",
        about.section, ": ", counts_name, " has ", counts.rows(), " spots and ",
        counts.columns().empty() ? 0 : counts.columns().size() - 1,
        " genes; the section is empty");
  check(spots.rows() > 0, "section ", about.section, ": ", spots_name,
        " has no spots; the section is empty");
  const auto positions = read_positions(spots);

  Dataset out;
  out.section = about.section;
  out.patient = about.patient;
  out.lattice = about.lattice;
  out.genes = gene_names(counts, counts_name, gene_names_tsv);

  std::unordered_map<std::string, std::size_t> seen;
  std::vector<Position> kept;
  std::vector<std::size_t> kept_rows;
  std::int64_t without_position = 0;
  std::int64_t not_under_tissue = 0;
  std::string unplaced;  // the first
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    const std::string name(counts.field(row, 0));
    const auto [before, is_new] = seen.emplace(name, row);
    check(is_new, counts.place(row), ": spot ", name,
          " is there twice, before in ", counts.place(before->second));
    const auto position = positions.find(name);
    if (position == positions.end()) {
      if (++without_position == 1) unplaced = concat(" (as '", name, "')");
    } else if (!position->second.under_tissue) {
      ++not_under_tissue;
    } else {
      out.spots.push_back(name);
      kept.push_back(position->second);
      kept_rows.push_back(row);
    }
  }
  std::int64_t under_tissue = 0;
  std::string uncounted;
  std::size_t uncounted_row = spots.rows();
  for (const auto& [name, position] : positions) {
    if (!position.under_tissue) continue;
    ++under_tissue;
    if (position.row < uncounted_row && !seen.contains(name)) {
      uncounted_row = position.row;
      uncounted = concat(" (as '", name, "')");
    }
  }
  check(under_tissue > 0 || positions.empty(), "section ", about.section,
        ": of the ", positions.size(), " spots in ", spots_name,
        " none is under tissue: column 'selected' is 0 throughout");
  const std::int64_t without_counts =
      under_tissue - static_cast<std::int64_t>(kept.size());
  const double most = about.most_unmatched;
  if (kept.empty() ||
      static_cast<double>(without_position) >
          most * static_cast<double>(counts.rows()) ||
      static_cast<double>(without_counts) >
          most * static_cast<double>(under_tissue)) {
    fail("section ", about.section, ": ", counts_name, " and ", spots_name,
         " do not join: ", without_position, " of ", counts.rows(),
         " spots with counts have no position", unplaced, ", ", without_counts,
         " of ", under_tissue, " spots under tissue have no counts", uncounted,
         ", at most ", most, " may; ",
         guess_of_unjoined(counts, counts_name, spots, spots_name,
                           std::max(0.5, 1 - most)));
  }

  const auto rows = static_cast<Eigen::Index>(kept.size());
  out.array_xy.resize(rows, 2);
  out.pixel_xy.resize(rows, 2);
  for (Eigen::Index spot = 0; spot < rows; ++spot) {
    const auto s = static_cast<std::size_t>(spot);
    const Position& p = kept[s];
    out.array_xy.row(spot) << p.x, p.y;
    out.pixel_xy.row(spot) << p.pixel_x, p.pixel_y;
    add_count_row(counts, kept_rows[s], "spot", out.counts);
  }
  out.leave_out("under tissue, without counts", without_counts);
  out.leave_out("counts not under tissue", not_under_tissue);
  out.leave_out("counts without a position", without_position);
  return out;
}

}  // namespace moonstain
