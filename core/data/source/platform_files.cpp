#include "core/data/source/platform_files.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/optional_members.h"
#include "core/data/source/hest_sample.h"
#include "core/data/source/json_file.h"
#include "core/data/source/spatialdata_parts.h"
#include "core/data/stored/scale.h"

namespace moonstain {
namespace {

using Names = std::vector<std::string>;

std::string name_of(const fs::path& path) { return path.filename().string(); }

// The file of the first of these names, with "SAMPLE_" before it or not.
std::optional<fs::path> find(const SampleRow& row,
                             const std::vector<fs::path>& folders,
                             const Names& names) {
  for (const fs::path& folder : folders) {
    if (!is_folder(folder)) continue;
    const std::vector<std::string> there = list_folder(folder);
    for (const std::string& name : names) {
      Names found;
      for (const std::string& one : there) {
        if (one == name) return folder / name;
        if (one.ends_with("_" + name)) found.push_back(one);
      }
      check(found.size() < 2, row.place, ": ", folder.string(),
            " has several files that may be ", name, ": ", listed(found, 4),
            "; a column of the sheet says which");
      if (!found.empty()) return folder / found.front();
    }
  }
  return std::nullopt;
}

/// What a path looks like.
struct Sign {
  Platform platform;
  std::string shown_by;
};

std::optional<Sign> sign_of(const fs::path& path) {
  if (!is_folder(path)) {
    if (path.extension() == ".h5ad") return Sign{Platform::h5ad, "its name"};
    return std::nullopt;
  }
  const std::pair<Platform, const char*> signs[] = {
      {Platform::xenium, "experiment.xenium"},
      {Platform::spatialdata, "zarr.json"},
      {Platform::spatialdata, ".zgroup"},
      {Platform::visium_hd, "binned_outputs"},
      {Platform::visium_hd, "outs/binned_outputs"},
      {Platform::visium_hd, "spatial/tissue_positions.parquet"},
      {Platform::visium, "spatial"},
      {Platform::visium, "outs/spatial"},
      {Platform::hest, "st"}};
  for (const auto& [platform, name] : signs) {
    if (path_exists(path / name)) return Sign{platform, name};
  }
  return std::nullopt;
}

void check_platform(const SampleRow& row) {
  const std::optional<Sign> sign = sign_of(row.path);
  const bool is_h5ad = row.platform == Platform::hest && sign.has_value() &&
                       sign->platform == Platform::h5ad;
  if (sign && sign->platform != row.platform && !is_h5ad) {
    fail(row.place, ": ", row.path.string(), " is of platform ",
         word_of(sign->platform), " (by ", sign->shown_by, "), the sheet says ",
         word_of(*row.platform));
  }
  const bool is_file = !is_folder(row.path);
  const auto is_of = [&](auto... platforms) {
    return ((row.platform == platforms) || ...);
  };
  if (is_of(Platform::legacy_st, Platform::cell_tables, Platform::h5ad)) {
    check(is_file, row.place, ": ", row.path.string(), " is a folder; path of ",
          word_of(*row.platform), " is the ",
          row.platform == Platform::h5ad ? ".h5ad" : "table of counts");
  } else if (!is_of(Platform::hest, Platform::spatialdata)) {
    check(!is_file, row.place, ": ", row.path.string(), " is a file; path of ",
          word_of(*row.platform), " is the folder that its software writes");
  }
}

/// Roles are gathered here; those of the sheet come first.
class Gathered {
 public:
  explicit Gathered(const SampleRow& row) : row_(row) {
    out_.roles = row.files;
    out_.um_per_px = row.um_per_px.value_or(0);
  }

  const SampleRow& row() const { return row_; }
  SectionFiles& out() { return out_; }
  bool has(const std::string& role) const { return out_.roles.contains(role); }
  const fs::path& path(const std::string& role) const {
    return out_.roles.at(role);
  }

  void take(const std::string& role, const fs::path& path) {
    out_.roles.try_emplace(role, path);
  }
  bool take_if_there(const std::string& role,
                     const std::vector<fs::path>& folders, const Names& names) {
    if (has(role)) return true;
    const std::optional<fs::path> found = find(row_, folders, names);
    if (found) out_.roles[role] = *found;
    return found.has_value();
  }
  void need(const std::string& role, const std::vector<fs::path>& folders,
            const Names& names) {
    check(take_if_there(role, folders, names), row_.place, ": section '",
          row_.section, "' has no ", role, ": none of ", listed(names), " in ",
          folders.front().string());
  }

  // What a file says of the scale, beside what the sheet says.
  void settle_scale(double said, const std::string& file) {
    if (said <= 0) return;
    check(out_.um_per_px == 0 || about_equal(out_.um_per_px, said), row_.place,
          ": um_per_px is ", out_.um_per_px, ", ", file, " says ", said,
          "; leave the field empty where that is right, else look whether the "
          "picture is that of this section at full resolution");
    if (out_.um_per_px == 0) out_.um_per_px = said;
  }

