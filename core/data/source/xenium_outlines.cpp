#include "core/data/source/xenium_outlines.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/source/bundle_table.h"
#include "core/data/source/xenium_bundle.h"
#include "core/data/source/xenium_segmentation.h"
#include "core/data/stored/places.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

using Vertex = std::pair<double, double>;  // um

struct Polygon {
  std::string cell;
  std::string label;  // empty where there is none
  std::string place;  // of its first row
  std::vector<Vertex> vertices;
};

// Twice the signed area (the shoelace formula), about its first vertex.
double doubled_area(const std::vector<Vertex>& vertices) {
  double sum = 0;
  const auto [x0, y0] = vertices.front();
  for (std::size_t i = 1; i + 1 < vertices.size(); ++i) {
    sum += (vertices[i].first - x0) * (vertices[i + 1].second - y0) -
           (vertices[i + 1].first - x0) * (vertices[i].second - y0);
  }
  return sum;
}

// Whether the first vertex comes back before the end: several polygons in one.
bool closes_early(const std::vector<Vertex>& vertices) {
  return vertices.size() > 2 &&
         std::find(vertices.begin() + 1, vertices.end() - 1,
                   vertices.front()) != vertices.end() - 1;
}

// The polygons of cells.zarr.zip, each by itself.
std::vector<Polygon> read_polygons(XeniumSegmentation store, OutlineKind kind) {
  const XeniumSegmentation::Polygons all = store.polygons(kind);
  std::vector<Polygon> out;
  for (std::size_t i = 0; i < all.row.size(); ++i) {
    Polygon& one = out.emplace_back();
    one.cell = store.cells()[static_cast<std::size_t>(all.row[i])];
    one.place = concat(store.name(), ": ", word_of(kind), " ", i);
    for (auto at = all.starts[i]; at < all.starts[i + 1]; ++at) {
      const auto vertex = static_cast<std::size_t>(at);
      one.vertices.emplace_back(all.x_um[vertex], all.y_um[vertex]);
    }
  }
  return out;
}

// The polygons of the table, each from rows that follow each other.
std::vector<Polygon> read_polygons(const BundleTable& table) {
  std::vector<Polygon> out;
  std::unordered_map<std::string, std::string> seen;
  for (std::size_t part = 0; part < table.parts(); ++part) {
    const std::vector<std::string> cell = table.texts("cell_id", part);
    const std::vector<double> x = table.numbers("vertex_x", part);
    const std::vector<double> y = table.numbers("vertex_y", part);
    std::vector<std::string> label(cell.size());
    if (table.has("label_id")) label = table.texts("label_id", part);
    for (std::size_t row = 0; row < cell.size(); ++row) {
      if (!std::isfinite(x[row]) || !std::isfinite(y[row])) {
        fail(table.place(part, row), ": the vertex of cell ",
             printable_in_line(cell[row], 40), " has no position");
      }
      if (out.empty() || out.back().cell != cell[row] ||
          out.back().label != label[row]) {
        const std::string place = table.place(part, row);
        const auto [before, is_new] =
            seen.emplace(concat(cell[row], " ", label[row]), place);
        check(is_new, place, ": the polygon of cell ",
              printable_in_line(cell[row], 40), " goes on, which began at ",
              before->second,
              ", with others between; its rows must follow each other");
        out.push_back({cell[row], label[row], place, {}});
      }
      out.back().vertices.emplace_back(x[row], y[row]);
    }
  }
  return out;
}

void log_left_out(std::int64_t number, std::string_view what) {
  if (number > 0) log_line(concat("left out ", number, ": ", what));
}

}  // namespace

CellOutlines read_xenium_outlines(const File& file, const XeniumOutlines& how) {
  std::vector<Polygon> polygons;
  const bool is_store = is_zarr_zip(file);
  bool may_merge = false;
  if (is_store) {
    polygons = read_polygons(XeniumSegmentation(file), how.kind);
  } else {
    const BundleTable table(file);
    polygons = read_polygons(table);
    may_merge = how.kind == OutlineKind::nucleus && how.major >= 2 &&
                !table.has("label_id");
  }
  // The largest polygon of each cell, in the order of the first.
  std::vector<std::size_t> kept;
  std::unordered_map<std::string, std::size_t> of_cell;  // -> among `kept`
  std::int64_t merged = 0, small = 0, further = 0;
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    std::vector<Vertex>& vertices = polygons[i].vertices;
    if (!is_store && closes_early(vertices)) {
      check(may_merge, polygons[i].place, ": the polygon of cell ",
            printable_in_line(polygons[i].cell, 40),
            " closes before its last row; is a column label_id missing, which "
            "tells the polygons of a cell apart?");
      ++merged;
      continue;
    }
    if (vertices.size() > 1 && vertices.front() == vertices.back()) {
      vertices.pop_back();
    }
    if (vertices.size() < 3) {
      ++small;
      continue;
    }
    const auto [place, is_first] =
        of_cell.emplace(polygons[i].cell, kept.size());
    if (is_first) {
      kept.push_back(i);
      continue;
    }
    ++further;
    std::size_t& before = kept[place->second];
    if (std::abs(doubled_area(vertices)) >
        std::abs(doubled_area(polygons[before].vertices))) {
      before = i;
    }
  }
  log_left_out(merged, "nuclei of cells with several, run into one polygon");
  log_left_out(small, "polygons of fewer than three vertices");
  log_left_out(further, "smaller polygons of cells with several");
  check(!kept.empty(), file.name, ": has no outline");

  std::optional<Places> rows;
  if (how.rows_of) rows.emplace(how.rows_of->names);
  CellOutlines out;
  out.section = how.section;
  out.kind = how.kind;
  std::vector<Vertex> all;
  for (const std::size_t at : kept) {
    const Polygon& polygon = polygons[at];
    std::string name = polygon.cell;
    if (rows) {
      const auto row = rows->find(name);
      if (!row) {
        std::vector<std::string> known = how.rows_of->names;
        std::ranges::sort(known);
        fail(polygon.place, ": cell '", printable_in_line(name, 40),
             "' is not in ", how.rows_of->name,
             guess_of_cell_name(name, known));
      }
      name = concat(*row + 1);
    }
    out.cells.push_back(std::move(name));
    all.insert(all.end(), polygon.vertices.begin(), polygon.vertices.end());
    out.starts.push_back(static_cast<std::int64_t>(all.size()));
  }
  out.vertices.resize(static_cast<Eigen::Index>(all.size()), 2);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Eigen::Vector2d um(all[i].first, all[i].second);
    out.vertices.row(static_cast<Eigen::Index>(i)) =
        how.placement.px_of_um.leftCols<2>() * um +
        how.placement.px_of_um.col(2);
  }
  return out;
}

}  // namespace moonstain
