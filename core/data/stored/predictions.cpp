#include "core/data/stored/predictions.h"

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

void Predictions::write(const fs::path& folder) const {
  const auto genes_count = static_cast<Eigen::Index>(genes.size());
  check(values.rows() == static_cast<Eigen::Index>(spots.size()) &&
            values.cols() == genes_count &&
            grid.rows() == grid_rows * grid_columns &&
            (grid.rows() == 0 || grid.cols() == genes_count),
        "Predictions of section ", section, ": ", spots.size(), " spots and ",
        genes.size(), " genes, but values are [", values.rows(), ", ",
        values.cols(), "], the grid is [", grid.rows(), ", ", grid.cols(),
        "] for ", grid_rows, " x ", grid_columns, " cells");
  AnnDataWriter out(folder, kType, kSchema);
  out.dense("X", values);
  out.frame("obs", {.index = spots});
  out.frame("var", {.index = genes});
  out.text("uns/section", section);
  out.text("uns/model", model);
  out.number("uns/grid_rows", grid_rows);
  out.number("uns/grid_columns", grid_columns);
  if (grid.rows() > 0) out.dense("uns/grid", grid);
}

Predictions Predictions::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  Predictions out;
  out.spots = in.index("obs");
  out.genes = in.index("var");
  check_unique(where, "spot", out.spots);
  check_unique(where, "gene", out.genes);
  out.values = in.spots_by_genes(out.spots, out.genes);
  out.section = in.text("uns/section");
  out.model = in.text("uns/model");
  out.grid_rows = in.integer("uns/grid_rows");
  out.grid_columns = in.integer("uns/grid_columns");
  constexpr std::int64_t most = std::int64_t{1} << 31;  // the product fits
  check(out.grid_rows >= 0 && out.grid_rows < most && out.grid_columns >= 0 &&
            out.grid_columns < most,
        where, ": uns: a grid of ", out.grid_rows, " x ", out.grid_columns,
        " cells, expected sides of 0 to ", most - 1);
  if (in.has("uns/grid")) {
    check_shape(where, "uns/grid", in.shape("uns/grid"),
                {out.grid_rows * out.grid_columns,
                 static_cast<std::int64_t>(out.genes.size())},
                "[rows * columns, genes]");
    out.grid = in.matrix("uns/grid");
  }
  check(out.grid.rows() == out.grid_rows * out.grid_columns, where,
        ": has no element 'uns/grid' for the ", out.grid_rows, " x ",
        out.grid_columns, " cells that uns names");
  return out;
}

}  // namespace moonstain
