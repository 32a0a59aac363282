#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace moonstain {

/// A made-up cohort of patients, their tumours' cells and what became of them,
/// for tests of a whole analysis: what is planted must be found, and with
/// nothing planted nothing. Everything follows from `seed`, `section` and
/// `patient`.
///
/// Of each patient are drawn, apart from each other: the calls of all `loci`,
/// -1, 0, 1 with probabilities 1/4, 1/2, 1/4; and how malignant the tumour is,
/// z, standard normal. Cells lie anywhere in a square, 30 px by 30 px for each.
/// A cell's type is drawn by the shares of `types`, of which the first has odds
/// exp(0.6 z) times those that a typical tumour has. Counts of gene g are
/// Poisson with mean
///
///   mean_count * exp(b[g] + m[g, type] + 0.8 (sqrt(k) f[g] + sqrt(1 - k) e))
///
/// where b is normal (0.5), m is 0.8 where the type is the gene's own, f is a
/// smooth field over the section of mean 0 and variance 1, another one of each
/// gene and section, and e a normal number of the cell. So k says how like the
/// expression of neighbours is, and nothing of the mean. It is
/// `neighbour_strength`, and for the planted gene
///
///   k = neighbour_strength + locus_effect * call of the planted locus
///
/// within 0 .. 0.95. The hazard of death is exp(hazard_effect z) times that of
/// a median of 60 months; follow-up ends, without a death, anywhere in 12 to
/// 120 months.
///
/// So with locus_effect = 0 no feature of the cells is tied to any locus, and
/// with hazard_effect = 0 none to survival.
struct SyntheticPatientOptions {
  std::int64_t seed = 0;
  std::string section;  ///< "synthetic_cells/C1"
  std::string patient;  ///< "synthetic_cells/P1"
  std::int64_t cells = 300;
  double mean_count = 3;
  /// Genes that cells express, and loci with copy numbers; names of real ones,
  /// so that they have places on the genome.
  std::vector<std::string> genes = {
      "TOP2A", "ERBB2", "GATA3",  "FOXA1", "EPCAM", "KRT7",  "KRT8",
      "SCD",   "FASN",  "LUM",    "POSTN", "CD3E",  "IL7R",  "MS4A1",
      "MZB1",  "LYZ",   "CXCL12", "LPL",   "AR",    "ADIPOQ"};
  std::vector<std::string> loci = {"TOP2A", "ERBB2",  "MYC",  "CCND1",
                                   "PTEN",  "RB1",    "TP53", "BRCA1",
                                   "MDM2",  "PIK3CA", "ESR1", "CDKN2A"};
  std::vector<std::string> types = {"Malignant", "Stromal", "Macrophage",
                                    "Myoepi", "T"};
  std::vector<double> shares = {0.49, 0.26, 0.1, 0.08, 0.07};
  double neighbour_strength = 0.4;
  double locus_effect = 0;  ///< of k, a copy
  std::string planted_locus = "TOP2A";
  std::string planted_gene = "TOP2A";
  double hazard_effect = 0;  ///< of the log hazard, a unit of z
};

/// What a patient is like, before any cell.
struct SyntheticTruth {
  std::vector<int> calls;  ///< [loci] -1, 0, 1
  double malignancy = 0;   ///< z
  double months = 0;       ///< followed, above 0
  bool died = false;
};

/// @throws Error  on options out of range: another number of shares than of
///                types, a planted locus or gene that is none of them, names
///                that are there twice
SyntheticTruth synthetic_truth(const SyntheticPatientOptions& options);

}  // namespace moonstain
