#pragma once

#include <cstdint>
#include <string>

#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

/// A made-up section whose truth is known, for tests of models, baselines and
/// leak tracing. Everything follows from `seed`, `section` and `patient`.
///
/// Spots lie on a square lattice of `side` x `side`. Two smooth fields cover
/// the section, each a sum of cosine waves squashed to (-1, 1):
///   tone   how light the background is; the same in every patient
///   dots   how much of the tile small dots cover
/// The dots darken one colour channel, and which one is the patient's stain
/// signature: red, green, blue for patients 1, 2, 3 (the number at the end of
/// `patient`, modulo 3). A few dots that mean nothing darken the other two.
///
/// Counts of gene g at a spot are Poisson with mean
///   depth * base[g] * exp(signal * a[g] * tone + leak * d[patient, g] * dots)
/// where base is log-normal around `mean_count`, depth log-normal with
/// standard deviation 0.2, a[g] and d[patient, g] standard normal. a is the
/// same in all patients, d is drawn anew for each.
///
/// So a model can learn `tone` from any patient. What `dots` means it can
/// learn from sister sections alone: the signature tells whose dots they are.
/// With leak > 0 a section held out scores higher than a patient held out; with
/// leak = 0 the two agree; with signal = 0 nothing carries over to a new
/// patient.
struct SyntheticOptions {
  std::int64_t seed = 0;
  std::string section;  ///< "synthetic/S1"
  std::string patient;  ///< "synthetic/P1"
  std::int64_t side = 16;
  std::int64_t genes = 40;
  double mean_count = 5;
  double signal = 0.5;
  double leak = 0;
};

/// The counts. Spots are named "<x>x<y>", genes "gene0", "gene1", ...; pitch 64
/// px.
/// @throws Error on a patient without a number at its end, and on a count that
///               does not fit into 32 bits, naming its spot and gene
Dataset synthetic_dataset(const SyntheticOptions& options);

/// The tiles of the same spots, as a picture of that section would give them.
/// @param tile_px  side of a tile
/// @param blank    add the white tile
Patches synthetic_patches(const Dataset& dataset,
                          const SyntheticOptions& options, std::int64_t tile_px,
                          bool blank);

/// `synthetic_dataset` and `synthetic_patches`: such a section.
StepKind synthetic_dataset_step();
StepKind synthetic_patches_step();

}  // namespace moonstain
