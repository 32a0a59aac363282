#include "core/data/source/xenium.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/data/source/kept_counts.h"
#include "core/data/source/xenium_bundle.h"
#include "core/data/source/xenium_features.h"
#include "core/data/source/xenium_transcripts.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

// Genes keep their type; what is none falls out by its own (genes_of).
void check_types(TenxMatrix& matrix, const XeniumOptions& options,
                 const std::string& where) {
  check(!matrix.types.empty(), where,
        ": says no types of features, by which genes are told from controls; "
        "take the features.tsv of cell_feature_matrix, which has them");
  for (std::size_t i = 0; i < matrix.ids.size(); ++i) {
    is_xenium_gene(matrix.types[i], matrix.names[i], options.control_types,
                   where);
  }
}

// The counts, and for each of their rows the cell's place in the table.
struct JoinedCounts {
  std::vector<std::string> genes;
  std::vector<std::size_t> cells;
  SparseCounts counts;
  std::vector<std::pair<std::string, std::int64_t>> others;
  std::int64_t without_counts = 0;
  std::vector<std::string> remarks;
};

void check_totals(JoinedCounts& joined, const XeniumCells& cells,
                  const XeniumFiles& files, double most_unmatched,
                  const std::string& section) {
  if (cells.transcripts.empty()) return;
  std::int64_t more = 0, fewer = 0;
  std::size_t first = 0;
  double first_total = 0;
  for (std::size_t row = 0; row < joined.cells.size(); ++row) {
    double total = 0;
    for (std::int64_t k = joined.counts.row_starts[row];
         k < joined.counts.row_starts[row + 1]; ++k) {
      total += joined.counts.values[static_cast<std::size_t>(k)];
    }
    const double said = cells.transcripts[joined.cells[row]];
    if (total > said && ++more == 1) {
      first = joined.cells[row];
      first_total = total;
    }
    if (total < said) ++fewer;
  }
  const auto all = static_cast<double>(joined.cells.size());
  check(static_cast<double>(more) <= most_unmatched * all, "section ", section,
        ": ", more, " of ", joined.cells.size(), " cells have more counts in ",
        files.counts.name, " than transcript_counts of ", files.cells.name,
        " (", cells.names[first], ": ", first_total, " and ",
        cells.transcripts[first], "), at most ", most_unmatched,
        " may; names that are numbers are alike in all bundles: are both of "
        "the same?");
  if (more + fewer > 0) {
    joined.remarks.push_back(
        concat(more + fewer, " of ", joined.cells.size(),
               " cells have other counts in ", files.counts.name,
               " than transcript_counts of ", files.cells.name, ": ", more,
               " more, ", fewer, " fewer"));
  }
}

JoinedCounts join_matrix(const XeniumFiles& files, const XeniumCells& cells,
                         const XeniumOptions& options, double most_unmatched,
                         const std::string& section) {
  TenxMatrix matrix =
      is_hdf5(files.counts.path)
          ? read_tenx_h5(files.counts)
          : read_mex(files.counts, *files.barcodes, files.features.value());
  check_types(matrix, options,
              files.features ? files.features->name : files.counts.name);
  TenxGenes genes = genes_of(matrix);

  JoinedCounts out;
  if (const auto again = Places(matrix.barcodes).repeated()) {
    fail("section ", section, ": cell ", matrix.barcodes[*again], " of ",
         files.counts.name, " is there twice");
  }
  const Places places(cells.names);
  std::vector<std::size_t> rows;
  std::int64_t unplaced = 0;
  std::string first;
  for (std::size_t row = 0; row < matrix.barcodes.size(); ++row) {
    const std::string& name = matrix.barcodes[row];
    const auto place = places.find(name);
    if (!place) {
      if (++unplaced == 1) first = name;
      continue;
    }
    rows.push_back(row);
    out.cells.push_back(*place);
  }
  if (unplaced > 0) {
    std::vector<std::string> known = cells.names;
    std::ranges::sort(known);
    fail("section ", section, ": ", unplaced, " of ", matrix.barcodes.size(),
         " cells of ", files.counts.name, " (as '",
         printable_in_line(first, 40), "') are not in ", files.cells.name,
         " (as '", printable_in_line(cells.names.front(), 40), "')",
         guess_of_cell_name(first, known));
  }
  const auto lacking =
      static_cast<std::int64_t>(cells.names.size() - rows.size());
  check(!rows.empty() &&
            static_cast<double>(lacking) <=
                most_unmatched * static_cast<double>(cells.names.size()),
        "section ", section, ": ", lacking, " of ", cells.names.size(),
        " cells in ", files.cells.name, " have no counts in ",
        files.counts.name, ", at most ", most_unmatched,
        " may; are both of the same bundle, and whole?");
  out.without_counts = lacking;
  out.counts = kept_counts(matrix.counts, rows, genes.places,
                           genes.names.size(), files.counts.name);
  out.genes = std::move(genes.names);
  out.others = std::move(genes.others);
  check_totals(out, cells, files, most_unmatched, section);
  return out;
}

