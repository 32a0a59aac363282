#include "core/data/patients/synthetic_options.h"

#include "core/data/patients/synthetic_patient.h"

namespace moonstain {

StepKind&& with_synthetic_patients(StepKind&& kind) {
  using Patient = SyntheticPatientOptions;
  return std::move(kind)
      .numeric(Numeric::libm)
      .option("seed", &Patient::seed, "everything made up follows from it")
      .option("cells", &Patient::cells, "cells of a patient", {1, 1e6})
      .option("mean_count", &Patient::mean_count,
              "typical count of a gene in a cell", {0, 1e6})
      .option("genes", &Patient::genes, "genes that are counted")
      .option("loci", &Patient::loci, "genes whose copies are called")
      .option("types", &Patient::types,
              "types of cells, the first the malignant one")
      .option("shares", &Patient::shares, "of each type in a typical tumour")
      .option("neighbour_strength", &Patient::neighbour_strength,
              "how like the expression of neighbours is", {0, 0.95})
      .option("locus_effect", &Patient::locus_effect,
              "what a copy of the planted locus adds to that of the planted "
              "gene; 0: nothing is planted",
              {-1, 1})
      .option("planted_locus", &Patient::planted_locus, "one of the loci")
      .option("planted_gene", &Patient::planted_gene, "one of the genes")
      .option("hazard_effect", &Patient::hazard_effect,
              "what a standard deviation of malignancy adds to the log hazard; "
              "0: nothing is planted",
              {-10, 10});
}

StepKind&& with_one_synthetic_patient(StepKind&& kind) {
  using Patient = SyntheticPatientOptions;
  return with_synthetic_patients(std::move(kind))
      .option("section", &Patient::section, "name of the section")
      .required()
      .option("patient", &Patient::patient, "name of the patient")
      .required();
}

}  // namespace moonstain
