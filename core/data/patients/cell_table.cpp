#include "core/data/patients/cell_table.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/stored/join.h"
#include "core/data/stored/log_counts.h"

namespace moonstain {
namespace {

template <typename T>
std::vector<T> picked(const std::vector<T>& values,
                      const std::vector<Eigen::Index>& places) {
  std::vector<T> out;
  out.reserve(places.size());
  for (const Eigen::Index place : places) out.push_back(values[place]);
  return out;
}

}  // namespace

std::int64_t CellTable::of_type(std::int32_t one) const {
  return std::count(type.begin(), type.end(), one);
}

CellTable cell_table(const Dataset& dataset, const CellTypes& types,
                     const Predictions* predicted) {
  const std::string where = concat("cells of ", dataset.section);
  check(types.section == dataset.section, where, ": the types are of ",
        types.section, ", expected those of one section");
  CellTable out;
  out.section = dataset.section;
  out.patient = dataset.patient;
  out.classes = types.classes;
  if (predicted == nullptr) {
    out.cells = dataset.spots;
    out.points = dataset.pixel_xy;
    out.genes = dataset.genes;
    out.values = log_counts(dataset);
  } else {
    check(predicted->about == dataset.section, where,
          ": the predictions are of ", predicted->about,
          ", expected those of one section");
    out.cells = predicted->names;
    out.points = dataset.pixel_xy(
        places_of(out.cells, dataset.spots, "cell",
                  concat(where, ": the dataset beside its predictions")),
        Eigen::all);
    out.genes = predicted->variables;
    out.values = predicted->values;
  }
  check(!out.cells.empty(), where, ": there is none");
  out.type = types_at(types, out.cells, concat(where, ": their types"));
  return out;
}

CellTable thinned(CellTable table, const ThinOptions& options) {
  if (options.thin == Thin::none) return table;
  check(options.thin_to > 0 && std::isfinite(options.thin_to), "cells of ",
        table.section, ": thin_to is ", options.thin_to,
        ", expected a number above 0");
  auto wanted = options.thin_to;
  if (options.thin == Thin::density) {
    const Eigen::RowVector2d extent =
        table.points.colwise().maxCoeff() - table.points.colwise().minCoeff();
    const double squares = extent.x() * extent.y() / 1e6;
    wanted *= squares;
    check(wanted <= static_cast<double>(table.size()), "cells of ",
          table.section, ": thin_to is ", options.thin_to,
          " cells in 1,000 px by 1,000 px, there are ",
          static_cast<double>(table.size()) / squares,
          "; take the least density of all patients");
  }
  const auto count =
      std::min(static_cast<std::size_t>(std::max(1.0, std::floor(wanted))),
               table.size());
  RandomStream random(options.seed, "thin", table.section);
  std::vector<std::size_t> order = random.permutation(table.size());
  order.resize(count);
  std::sort(order.begin(), order.end());
  const std::vector<Eigen::Index> rows(order.begin(), order.end());
  table.cells = picked(table.cells, rows);
  table.type = picked(table.type, rows);
  table.points = Points(table.points(rows, Eigen::all));
  table.values = Matrix(table.values(rows, Eigen::all));
  return table;
}

}  // namespace moonstain
