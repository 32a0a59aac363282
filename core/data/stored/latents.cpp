#include "core/data/stored/latents.h"

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

std::vector<std::string> numbered(Eigen::Index count) {
  std::vector<std::string> names;
  for (Eigen::Index i = 0; i < count; ++i) names.push_back(concat("z", i));
  return names;
}

}  // namespace

void Latents::write(const fs::path& folder) const {
  check(values.rows() == static_cast<Eigen::Index>(spots.size()),
        "Latents of section ", section, ": ", spots.size(),
        " spots, values are [", values.rows(), ", ", values.cols(), "]");
  AnnDataWriter out(folder, kType, kSchema);
  out.dense("X", values);
  out.frame("obs", {.index = spots});
  out.frame("var", {.index = numbered(values.cols())});
  out.text("uns/section", section);
  out.strings("uns/after", after);
}

Latents Latents::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  Latents out;
  out.spots = in.index("obs");
  check_unique(where, "spot", out.spots);
  out.values = in.matrix("X");
  in.chunks("X");
  check(out.values.rows() == static_cast<Eigen::Index>(out.spots.size()), where,
        ": X has ", out.values.rows(), " rows for ", out.spots.size(),
        " spots");
  out.section = in.text("uns/section");
  out.after = in.strings("uns/after");
  return out;
}

}  // namespace moonstain
