#include "core/data/stored/profiles.h"

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

void check_shape(const Profiles& profiles, const std::string& where) {
  check(profiles.values.rows() ==
                static_cast<Eigen::Index>(profiles.names.size()) &&
            profiles.values.cols() ==
                static_cast<Eigen::Index>(profiles.genes.size()),
        where, ": ", profiles.names.size(), " profiles of ",
        profiles.genes.size(), " genes, values are [", profiles.values.rows(),
        ", ", profiles.values.cols(), "]");
  check_unique(where, "profile", profiles.names);
  check_unique(where, "gene", profiles.genes);
}

}  // namespace

void Profiles::write(const fs::path& folder) const {
  check_shape(*this, "Profiles");
  AnnDataWriter out(folder, kType, kSchema);
  out.dense("X", values);
  out.frame("obs", {.index = names});
  out.frame("var", {.index = genes});
  out.text("uns/how", how);
}

Profiles Profiles::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  Profiles out;
  out.names = in.index("obs");
  out.genes = in.index("var");
  out.values = in.matrix("X");
  in.chunks("X");
  out.how = in.text("uns/how");
  check_shape(out, folder.string());
  return out;
}

}  // namespace moonstain
