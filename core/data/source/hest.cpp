#include "core/data/source/hest.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/data/anndata/h5ad.h"
#include "core/data/anndata/reader.h"
#include "core/data/source/anndata_spots.h"
#include "core/data/source/first_names.h"
#include "core/data/source/hest_patch_file.h"
#include "core/data/source/hest_sample.h"
#include "core/data/source/kept_counts.h"
#include "core/data/source/no_name.h"
#include "core/data/stored/scale.h"

namespace moonstain {
namespace {

// 1 where there is a name.
std::vector<std::uint8_t> named(const std::vector<std::string>& names) {
  std::vector<std::uint8_t> out;
  for (const std::string& name : names) out.push_back(!is_no_name(name));
  return out;
}

std::int64_t ones(const std::vector<std::uint8_t>& flags) {
  return std::count(flags.begin(), flags.end(), 1);
}

// Of the spots that are kept only those stay that have a patch.
void keep_patched(const File& file, const std::vector<std::string>& spots,
                  const std::string& section, const std::string& name,
                  std::vector<std::uint8_t>& kept) {
  const HestPatchFile patches(file.path, file.name);
  const std::unordered_set<std::string_view> patched(patches.spots().begin(),
                                                     patches.spots().end());
  for (std::size_t row = 0; row < spots.size(); ++row) {
    if (!patched.contains(spots[row])) kept[row] = 0;
  }
  check(ones(kept) > 0, "section ", section, ": no spot of ", name, " (as '",
        spots.front(), "') has a patch in ", file.name, ", whose first is of '",
        patches.spots().front(), "'; are both of one sample?");
}

void read_pixel_positions(const AnnDataReader& in, const FirstNames& spots,
                          Dataset& dataset) {
  constexpr const char* kSpatial = "obsm/spatial";
  check(in.has(kSpatial), "section ", dataset.section, ": ", in.name(),
        " has no obsm/spatial, which holds the positions (x, y) of spots in "
        "pixels at full resolution");
  const zarr::Shape sides = in.shape(kSpatial);
  check(sides.size() == 2 && sides[1] == 2 &&
            sides[0] == static_cast<std::int64_t>(spots.places.size()),
        in.name(), ": obsm/spatial is [", listed(sides), "], expected [",
        spots.places.size(), " spots, 2]");
  const std::vector<double> values = in.numbers(kSpatial);
  dataset.pixel_xy.resize(static_cast<Eigen::Index>(spots.names.size()), 2);
  for (std::size_t spot = 0; spot < spots.rows.size(); ++spot) {
    const double x = values[2 * spots.rows[spot]];
    const double y = values[2 * spots.rows[spot] + 1];
    check(std::isfinite(x) && std::isfinite(y), in.name(),
          ": obsm/spatial: spot '", spots.names[spot], "' lies at (", x, ", ",
          y, "), expected finite numbers");
    dataset.pixel_xy.row(static_cast<Eigen::Index>(spot)) << x, y;
  }
}

void read_diameter(const AnnDataReader& in, Dataset& dataset) {
  if (!in.has("uns/spatial")) return;
  const std::vector<std::string> names = in.children("uns/spatial");
  if (names.size() > 1) {
    dataset.remarks.push_back(
        concat(in.name(), " has ", names.size(), " pictures in uns/spatial (",
               listed(names, 5),
               "); positions and scale are taken as those of ", names.front()));
  }
  if (names.empty()) return;
  const std::string path = concat("uns/spatial/", names.front(),
                                  "/scalefactors/spot_diameter_fullres");
  if (!in.has(path)) return;
  const double diameter = in.number(path);
  check(std::isfinite(diameter) && diameter > 0, in.name(), ": ", path, " is ",
        diameter, ", expected a positive number of pixels");
  dataset.spot_diameter_px = diameter;
}

}  // namespace

Dataset read_hest(const fs::path& h5ad, const std::string& name,
                  const SectionSheet& sheet,
                  const std::optional<File>& patches) {
  const AnnDataReader in = open_h5ad(h5ad, name);
  Dataset out;
  out.section = sheet.section;
  out.patient = sheet.patient;
  out.lattice = sheet.lattice;

  const std::vector<std::string> all_spots =
      in.index("obs", MissingText::empty);
  check(!all_spots.empty(), "section ", out.section, ": ", name,
        " has no spot: obs is empty");
  std::vector<std::uint8_t> kept = under_tissue(in, all_spots.size());
  const std::int64_t tissue = ones(kept);
  check(tissue > 0, "section ", out.section, ": of the ", all_spots.size(),
        " spots in ", name,
        " none is under tissue: obs/in_tissue is 1 nowhere");
  const std::vector<std::uint8_t> has_name = named(all_spots);
  std::ranges::transform(kept, has_name, kept.begin(), std::bit_and<>());
  const std::int64_t named_spots = ones(kept);
  check(named_spots > 0, "section ", out.section, ": of the ", tissue,
        " spots under tissue in ", name, " none has a name (the first is '",
        all_spots.front(), "'); give them names: adata.obs_names = ...");
  if (patches) keep_patched(*patches, all_spots, out.section, name, kept);
  const std::int64_t patched_spots = ones(kept);
  const FirstNames spots = first_names(all_spots, kept);

  const std::string place = place_of_counts(in, name, out);
  const std::vector<std::string> all_genes =
      in.index(place == "raw/X" ? "raw/var" : "var", MissingText::empty);
  const std::vector<std::uint8_t> named_genes = named(all_genes);
  check(all_genes.empty() || ones(named_genes) > 0, "section ", out.section,
        ": of the ", all_genes.size(), " genes in ", name,
        " none has a name (the first is '", all_genes.front(),
        "'); give them names: adata.var_names = ...");
  const FirstNames genes = first_names(all_genes, named_genes);
  const auto matrix = in.sparse<std::int32_t>(place);
  in.chunks(place);
  check(matrix.rows == static_cast<std::int64_t>(all_spots.size()) &&
            matrix.columns == static_cast<std::int64_t>(all_genes.size()),
        name, ": ", place, " is [", matrix.rows, ", ", matrix.columns, "] for ",
        all_spots.size(), " spots and ", all_genes.size(), " genes");
  out.counts = kept_counts(matrix, spots.rows, genes.places, genes.names.size(),
                           concat(name, ": ", place));
  out.spots = spots.names;
  out.genes = genes.names;
  read_pixel_positions(in, spots, out);
  read_array_positions(in, name, spots, out);
  read_diameter(in, out);

  const auto all = static_cast<std::int64_t>(all_spots.size());
  out.leave_out("not under tissue", all - tissue);
  out.leave_out("without a name", tissue - named_spots);
  if (patches) {
    out.leave_out(concat("without a patch in ", patches->name),
                  named_spots - patched_spots);
  }
  out.leave_out("of a name that an earlier spot has",
                patched_spots - std::ssize(spots.names));
  out.leave_out("genes, without a name",
                std::ssize(all_genes) - ones(named_genes));
  out.leave_out("genes, of a name that an earlier one has",
                ones(named_genes) - std::ssize(genes.names));
  return out;
}

double hest_um_per_px(std::string json, std::string_view name,
                      Dataset& dataset) {
  const HestSample sample = read_hest_sample(std::move(json), name);
  const double estimated = sample.um_per_px_estimated;
  const double embedded = sample.um_per_px_embedded;
  if (estimated > 0 && embedded > 0 && !about_equal(estimated, embedded)) {
    dataset.remarks.push_back(
        concat(name, " says ", estimated, " um/px by the distances of spots, ",
               embedded, " by the picture's file: the first is used"));
  }
  return estimated;
}

}  // namespace moonstain
