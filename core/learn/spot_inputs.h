#pragma once

#include <string>
#include <vector>

#include "core/engine/step/inputs.h"
#include "core/learn/examples/spot_section.h"

namespace moonstain {

/// What a method looks at of a section beside its targets; each is an input of
/// its step, and of `predictions`.
struct SpotReads {
  bool features = false;    ///< input `features`
  bool pictures = false;    ///< input `patches`
  bool places = false;      ///< array positions, input `dataset`
  bool counts = false;      ///< not normalised, input `dataset`; in training
  bool graph = false;       ///< input `graph`
  bool parts = false;       ///< input `parts`: rows SPOT/NUMBER
  bool part_graph = false;  ///< input `part_graph`: edges between parts
};

/// Names of the inputs of `predictions` that a method reads.
std::vector<std::string> inputs_of(const SpotReads& reads);

/// The training sections of a method's step, in the order of the targets, whose
/// spots are its rows. Counts come from `dataset`.
/// @param step     named in errors
/// @throws Error   when a section is missing in a list or stands there twice
std::vector<SpotSection> spot_sections(const Inputs& in, const SpotReads& reads,
                                       const std::string& step);

/// A section whose spots are to be predicted: those of the first of features,
/// patches and dataset that the method reads.
SpotSection spot_section(const Inputs& in, const SpotReads& reads);

}  // namespace moonstain
