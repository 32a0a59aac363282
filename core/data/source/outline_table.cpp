#include "core/data/source/outline_table.h"

#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/table.h"
#include "core/data/source/xenium_outlines.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

struct Vertex {
  double x = 0;
  double y = 0;
  bool operator==(const Vertex&) const = default;
};

}  // namespace

CellOutlines read_outline_table(const fs::path& path, const std::string& name,
                                const OutlineSheet& sheet) {
  const Table table = Table::parse(read_file(path), name);
  const std::size_t cells = table.column("cell_id");
  const std::size_t x = table.column("x_px");
  const std::size_t y = table.column("y_px");
  check(table.rows() > 0, name, ": has no outline");
  CellOutlines out;
  out.section = sheet.section;
  out.kind = sheet.kind;
  std::unordered_map<std::string, std::size_t> ends;  // last row of each
  std::vector<Vertex> all;
  for (std::size_t row = 0; row < table.rows();) {
    const std::string cell(table.field(row, cells));
    check(!cell.empty(), table.place(row), ": the cell has no name");
    const auto before = ends.find(cell);
    check(before == ends.end(), table.place(row), ": cell ", cell,
          " has an outline before, which ends in ",
          before == ends.end() ? "" : table.place(before->second),
          "; the vertices of an outline stand together, one outline a cell");
    const std::size_t first = row;
    std::vector<Vertex> outline;
    for (; row < table.rows() && table.field(row, cells) == cell; ++row) {
      const Vertex vertex{table.number(row, x), table.number(row, y)};
      check(std::isfinite(vertex.x) && std::isfinite(vertex.y),
            table.place(row), ": a vertex of cell ", cell, " is not a number");
      outline.push_back(vertex);
    }
    ends.emplace(cell, row - 1);
    if (outline.size() > 1 && outline.back() == outline.front()) {
      outline.pop_back();
    }
    check(outline.size() >= 3, table.place(first), ": the outline of cell ",
          cell, " has ", outline.size(), " vertices, expected at least 3");
    all.insert(all.end(), outline.begin(), outline.end());
    out.cells.push_back(cell);
    out.starts.push_back(static_cast<std::int64_t>(all.size()));
  }
  out.vertices.resize(static_cast<Eigen::Index>(all.size()), 2);
  for (std::size_t i = 0; i < all.size(); ++i) {
    out.vertices.row(static_cast<Eigen::Index>(i)) << all[i].x, all[i].y;
  }
  return out;
}

namespace {

struct OutlineOptions {
  OutlineLayout layout = OutlineLayout::cell_tables;
  double um_per_px = 0;
};

CellOutlines read_outlines(const Inputs& in, const Options& options) {
  const auto how = options.as<OutlineOptions>();
  const auto sheet = options.as<OutlineSheet>();
  const auto bundle = options.as<XeniumOptions>();
  const auto file = in.get<File>("outlines");
  if (how.layout == OutlineLayout::cell_tables) {
    check(in.names().size() == 1 && bundle == XeniumOptions(),
          "cell_outlines: layout = \"cell_tables\" reads a table in pixels, "
          "and no metadata, alignment, cells, alignment_is and cell_names, "
          "which are of Xenium's bundles");
    return read_outline_table(file.path, file.name, sheet);
  }
  const bool by_row = bundle.cell_names == CellNames::rows;
  check(by_row == in.has("cells"),
        "cell_outlines: the bundle's table of `cells` is needed for "
        "cell_names = \"rows\", and read for nothing else");
  const XeniumScene scene = read_xenium_scene(
      in.get_or_none<File>("metadata"), in.get_or_none<File>("alignment"),
      bundle.alignment_is, how.um_per_px);
  XeniumOutlines wanted;
  wanted.section = sheet.section;
  wanted.kind = sheet.kind;
  wanted.placement = scene.placement;
  if (scene.experiment) wanted.major = scene.experiment->major;
  if (by_row) wanted.rows_of = read_xenium_cells(in.get<File>("cells"));
  return read_xenium_outlines(file, wanted);
}

}  // namespace

StepKind cell_outlines_step() {
  return StepKind("cell_outlines", 1,
                  "The outlines of a section's cells, from a table of "
                  "vertices.")
      .applies<File>("outlines",
                     "table of cell_id, x_px, y_px, a vertex a row; or "
                     "cell_boundaries, nucleus_boundaries or cells.zarr.zip of "
                     "Xenium")
      .applies<File>("metadata", "Xenium's experiment.xenium")
      .optional()
      .applies<File>("alignment",
                     "matrix of Xenium Explorer, where the picture is not the "
                     "bundle's own")
      .optional()
      .applies<File>("cells", "Xenium's table of cells")
      .optional()
      .option("layout", &OutlineOptions::layout, "how the files are laid out")
      .option("section", &OutlineSheet::section,
              "name of the section, with its data set's")
      .required()
      .option("kind", &OutlineSheet::kind, "what an outline goes around")
      .option("um_per_px", &OutlineOptions::um_per_px,
              "scale of the picture, for positions in um; 0 = as the bundle "
              "says",
              {0, {}})
      .unit("um")
      .option("alignment_is", &XeniumOptions::alignment_is,
              "which way the alignment's matrix takes positions")
      .option("cell_names", &XeniumOptions::cell_names,
              "what cells are called: as in the bundle, or by their row in its "
              "table of cells, from 1, as labels are")
      .needs(in_memory(24, 1))
      .makes<CellOutlines>([](const Inputs& in, const Options& options) {
        CellOutlines out = read_outlines(in, options);
        log_line(concat(counted(out.cells.size(), "outline"), " of ",
                        out.vertices.rows(), " vertices"));
        return out;
      });
}

}  // namespace moonstain
