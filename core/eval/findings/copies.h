#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/eval/findings/units.h"

namespace moonstain {

/// Two sections that are one specimen, as their data say once they are read.
struct SectionCopy {
  std::string first;  ///< "her2st/B4"
  std::string first_patient;
  std::string second;  ///< behind `first` in the order of names
  std::string second_patient;
  std::string in_common;  ///< `SectionContent::in_common`
  /// One of them is scored, and the other was not held out with it: what scores
  /// it may have learned the very same.
  bool apart = false;

  /// "her2st/B4 (patient her2st/B) and her2st/C1 (patient her2st/C) have the
  /// same counts".
  std::string words() const;
};

/// What `section_copies` makes, one file of JSON.
struct SectionCopies {
  static constexpr std::string_view kType = "SectionCopies";

  std::vector<SectionCopy> copies;

  static SectionCopies read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// A scored unit, and the fold by which it was held out.
struct HeldOut {
  std::string unit;  ///< a section, or a patient
  std::string fold;  ///< "" where none is said
};

/// Every pair of sections that is one specimen, in the order of names. Sections
/// are held out together in a fold of one name, and by their patient where more
/// than a section was held out. What of a specimen is trained on and what is
/// scored is the plan's to tell (core/engine/plan/lineage.h).
///
/// @param sections  of the data sets, scored or not; those named twice count
///                  once
/// @param unit      what was held out: "section", "patient"
std::vector<SectionCopy> copies_among(const std::vector<SectionUnit>& sections,
                                      const std::vector<HeldOut>& scored,
                                      const std::string& unit);

/// Why no verdict is given where a specimen stands on both sides; "" where none
/// does.
std::string copies_in_words(const std::vector<SectionCopy>& copies);

}  // namespace moonstain