JoinedCounts join_transcripts(const XeniumFiles& files,
                              const XeniumCells& cells,
                              const XeniumOptions& options) {
  TranscriptCounts counts =
      count_transcripts(files.counts, files.features, cells, options);
  JoinedCounts out;
  out.genes = std::move(counts.genes);
  out.counts = std::move(counts.counts);
  out.others = std::move(counts.others);
  for (std::size_t row = 0; row < cells.names.size(); ++row) {
    out.cells.push_back(row);
  }
  out.remarks.push_back(std::move(counts.remark));
  return out;
}

JoinedCounts join_counts(const XeniumFiles& files, const XeniumCells& cells,
                         const XeniumOptions& options, double most_unmatched,
                         const std::string& section) {
  const bool is_mex = files.barcodes.has_value();
  const bool is_matrix = is_mex || is_hdf5(files.counts.path);
  if (!is_matrix) {
    return with_context(
        concat("section ", section, ": ", files.counts.name,
               " as transcripts (a matrix.mtx has `barcodes` beside it)"),
        [&] { return join_transcripts(files, cells, options); });
  }
  check(!is_mex || files.features.has_value(), files.counts.name,
        ": a matrix.mtx needs `features` beside `barcodes`");
  const XeniumOptions usual;
  check(options.least_qv == usual.least_qv &&
            options.transcripts_of == usual.transcripts_of,
        "least_qv and transcripts_of choose among transcripts; ",
        files.counts.name,
        " is a matrix, of those in a cell with a qv of at least 20: give "
        "transcripts.parquet as `counts`");
  return join_matrix(files, cells, options, most_unmatched, section);
}

}  // namespace

Dataset read_xenium(const XeniumFiles& files, const SectionSheet& sheet,
                    const XeniumPlacement& placement,
                    const XeniumOptions& options, double most_unmatched) {
  check(sheet.lattice == Lattice::none, "section ", sheet.section,
        ": cells of a Xenium bundle lie on no lattice: lattice = \"none\", "
        "found \"",
        word_of(sheet.lattice), "\"");
  const XeniumCells cells = read_xenium_cells(files.cells);
  JoinedCounts joined =
      join_counts(files, cells, options, most_unmatched, sheet.section);
  check(!joined.genes.empty(), "section ", sheet.section,
        ": none of the features of ", files.counts.name, " is a gene");

  Dataset out;
  out.section = sheet.section;
  out.patient = sheet.patient;
  out.lattice = sheet.lattice;
  out.genes = std::move(joined.genes);
  out.counts = std::move(joined.counts);
  out.remarks = std::move(joined.remarks);
  const bool by_row = options.cell_names == CellNames::rows;
  out.pixel_xy.resize(static_cast<Eigen::Index>(joined.cells.size()), 2);
  for (std::size_t row = 0; row < joined.cells.size(); ++row) {
    const std::size_t cell = joined.cells[row];
    out.spots.push_back(by_row ? concat(cell + 1) : cells.names[cell]);
    const Eigen::Vector2d um(cells.x_um[cell], cells.y_um[cell]);
    out.pixel_xy.row(static_cast<Eigen::Index>(row)) =
        placement.px_of_um.leftCols<2>() * um + placement.px_of_um.col(2);
  }
  set_pixel_array(out);
  if (by_row) {
    out.remarks.push_back(concat("cells are named by their row in ", cells.name,
                                 ": 1 is ", cells.names.front()));
  }
  out.leave_out("cells without counts", joined.without_counts);
  for (const auto& [type, number] : joined.others) {
    out.leave_out(concat("features, of type ", type), number);
  }
  return out;
}

}  // namespace moonstain
