#pragma once

#include <filesystem>
#include <string>

namespace moonstain {

/// Whether two results of one node agree within the tolerance between numeric
/// classes (bindings/bundle/comparison.h): arrays of floating-point numbers and
/// JSON number by number, all other files byte by byte. Of a trained network
/// the record of its training is compared and not its weights: two trainings
/// part in the last bits, and small differences of weights grow while those of
/// the loss do not.
///
/// @param first, second  a folder each
bool alike_by_tolerance(const std::filesystem::path& first,
                        const std::filesystem::path& second);

/// "numbers within 1e-2 (and 2e-3), trainings by their losses".
std::string tolerance_words();

}  // namespace moonstain
