#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/data/source/sample_sheet.h"

namespace moonstain {

/// The files of one section of a sheet, and what a manifest says of it.
struct SectionFiles {
  std::map<std::string, fs::path> roles;  ///< as `dataset` calls its inputs
  std::string layout;                     ///< option of `dataset`
  std::string lattice;
  double um_per_px = 0;  ///< 0 where a step is to find it
  double spot_pitch_um = 0;
  double spot_diameter_um = 0;
  std::map<std::string, std::string> options;  ///< further ones of `dataset`
  /// What of a store is to be packed as its counts: path in it -> file.
  std::map<std::string, fs::path> packed;
  std::vector<std::string> notes;  ///< what was chosen where there was a choice
};

/// Finds the files of a section below its path, by the names that its
/// platform's software gives them (core/data/README.md has each platform's); a
/// prefix "SAMPLE_" may stand before them. A file that the sheet names stands
/// before the one that is found.
///
/// - visium: `outs`, or the folder above it. Without a picture in the sheet
///   Space Ranger's own one at hand is taken, and option `picture_is` says
///   which.
/// - visium_hd: `outs`, the folder above it, or one
/// binned_outputs/square_0NNum;
///   of several that of 8 um.
/// - xenium: the bundle. A picture stands in the sheet or is not there.
/// - hest: st/ID.h5ad, or the folder that holds st/ with a section's ID.h5ad;
///   metadata and picture by the same ID.
/// - legacy_st, cell_tables: the table of counts; the sheet has spots.
/// - h5ad: the file; the sheet says the lattice.
/// - spatialdata: the store's folder. Of it the metadata, one table and what
///   this annotates are to be packed, not its images and transcripts.
///
/// Nothing is read but small JSON files that state a scale or a bin's size.
///
/// @throws Error "samples.csv: line 3: ..." on a path of another platform, a
///               file that is not there (with the names it may have) or there
///               under two, and an um_per_px that such a file contradicts
SectionFiles find_section_files(const SampleRow& row);

}  // namespace moonstain
