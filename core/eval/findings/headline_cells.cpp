#include "core/eval/findings/headline_cells.h"

#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/stored/places.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr std::string_view kType = "HeadlineCells";
constexpr int kSchema = 1;

zarr::ArrayOptions axes(std::vector<std::string> names) {
  zarr::ArrayOptions options;
  options.dimension_names = std::move(names);
  return options;
}

std::int64_t length_of(const std::vector<std::string>& names) {
  return static_cast<std::int64_t>(names.size());
}

}  // namespace

HeadlineCells headline_cells(const std::vector<PredictorScores>& predictors,
                             const std::string& reading, const Metric& metric,
                             const ClusterOf& cluster_of) {
  HeadlineCells cells;
  cells.metric = metric.name;
  cells.reading = reading;
  for (const PredictorScores& one : predictors) {
    cells.predictors.push_back(one.name());
  }
  const PredictorScores& model = predictors.front();
  cells.items = model.items();
  const Places places(cells.items);
  const std::size_t items = cells.items.size();
  for (const auto& [unit, seeds] : model.units()) {
    cells.units.push_back(unit);
    cells.clusters.push_back(cluster_in(cluster_of, unit));
    cells.folds.push_back(seeds.front()->predictor.fold);
    const std::vector<bool> counts =
        item_values(*seeds.front(), reading, metric).counts;
    const std::size_t begin = cells.counts.size();
    cells.counts.resize(begin + items, 0);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const std::size_t at = *places.find(seeds.front()->items[i]);
      cells.counts[begin + at] = counts[i] ? 1 : 0;
    }
  }
  for (const PredictorScores& one : predictors) {
    for (const std::string& unit : cells.units) {
      const Eigen::VectorXd values = one.by_item(unit, reading, metric);
      const auto& own = one.units().at(unit).front()->items;
      const std::size_t begin = cells.values.size();
      cells.values.resize(begin + items,
                          std::numeric_limits<double>::quiet_NaN());
      for (std::size_t i = 0; i < own.size(); ++i) {
        cells.values[begin + *places.find(own[i])] =
            values[static_cast<Eigen::Index>(i)];
      }
    }
  }
  return cells;
}

void HeadlineCells::write(const fs::path& group) const {
  zarr::Writer out(
      group, stored_attributes(kType, kSchema,
                               {{"metric", metric}, {"reading", reading}}));
  const auto names = [&](const char* path,
                         const std::vector<std::string>& list) {
    out.strings(path, list);
  };
  names("predictors", predictors);
  names("units", units);
  names("clusters", clusters);
  names("folds", folds);
  names("items", items);
  out.array<double>("values", values,
                    {length_of(predictors), length_of(units), length_of(items)},
                    axes({"predictors", "units", "items"}));
  out.array<std::uint8_t>("counts", counts,
                          {length_of(units), length_of(items)},
                          axes({"units", "items"}));
}

HeadlineCells HeadlineCells::read(const fs::path& group) {
  const zarr::Reader in(group);
  const std::string where = group.string();
  const Json attributes = checked_attributes(in, kType, kSchema);
  HeadlineCells cells;
  cells.metric = text_member(attributes, "metric", where);
  cells.reading = text_member(attributes, "reading", where);
  cells.predictors = in.strings("predictors");
  cells.units = in.strings("units");
  cells.clusters = in.strings("clusters");
  cells.folds = in.strings("folds");
  cells.items = in.strings("items");
  check(cells.clusters.size() == cells.units.size() &&
            cells.folds.size() == cells.units.size(),
        where, ": ", cells.units.size(), " units, but ", cells.clusters.size(),
        " clusters and ", cells.folds.size(), " folds");
  check_shape(where, "values", in.info("values").shape,
              {length_of(cells.predictors), length_of(cells.units),
               length_of(cells.items)},
              "[predictors, units, items]");
  check_shape(where, "counts", in.info("counts").shape,
              {length_of(cells.units), length_of(cells.items)},
              "[units, items]");
  cells.values = in.array<double>("values");
  cells.counts = in.array<std::uint8_t>("counts");
  return cells;
}

}  // namespace moonstain
