#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

/// A file of a data set: its path below the set's folder, what it must be, and
/// where it was published.
struct ManifestFile {
  std::string path;  ///< "data/ST-cnts/B4.tsv.gz", '/' between the parts
  std::uint64_t size_bytes = 0;
  Digest sha256;
  std::string url;      ///< empty when the file was not published so
  std::string shipped;  ///< path below data_manifests, or empty
};

/// A row of the sample sheet.
struct ManifestSection {
  std::string section;  ///< "B4"; in a plan it is called "her2st/B4"
  std::string patient;  ///< "B"; in a plan "her2st/B"
  std::string site;     ///< empty when not known
  /// Role -> path of a file of the manifest. Roles of layout "legacy_st":
  /// "counts", "spots", and "picture" where one is published; of the others:
  /// core/data/README.md, "HEST" and "Visium".
  std::map<std::string, std::string> files;
  std::string batch;  ///< slide, run or day; empty when not known
  /// Of a published list of who is held out: "train" is learned from in every
  /// fold, "val" neither learned from nor tested, "test" tested; any other word
  /// is a fold that tests the section. Empty when there is no list.
  std::string split;
  /// Further options of `dataset` that its platform needs: "picture_is".
  std::map<std::string, std::string> options;
  /// As of the set, where the row says nothing else.
  std::string layout;
  std::string lattice;
  double um_per_px = 0;
  double spot_pitch_um = 0;
  double spot_diameter_um = 0;
};

/// A patient of the data set's tables.
struct ManifestPatient {
  std::string patient;  ///< "TCGA-A1-A0SK"; in a plan "tcga/TCGA-A1-A0SK"
  std::string site;     ///< empty when not known
};

/// What is in a data set, known without reading any of it: its sample sheet,
/// and for every file size, sha256 and address. Stored as
/// data_manifests/NAME/manifest.json:
///
///     { "name": "her2st", "title": "...", "organism": "Homo sapiens",
///       "licence": "CC BY 4.0", "citation": "...", "source": "https://...",
///       "layout": "legacy_st",        // option `layout` of step `dataset`
///       "lattice": "square",          // option `lattice`
///       "um_per_px": 0.688,           // option `um_per_px`; 0 = not known
///       "spot_pitch_um": 200, "spot_diameter_um": 100,
///       "sections": [
///         { "section": "B4", "patient": "B", "site": "",
///           "files": { "counts": "data/ST-cnts/B4.tsv.gz",
///                      "spots": "...", "picture": "..." } } ],
///       "files": [
///         { "path": "data/ST-cnts/B4.tsv.gz", "size": 563881,
///           "sha256": "...", "url": "https://..." } ],
///       "patients": [ { "patient": "B", "site": "" } ],
///       "tables": { "clinical": "data/clinical.tsv" },
///       "note": "..." }
///
/// A set may have tables about many patients (clinical, expression, copy
/// number): a table's role, and its path among the files. They are about all
/// of its patients: those of the sections, and those that "patients" adds, of
/// whom there need be no section. Either may be absent, and both where tables
/// are about nobody (places of genes); of a set without sections `lattice` may
/// be empty.
///
/// Of a set of several platforms a section says "layout", "lattice",
/// "um_per_px", "spot_pitch_um" and "spot_diameter_um" itself, and the set's
/// layout and lattice are "mixed". A section may have a "batch",
/// a "split", and "options": {"picture_is": "hires"} of `dataset`.
///
/// Sections stand in the order of their names; a section without "picture" has
/// counts alone. A file may have "shipped": "samples/mob/MOB1.tsv.gz": it lies
/// there, below data_manifests, and needs no fetching.
struct Manifest {
  std::string name;
  std::string title;
  std::string organism;
  std::string licence;
  std::string citation;
  std::string source;
  std::string layout;   ///< "legacy_st", "hest", "visium", "xenium",
                        ///< "cell_tables", "synthetic", "mixed"
  std::string lattice;  ///< "square", "hexagonal", "none" of cells, "mixed"
  double um_per_px = 0;
  double spot_pitch_um = 0;
  double spot_diameter_um = 0;
  std::vector<ManifestSection> sections;
  /// All of them, those of the sections too, sorted by name.
  std::vector<ManifestPatient> patients;
  std::map<std::string, std::string> tables;  ///< role -> path
  std::vector<ManifestFile> files;
  std::string note;

  /// @param bytes  JSON, as `plain_text` takes it
  /// @param where  named in errors: the path of the JSON text
  /// @throws Error on a missing member, a section, patient or file named twice,
  ///               a patient at two sites, a role whose path is not among the
  ///               files, or a path that leaves the folder
  static Manifest parse(std::string bytes, std::string_view where);
  /// The one of data_manifests/NAME.
  /// @throws Error also where it calls itself otherwise: units are named by the
  ///               folder
  static Manifest of_folder(std::string bytes, const std::string& name);
  /// @param manifests  the folder that NAME lies in
  static Manifest read(const fs::path& manifests, const std::string& name);

  /// @throws Error naming the nearest section there is
  const ManifestSection& section(std::string_view name) const;
  /// @throws Error when the manifest does not name the path
  const ManifestFile& file(std::string_view path) const;
};

}  // namespace moonstain
