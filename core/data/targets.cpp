#include "core/data/targets.h"

#include "core/base/error.h"
#include "core/data/anndata.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

std::vector<double> vector_of(const Eigen::VectorXd& values) {
  return {values.data(), values.data() + values.size()};
}

Eigen::VectorXd column_of(const DataFrame& frame, std::string_view name) {
  const auto& values = std::get<std::vector<double>>(frame.column(name));
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
  const DataFrame obs = in.frame("obs");
  out.spots = obs.index;
  out.genes = in.index("var");
  out.values = in.spots_by_genes(out.spots, out.genes);
  out.total_all = column_of(obs, "total_all");
  out.total_chosen = column_of(obs, "total_chosen");
  out.section = in.text("uns/section");
  out.transform = in.text("uns/transform");
  return out;
}

}  // namespace moonstain
