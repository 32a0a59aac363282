#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/eval/export/stored_value.h"
#include "core/eval/findings/findings.h"

namespace moonstain {

/// A file of a table: its path below the folder, and its text.
struct CsvFile {
  std::string path;
  std::string text;
};

/// The tables of a stored value, each number as it is stored.
///
///     Dataset      NAME.spots.csv    a row a spot: array and pixel position
///                  NAME.counts.csv   spot, gene, count; zeros are left out
///     Predictions, Targets, Features
///                  NAME.csv          a row a spot, nucleus or patient
///     Scores       NAME.csv          a row an item, READING.COLUMN
///                  NAME.unit.csv     what is said of the unit as a whole
///     Findings     NAME.predictors.csv, NAME.units.csv, NAME.items.csv,
///                  NAME.claims.csv
///     Walk         NAME.arms.csv, NAME.bars.csv, and the findings of both
///                  ends: NAME.published.units.csv, ...
///
/// @throws Error  on another type, and where the object is not as it should be
std::vector<CsvFile> csv_files(const StoredValue& value);

/// Whether values of this type are tables of ours.
bool has_tables(std::string_view type);

/// The tables of findings, as above.
std::vector<CsvFile> findings_tables(const std::string& name,
                                     const Findings& findings);

}  // namespace moonstain
