#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// Where a section's files come from.
enum class Platform {
  visium,
  visium_hd,
  xenium,
  hest,
  legacy_st,
  cell_tables,
  h5ad,
  spatialdata
};

template <>
struct KindWords<Platform> {
  static constexpr std::string_view kAll[] = {
      "visium",    "visium_hd",   "xenium", "hest",
      "legacy_st", "cell_tables", "h5ad",   "spatialdata"};
};

/// What a sheet is read for: it settles which columns are needed, and whose
/// files.
enum class SheetUse {
  data,        ///< a manifest: section, patient, platform, path, and all files
               ///< but those of pred and truth, which are left out
  predictions  ///< `moonstain score`: section, patient, and the files (or
               ///< folders of Zarr) of pred and truth; others are left out, and
               ///< need not be there
};

/// A row of a sample sheet as a person writes it.
struct SampleRow {
  std::string place;  ///< "samples.csv: line 3", for errors
  std::string section;
  std::string patient;
  std::string site;                  ///< empty when not known
  std::string batch;                 ///< empty when not known
  std::string split;                 ///< as of ManifestSection; may be empty
  std::optional<Platform> platform;  ///< always there when read for data
  fs::path path;  ///< folder or file of the platform; for data it is there
  /// What stands in the sheet; nothing where the files are to tell.
  std::optional<double> um_per_px;
  std::optional<double> spot_pitch_um;
  std::optional<double> spot_diameter_um;
  /// Of the sheet, else of the platform; empty where files are to tell, or
  /// nothing does.
  std::string lattice;
  /// Of spatialdata; empty: the only one of each.
  std::string coordinate_system;
  std::string table;
  std::string region;
  /// Files by role, beside those that lie below `path`: those of the use, which
  /// are there.
  std::map<std::string, fs::path> files;
};

/// What at its path is the section's and no other's: the path, or where that is
/// HEST's folder, which all its sections share, st/SECTION.h5ad in it. For data
/// the path is there; that file need not be.
fs::path own_path(const SampleRow& row);

/// Reads a sample sheet: a table (core/base/table.h) of one section a row, with
/// columns in any order
///
///     section patient                          needed
///     platform path                            needed for data
///     site batch um_per_px spot_pitch_um spot_diameter_um lattice
///     coordinate_system table region           where they are known
///     split                                    of a published list: train, val
///                                              or test, or a name of a fold
///     picture spots labels alignment ...       a file of this role
///     pred truth                               tables that `score` compares
///
/// One sheet serves both uses, and what is wrong in it is told alike.
///
/// Paths are absolute, or from the sheet's folder. Space around a field is
/// taken off, an empty field says nothing, a row of empty fields is left out.
/// The platform is a word of `Platform` in any case, with spaces or '-' for
/// '_'. A column with another name is a role, unless the name is close to that
/// of a known column.
///
/// @throws Error "samples.csv: line 3: ..." on a column that is missing or
///               misspelt, a section without a patient, a section, or an
///               own_path, that is there twice, a patient at two sites, one
///               patient, site, batch or split in two spellings
///               (`spelling_key`), a split that is nearly one of the three
///               words, an unknown platform, a path where neither a file nor a
///               folder lies, a number that is none or is no scale of a
///               microscope, a name with '/', '+', '#' or what is not shown, or
///               "NA" and the like, which name none
std::vector<SampleRow> read_sample_sheet(const fs::path& sheet, SheetUse use);

}  // namespace moonstain
