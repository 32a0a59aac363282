#pragma once

#include <map>
#include <string>

#include "core/data/source/manifest.h"

namespace moonstain {

/// A section that stands under several names.
struct Specimen {
  std::string first;     ///< of its names, "her2st/B4"
  std::string shown_by;  ///< the file of this one that shows it: "C1.tsv.gz"
};

/// Which sections of these data sets are one specimen under several names, told
/// by the sha256 of their files, before any is read. By section, "her2st/B4";
/// sections of which there is one are not among them.
///
/// Two sections are one where their files are equal in
/// - "counts": what was measured of one place is not measured again elsewhere;
/// - "picture" and "spots": the same places of the same picture;
/// - "picture", where both have no other file: the picture is the section.
/// A picture alone tells nothing: several arrays, or the cores of a tissue
/// microarray, lie on one picture, and their spots differ. Nor do spots alone:
/// an array has the same ones each time. Tables of a data set (names of genes,
/// patients) belong to no section.
///
/// @param manifests  by the data set's name
std::map<std::string, Specimen> specimens_of(
    const std::map<std::string, Manifest>& manifests);

}  // namespace moonstain