  // @param told  the lattice that a file tells, where the sheet does not
  SectionFiles finish(std::string layout, double pitch_um, double diameter_um,
                      std::string told = "") {
    out_.layout = std::move(layout);
    out_.lattice = row_.lattice.empty() ? std::move(told) : row_.lattice;
    check(!out_.lattice.empty(), row_.place, ": the lattice of section '",
          row_.section,
          "' is not known; say in a column lattice how its spots "
          "lie: square, hexagonal, or none of cells");
    const bool of_cells = out_.lattice == "none";
    out_.spot_pitch_um = row_.spot_pitch_um.value_or(of_cells ? 0 : pitch_um);
    out_.spot_diameter_um =
        row_.spot_diameter_um.value_or(of_cells ? 0 : diameter_um);
    return std::move(out_);
  }

 private:
  const SampleRow& row_;
  SectionFiles out_;
};

fs::path below_outs(const fs::path& path) {
  return is_folder(path / "outs") ? path / "outs" : path;
}

// filtered_feature_bc_matrix, one file or three; cell_feature_matrix of Xenium.
void take_matrix(Gathered& files, const fs::path& folder,
                 const std::string& name) {
  if (files.take_if_there("counts", {folder}, {name + ".h5"})) return;
  const fs::path inner = folder / name;
  check(is_folder(inner), files.row().place, ": section '", files.row().section,
        "' has no counts: neither ", name, ".h5 nor ", name, "/ in ",
        folder.string());
  files.need("counts", {inner}, {"matrix.mtx.gz", "matrix.mtx"});
  files.need("barcodes", {inner}, {"barcodes.tsv.gz", "barcodes.tsv"});
  files.need("features", {inner},
             {"features.tsv.gz", "features.tsv", "genes.tsv.gz", "genes.tsv"});
}

void take_own_picture(Gathered& files, const fs::path& spatial) {
  if (files.has("picture")) return;
  for (const auto& [name, word] : {std::pair{"tissue_hires_image.png", "hires"},
                                   {"tissue_lowres_image.png", "lowres"}}) {
    if (!files.take_if_there("picture", {spatial, spatial.parent_path()},
                             {name})) {
      continue;
    }
    check(!files.row().um_per_px, files.row().place,
          ": um_per_px is that of the picture, and no picture is given; "
          "Space Ranger's ",
          name,
          " has its own, which the array tells: leave "
          "the field empty, or name the picture in a column picture");
    files.out().options["picture_is"] = word;
    files.out().notes.push_back(concat(
        "section ", files.row().section, ": no picture is named, so ", name,
        " is taken, whose pixels are some 5 to 20 um wide: crops "
        "of spots need the one at full resolution"));
    return;
  }
}

SectionFiles of_visium(const SampleRow& row) {
  Gathered files(row);
  const fs::path outs = below_outs(row.path);
  const fs::path spatial = outs / "spatial";
  take_matrix(files, outs, "filtered_feature_bc_matrix");
  files.need("spots", {spatial, outs},
             {"tissue_positions.csv", "tissue_positions_list.csv",
              "tissue_positions.csv.gz", "tissue_positions_list.csv.gz",
              "tissue_positions_list.txt", "tissue_positions.parquet"});
  files.need("scale_factors", {spatial, outs},
             {"scalefactors_json.json", "scalefactors_json.json.gz"});
  take_own_picture(files, spatial);
  return files.finish("visium", 100, 55);
}

// The folder of the bins that are read.
fs::path bins_of(Gathered& files) {
  const SampleRow& row = files.row();
  if (is_folder(row.path / "spatial") &&
      name_of(row.path).starts_with("square_")) {
    return row.path;
  }
  const fs::path outputs = below_outs(row.path) / "binned_outputs";
  check(is_folder(outputs), row.place, ": ", row.path.string(),
        " has no binned_outputs");
  Names sizes;
  for (const std::string& name : list_folder(outputs)) {
    if (name.starts_with("square_")) sizes.push_back(name);
  }
  check(!sizes.empty(), row.place, ": ", outputs.string(),
        " has no folder square_0NNum");
  const bool has_usual =
      std::find(sizes.begin(), sizes.end(), "square_008um") != sizes.end();
  check(has_usual || sizes.size() == 1, row.place, ": ", outputs.string(),
        " has ", listed(sizes),
        ", and none of 8 um; path may name one of them");
  const std::string& chosen = has_usual ? "square_008um" : sizes.front();
  if (sizes.size() > 1) {
    files.out().notes.push_back(concat("section ", row.section, ": bins of ",
                                       chosen, " are taken of ", listed(sizes),
                                       "; path may name another"));
  }
  return outputs / chosen;
}

SectionFiles of_visium_hd(const SampleRow& row) {
  Gathered files(row);
  const fs::path bins = bins_of(files);
  const fs::path spatial = bins / "spatial";
  take_matrix(files, bins, "filtered_feature_bc_matrix");
  files.need("spots", {spatial},
             {"tissue_positions.parquet", "tissue_positions.csv"});
  files.need("scale_factors", {spatial}, {"scalefactors_json.json"});
  const fs::path& factors = files.path("scale_factors");
  const Json json = read_json_file(factors, name_of(factors));
  const double bin_um =
      number_or_none(json, "bin_size_um", name_of(factors)).value_or(0);
  check(bin_um > 0, row.place, ": ", factors.string(),
        " has no bin_size_um, which Visium HD states");
  const double um_per_px =
      number_or_none(json, "microns_per_pixel", name_of(factors)).value_or(0);
  if (files.has("picture")) {
    files.settle_scale(um_per_px, name_of(factors));
  } else {
    take_own_picture(files, spatial);
  }
  return files.finish("visium", bin_um, bin_um);
}

SectionFiles of_xenium(const SampleRow& row) {
  Gathered files(row);
  take_matrix(files, row.path, "cell_feature_matrix");
  files.need("spots", {row.path}, {"cells.csv.gz", "cells.parquet"});
  files.need("metadata", {row.path}, {"experiment.xenium"});
  files.take_if_there("segmentation", {row.path}, {"cells.zarr.zip"});
  files.take_if_there(
      "outlines", {row.path},
      {"cell_boundaries.csv.gz", "cell_boundaries.parquet", "cells.zarr.zip"});
  if (!files.has("picture")) {
    const fs::path& experiment = files.path("metadata");
    const std::string name = name_of(experiment);
    const Json json = read_json_file(experiment, name);
    files.settle_scale(number_or_none(json, "pixel_size", name).value_or(0),
                       name);
  }
  return files.finish("xenium", 0, 0);
}

SectionFiles of_hest(const SampleRow& row) {
  Gathered files(row);
  const fs::path counts = own_path(row);
  check(path_exists(counts), row.place, ": ", counts.parent_path().string(),
        " has no ", row.section,
        ".h5ad; a section of HEST is called by its "
        "ID, or path names its .h5ad");
  files.take("counts", counts);
  const fs::path root = counts.parent_path().parent_path();
  const std::string id = counts.stem().string();
  files.take_if_there("metadata", {root / "metadata"}, {id + ".json"});
  files.take_if_there("picture", {root / "wsis"}, {id + ".tif"});
  std::string lattice;
  double pitch_um = 0;
  if (files.has("metadata")) {
    const fs::path& metadata = files.path("metadata");
    const HestSample sample =
        read_hest_sample(read_file(metadata), name_of(metadata));
    files.settle_scale(sample.um_per_px_estimated, name_of(metadata));
    if (sample.technology == "Visium") lattice = "hexagonal";
    if (sample.technology == "Spatial Transcriptomics" ||
        sample.technology == "Visium HD" || sample.technology == "Xenium") {
      lattice = "square";
    }
    pitch_um = std::max(sample.spot_pitch_um, 0.0);
  }
  return files.finish("hest", pitch_um, 0, lattice);
}

SectionFiles of_tables(const SampleRow& row) {
  Gathered files(row);
  files.take("counts", row.path);
  check(files.has("spots"), row.place, ": section '", row.section,
        "' has no spots: ", word_of(*row.platform),
        " needs a column spots, with the table of positions");
  return row.platform == Platform::legacy_st
             ? files.finish("legacy_st", 200, 100)
             : files.finish("cell_tables", 0, 0);
}

SectionFiles of_h5ad(const SampleRow& row) {
  Gathered files(row);
  files.take("counts", row.path);
  return files.finish("hest", 0, 0);
}

SectionFiles of_spatialdata(const SampleRow& row) {
  Gathered files(row);
  files.out().packed = spatialdata_parts(row);
  auto& options = files.out().options;
  if (!row.region.empty()) options["region"] = row.region;
  if (!row.coordinate_system.empty()) {
    options["coordinate_system"] = row.coordinate_system;
  }
  return files.finish("spatialdata", 0, 0);
}

}  // namespace

SectionFiles find_section_files(const SampleRow& row) {
  check_platform(row);
  switch (*row.platform) {
    case Platform::visium:
      return of_visium(row);
    case Platform::visium_hd:
      return of_visium_hd(row);
    case Platform::xenium:
      return of_xenium(row);
    case Platform::hest:
      return of_hest(row);
    case Platform::h5ad:
      return of_h5ad(row);
    case Platform::legacy_st:
    case Platform::cell_tables:
      break;
    case Platform::spatialdata:
      return of_spatialdata(row);
  }
  return of_tables(row);
}

}  // namespace moonstain
