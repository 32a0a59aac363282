#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain {

/// What is known of each patient under one name: numbers, NaN where missing, or
/// texts, empty where missing.
struct ClinicalColumn {
  std::string name;
  std::variant<std::vector<double>, std::vector<std::string>> values;
};

/// What was measured of each patient by variable: expression by gene, copy
/// number by locus.
struct MeasuredMatrix {
  std::string name;                    ///< "rna", "copy_number"
  std::vector<std::string> variables;  ///< [variables] names, unique
  Matrix values;                       ///< [patients, variables]; NaN: missing
};

/// One table of many patients. AnnData on Zarr: obs is the patients with their
/// clinical columns (numbers as float64, texts as categories), obsm/NAME a
/// matrix and uns/variables/NAME its variables; there is no X, as matrices
/// differ in their variables.
struct Cohort {
  static constexpr std::string_view kType = "Cohort";

  std::string about;                  ///< "tcga/BRCA"
  std::vector<std::string> patients;  ///< [patients] names, unique
  std::vector<ClinicalColumn> clinical{};
  std::vector<MeasuredMatrix> measured{};  ///< `read` sorts them by name

  std::size_t size() const { return patients.size(); }

  /// @throws Error "cohort tcga/BRCA: no column 'aeg'; did you mean 'age'?",
  ///               "cohort tcga/BRCA: column 'stage' holds texts, expected
  ///               numbers"
  const ClinicalColumn& column(std::string_view name) const;
  const std::vector<double>& numbers(std::string_view column) const;
  const std::vector<std::string>& texts(std::string_view column) const;
  const MeasuredMatrix& matrix(std::string_view name) const;

  /// @throws Error naming what is there twice or of another length
  static Cohort read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// The same of some patients, in the order in which they are named.
/// @throws Error on a patient that is not in the cohort (with the nearest name)
///               or is named twice, and where none is named
Cohort narrowed(const Cohort& cohort, const std::vector<std::string>& patients);

}  // namespace moonstain
