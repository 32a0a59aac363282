#include "core/data/stored/targets.h"

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

std::vector<double> vector_of(const Eigen::VectorXd& values) {
  return {values.data(), values.data() + values.size()};
}

Eigen::VectorXd column_of(const AnnDataReader& in, const std::string& path,
                          std::size_t spots, const fs::path& folder) {
  check_shape(folder.string(), path, in.shape(path),
              {static_cast<std::int64_t>(spots)}, "[spots]");
  const std::vector<double> values = in.dense<double>(path);
  return Eigen::Map<const Eigen::VectorXd>(
      values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

void Targets::write(const fs::path& folder) const {
  const auto rows = static_cast<Eigen::Index>(spots.size());
  check(values.rows() == rows &&
            values.cols() == static_cast<Eigen::Index>(genes.size()) &&
            total_all.size() == rows && total_chosen.size() == rows,
        "Targets of section ", section, ": ", spots.size(), " spots and ",
        genes.size(), " genes, but values are [", values.rows(), ", ",
        values.cols(), "], totals ", total_all.size(), " and ",
        total_chosen.size());
  AnnDataWriter out(folder, kType, kSchema);
  out.dense("X", values);
  DataFrame obs;
  obs.index = spots;
  obs.columns = {{"total_all", vector_of(total_all)},
                 {"total_chosen", vector_of(total_chosen)}};
  out.frame("obs", obs);
  out.frame("var", {.index = genes});
  out.text("uns/section", section);
  out.text("uns/transform", transform);
}

Targets Targets::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  Targets out;
  out.spots = in.index("obs");
  out.genes = in.index("var");
  check_unique(folder.string(), "spot", out.spots);
  check_unique(folder.string(), "gene", out.genes);
  out.values = in.spots_by_genes(out.spots, out.genes);
  out.total_all = column_of(in, "obs/total_all", out.spots.size(), folder);
  out.total_chosen =
      column_of(in, "obs/total_chosen", out.spots.size(), folder);
  out.section = in.text("uns/section");
  out.transform = in.text("uns/transform");
  return out;
}

}  // namespace moonstain
