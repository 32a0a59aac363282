// Part of metrics.h: how Metrics lie on disk.
#include <array>
#include <utility>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"
#include "core/eval/metrics/metrics.h"

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

// What `var` holds, in the order of X.
std::vector<std::string> column_names(
    const std::vector<std::string>& readings) {
  std::vector<std::string> names;
  for (const std::string& reading : readings) {
    for (const auto& [name, column] : kColumns) {
      names.push_back(concat(reading, ".", name));
    }
  }
  names.emplace_back("mask.identity");
  names.emplace_back("mask.measured");
  return names;
}

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
  const std::string where = folder.string();
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
  check(cells.size() == names.size(), where, ": uns/cells has ", cells.size(),
        " numbers for ", names.size(), " readings");
  check_unique(where, "gene", metrics.genes);
  check_unique(where, "reading", names);
  check(metrics.grid_rows > 0 && metrics.grid_columns > 0, where,
        ": uns: a grid of ", metrics.grid_rows, " x ", metrics.grid_columns,
        " cells, expected at least one");
  const std::vector<std::string> expected = column_names(names);
  const std::vector<std::string> found = in.index("var");
  const auto columns = static_cast<Eigen::Index>(expected.size());
  check_shape(where, "X", in.shape("X"),
              {static_cast<std::int64_t>(metrics.genes.size()), columns},
              "[genes, numbers]");
  check(found.size() == expected.size(), where, ": var names ", found.size(),
        " columns, expected ", expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    check(found[i] == expected[i], where, ": var: column ", i, " is '",
          found[i], "', expected '", expected[i], "'");
  }
  const std::vector<double> values = in.dense<double>("X");
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
