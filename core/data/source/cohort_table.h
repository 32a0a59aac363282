#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/cohort.h"

namespace moonstain {

class StepKind;

/// What of a patient that has several rows is taken.
enum class Repeated {
  refuse,  ///< none: it is an error
  first,   ///< the first row; tables of slides or treatments repeat the patient
};

struct CohortTableOptions {
  std::string about{};  ///< "tcga/BRCA"
  std::string id{};     ///< column that names the patient
  /// What stands for a value that is missing, letter by letter. GDC has '--,
  /// its older tables [Not Available], [Not Applicable] and [Unknown], the
  /// pan-cancer clinical resource #N/A.
  std::vector<std::string> missing = {"", "NA", "[Not Available]"};
  /// Clinical columns that are kept, in this order; empty: all, in the table's.
  std::vector<std::string> columns{};
  /// Columns that hold texts although all of them read as numbers.
  std::vector<std::string> text_columns{};
  /// "rnaseq": columns GENE_rnaseq are a matrix of that name, by gene.
  std::vector<std::string> suffixes{};
  Repeated repeated = Repeated::refuse;
};

/// A cohort from one table with a header, a patient a row. A column whose
/// values all read as finite numbers, and that has one, holds numbers; any
/// other texts.
///
/// @param bytes  of the table's file, as `Table` takes them
/// @param where  names the table in errors
/// @throws Error naming line and column: on a patient without a name or there
///               twice, a column that is not there, and a value of a matrix
///               that is no number
Cohort read_cohort(std::string bytes, const std::string& where,
                   const CohortTableOptions& options);

/// Adds a matrix from a table of its own: the patient in the first column,
/// then a variable a column. Patients that the cohort has not are left out, of
/// those that the table has not all is missing.
/// @return how many of the table's rows were left out
/// @throws Error as `read_cohort`, and where no patient is in both
std::int64_t add_matrix(Cohort& cohort, const std::string& name,
                        std::string bytes, const std::string& where,
                        const CohortTableOptions& options);

/// `cohort`: clinical columns and matrices of many patients, joined.
StepKind cohort_step();

}  // namespace moonstain
