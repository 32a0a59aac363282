#pragma once

#include <cstdint>
#include <vector>

#include "core/data/patients/synthetic_patient.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

struct SyntheticTumourOptions {
  std::int64_t rows = 80;
  std::int64_t columns = 64;
};

/// The slide of a made-up patient (synthetic_patient.h) as tiles, and the
/// counts of the same places: for tests of a way that begins at the slide, of
/// which `synthetic_map` draws the end.
///
/// Spots are those cells of a square lattice of `rows` x `columns` that lie in
/// an ellipse of three quarters of either side. A spot's malignancy is
///
///   m = 0.5 e + z t
///
/// with e a normal number of the spot, z how malignant the patient's tumour is
/// and t 1 in the left half of the tissue, else 0. Counts are Poisson: of the
/// planted gene with mean mean_count * exp(0.5 m), of any other with mean
/// mean_count * exp(0.2 f), f a normal number of the spot and the gene. The
/// tile shows 20 + 8 m nuclei, rounded, none to 44 of them, and nothing else
/// of the spot.
///
/// So a slide tells of its patient z alone, and of genes the planted one alone;
/// only z is tied to survival, as `hazard_effect` says.
struct SyntheticTumour {
  std::vector<std::int64_t> cells;  ///< [spots] flat, of the lattice
  std::vector<double> malignancy;   ///< [spots] m
};

SyntheticTumour synthetic_tumour(const SyntheticTumourOptions& options,
                                 const SyntheticPatientOptions& patient);

/// The counts. Spots are named "<column>x<row>"; pitch 64 px.
/// @throws Error  as `synthetic_truth`, and on a count that does not fit into
///                32 bits
Dataset synthetic_tumour_dataset(const SyntheticTumourOptions& options,
                                 const SyntheticPatientOptions& patient);

/// The tiles of the same spots, as a scan of that slide would give them, and
/// the white one. Nuclei are blue squares of a twelfth of the side, on pink
/// with a grain of 6 grey levels.
/// @param dataset  by the same options
/// @param tile_px  side of a tile, at least 12
/// @throws Error   on the dataset of another section or of other spots
Patches synthetic_tumour_patches(const Dataset& dataset,
                                 const SyntheticTumourOptions& options,
                                 const SyntheticPatientOptions& patient,
                                 std::int64_t tile_px);

/// `synthetic_tumour_dataset` and `synthetic_tumour_patches`, whose options are
/// to be the same.
StepKind synthetic_tumour_dataset_step();
StepKind synthetic_tumour_patches_step();

}  // namespace moonstain
