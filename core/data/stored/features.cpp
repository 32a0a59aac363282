#include "core/data/stored/features.h"

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

std::vector<std::string> numbered(Eigen::Index count) {
  std::vector<std::string> names;
  for (Eigen::Index i = 0; i < count; ++i) names.push_back(concat("f", i));
  return names;
}

}  // namespace

void Features::write(const fs::path& folder) const {
  check(values.rows() == static_cast<Eigen::Index>(spots.size()) &&
            (blank.size() == 0 || blank.size() == values.cols()),
        "Features of section ", section, ": ", spots.size(),
        " spots, values are [", values.rows(), ", ", values.cols(),
        "], the blank tile has ", blank.size());
  AnnDataWriter out(folder, kType, kSchema);
  out.dense("X", values);
  out.frame("obs", {.index = spots});
  out.frame("var", {.index = numbered(values.cols())});
  out.text("uns/section", section);
  out.text("uns/encoder", encoder);
  out.vector("uns/blank",
             std::span<const float>(blank.data(),
                                    static_cast<std::size_t>(blank.size())));
  if (tiles.known()) {
    out.number("uns/tile_pitches", tiles.pitches);
    out.number("uns/tile_um", tiles.um);
  }
}

Features Features::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  Features out;
  out.spots = in.index("obs");
  check_unique(where, "spot", out.spots);
  out.values = in.matrix("X");
  in.chunks("X");
  check(out.values.rows() == static_cast<Eigen::Index>(out.spots.size()), where,
        ": X has ", out.values.rows(), " rows for ", out.spots.size(),
        " spots");
  out.section = in.text("uns/section");
  out.encoder = in.text("uns/encoder");
  const zarr::Shape blanks = in.shape("uns/blank");
  if (blanks != zarr::Shape{0}) {
    check_shape(where, "uns/blank", blanks, {out.values.cols()},
                "[features], or [0] without a blank tile");
  }
  const auto blank = in.dense<float>("uns/blank");
  out.blank = Eigen::Map<const Eigen::VectorXf>(
      blank.data(), static_cast<Eigen::Index>(blank.size()));
  if (in.has("uns/tile_pitches")) {
    out.tiles = {in.number("uns/tile_pitches"), in.number("uns/tile_um")};
  }
  return out;
}

}  // namespace moonstain
