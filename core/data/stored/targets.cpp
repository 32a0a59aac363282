#include "core/data/stored/targets.h"

#include "core/base/error.h"
#include "core/base/nouns.h"
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
  const auto rows = static_cast<Eigen::Index>(names.size());
  const std::string what = concat("Targets of ", about);
  check(total_all.size() == total_chosen.size() &&
            (total_all.size() == rows || total_all.size() == 0),
        what, ": ", counted(names.size(), word_of(unit_kind)), ", but totals ",
        total_all.size(), " and ", total_chosen.size());
  AnnDataWriter out(folder, kType, kSchema);
  write_table(out, what);
  DataFrame obs;
  obs.index = names;
  if (total_all.size() > 0) {
    obs.columns = {{"total_all", vector_of(total_all)},
                   {"total_chosen", vector_of(total_chosen)}};
  }
  out.frame("obs", obs);
  out.text("uns/transform", transform);
}

Targets Targets::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  Targets out;
  out.read_table(in, folder.string());
  if (in.has("obs/total_all") || in.has("obs/total_chosen")) {
    out.total_all = column_of(in, "obs/total_all", out.size(), folder);
    out.total_chosen = column_of(in, "obs/total_chosen", out.size(), folder);
  }
  out.transform = in.text("uns/transform");
  return out;
}

}  // namespace moonstain
