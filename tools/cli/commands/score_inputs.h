#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Where the values of a section lie: a file, or a folder of Zarr.
struct ScoredTable {
  fs::path path;
  bool shared = false;  ///< with other sections: rows are told by a column
};

/// A section of the sheet, and what is known of it.
struct SheetSection {
  std::string place;  ///< "samples.csv: line 3", for errors
  std::string section;
  std::string patient;
  std::string site;         ///< empty when the sheet does not say
  std::string batch;        ///< as well
  std::string lattice;      ///< "none" of cells; square where nothing says
  ScoredTable truth;        ///< with the path that the sheet says, if it does
  ScoredTable predictions;  ///< path empty: it is not scored
  /// The fold in which it was held out; empty without a split.
  std::string fold;
  /// Sections and patients ("patient/P1" of one of the sheet) whose data the
  /// model has learned from, and those by which an epoch or an option was
  /// chosen; as the split names them.
  std::vector<std::string> train;
  std::vector<std::string> chosen_on;
  /// Patients of the sheet of whom `train` has sections that the sheet lacks.
  std::vector<std::string> train_patients;
  /// Sections of `train` and `chosen_on` that the sheet lacks, and of whose
  /// patient the split says nothing.
  std::vector<std::string> of_unknown_patient;
};

/// What a split calls a patient, so that none is taken for a section.
inline constexpr std::string_view kPatientPrefix = "patient/";

/// Whether a split's unit is the section or its patient.
bool is_unit_of(const std::string& unit, const SheetSection& section);

/// A word of --pred, --truth, and what goes with it.
struct TableWords {
  const char* option;  ///< "--pred"
  const char* column;  ///< of the sheet: "pred"
  std::vector<std::string> given;
  std::string element;  ///< of SpatialData, --table; empty: the only one
};

/// The sections of a sample sheet (core/data/source/sample_sheet.h), read for
/// predictions.
///
/// @throws Error as it does
std::vector<SheetSection> read_score_sheet(const fs::path& sheet);

/// Finds the table of each section: where the sheet says; in the one file that
/// is given; in the folder that is given, called SECTION.h5ad, .zarr, .csv,
/// .tsv (also .gz); or among the files that are given, called so.
///
/// @param needed  sections that must have one; else the path stays empty
/// @throws Error  where none is said or found, or two are
void find_tables(std::vector<SheetSection>& sections, const fs::path& sheet,
                 const TableWords& words, const std::vector<bool>& needed,
                 ScoredTable SheetSection::*member);

/// What each section's predictions were trained on, by a table with the columns
/// fold, role (train, validation, test) and section, or patient, or both of
/// which one is empty in each row. A section is scored in the fold in which it,
/// or its patient, is `test`; one that never is, is not scored. A section that
/// the sheet lacks may be trained on; its patient may be one of the sheet's.
///
/// @throws Error naming the line: on another role, a section that is in no row,
///               one that is test in two folds, a fold that trains on nothing,
///               a name that the sheet spells in another way, one section of
///               two patients
void read_split(const fs::path& split, const fs::path& sheet,
                std::vector<SheetSection>& sections);

}  // namespace moonstain
