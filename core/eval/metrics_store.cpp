// How Metrics lie on disk.
#include <array>
#include <utility>

#include "core/base/error.h"
#include "core/data/anndata.h"
#include "core/eval/metrics.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

// Sorted by name, as `var` lists them within a reading.
constexpr std::array<std::pair<const char*, ReadingColumn>, 9> kColumns{{
    {"mae", &Reading::mae},
    {"measured_mean", &Reading::measured_mean},
    {"measured_sd", &Reading::measured_sd},
    {"pearson", &Reading::pearson},
    {"predicted_mean", &Reading::predicted_mean},
    {"predicted_sd", &Reading::predicted_sd},
    {"predicted_width90", &Reading::predicted_width90},
    {"rmse", &Reading::rmse},
    {"spearman", &Reading::spearman},
}};

}  // namespace

void Metrics::write(const fs::path& folder) const {
  const auto gene_count = static_cast<Eigen::Index>(genes.size());
  const auto columns =
      static_cast<Eigen::Index>(readings.size() * kColumns.size() + 2);
  MatrixD table(gene_count, columns);
  DataFrame var;
  Eigen::Index at = 0;
  const auto add = [&](std::string name, const Eigen::VectorXd& values) {
    check(values.size() == gene_count, "Metrics of section ", section, ": ",
          name, " holds ", values.size(), " values for ", gene_count, " genes");
    table.col(at++) = values;
    var.index.push_back(std::move(name));
  };
  std::vector<std::string> names;
  std::vector<std::int64_t> cells;
  for (const Reading& reading : readings) {
    names.push_back(reading.name);
    cells.push_back(reading.cells);
    for (const auto& [name, column] : kColumns) {
      add(concat(reading.name, ".", name), reading.*column);
    }
  }
  add("mask.identity", mask_identity);
  add("mask.measured", mask_measured);

  AnnDataWriter out(folder, kType, kSchema);
  out.dense<double>("X", {table.data(), static_cast<std::size_t>(table.size())},
                    table.rows(), table.cols());
  DataFrame obs;
  obs.index = genes;
  out.frame("obs", obs);
  out.frame("var", var);
  out.strings("uns/readings", names);
  out.vector<std::int64_t>("uns/cells", cells);
  out.text("uns/section", section);
  out.text("uns/model", model);
  out.text("uns/transform", transform);
  out.number<std::int64_t>("uns/spots", spots);
  out.number<std::int64_t>("uns/grid_rows", grid_rows);
  out.number<std::int64_t>("uns/grid_columns", grid_columns);
  out.number<std::int64_t>("uns/target_row_shift", target_row_shift);
}

Metrics Metrics::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  Metrics metrics;
  metrics.genes = in.index("obs");
  metrics.section = in.text("uns/section");
  metrics.model = in.text("uns/model");
  metrics.transform = in.text("uns/transform");
  metrics.spots = in.integer("uns/spots");
  metrics.grid_rows = in.integer("uns/grid_rows");
  metrics.grid_columns = in.integer("uns/grid_columns");
  metrics.target_row_shift = in.integer("uns/target_row_shift");
  const std::vector<std::string> names = in.strings("uns/readings");
  const std::vector<std::int64_t> cells = in.zarr().integers("uns/cells");
  const std::vector<double> values = in.dense<double>("X");
  const auto columns =
      static_cast<Eigen::Index>(names.size() * kColumns.size() + 2);
  check(cells.size() == names.size() &&
            values.size() ==
                metrics.genes.size() * static_cast<std::size_t>(columns),
        folder.string(), ": X holds ", values.size(), " numbers for ",
        metrics.genes.size(), " genes and ", names.size(), " readings");
  const Eigen::Map<const MatrixD> table(
      values.data(), static_cast<Eigen::Index>(metrics.genes.size()), columns);
  Eigen::Index at = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Reading reading;
    reading.name = names[i];
    reading.cells = cells[i];
    for (const auto& [name, column] : kColumns) {
      reading.*column = table.col(at++);
    }
    metrics.readings.push_back(std::move(reading));
  }
  metrics.mask_identity = table.col(at++);
  metrics.mask_measured = table.col(at++);
  return metrics;
}

}  // namespace moonstain
