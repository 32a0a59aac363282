#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// Expression of patients as if the tissue of all their sections had been
/// measured in one tube: counts of all spots are summed by gene, and the matrix
/// "rna" has log2(1e6 n / total + 1), the form of a bulk table's log2(TPM + 1)
/// but for the lengths of genes, which counts of molecules do not need.
///
/// Patients stand in the order of their names, without their data set, as in
/// any cohort. Genes are those that all
/// sections have (counted.h), sorted; the total is over these.
///
/// @param about   of the cohort: a data set
/// @throws Error  without sections, when they have no gene in common, on a
///                patient of whom nothing was counted, and where patients of
///                two data sets have one name
Cohort pseudobulk(const std::vector<Dataset>& sections,
                  const std::string& about);

/// `pseudobulk`: these patients.
StepKind pseudobulk_step();

}  // namespace moonstain
