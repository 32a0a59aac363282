#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace moonstain {

/// How two objects differ in one file.
struct FileDifference {
  std::string file;  ///< "X/c/0"
  bool only_in_first = false, only_in_second = false;
  std::uint64_t first_byte = 0;  ///< number of the first byte that differs
  std::uint64_t bytes = 0;       ///< how many differ, or are on one side alone
  /// The file holds a part of this floating-point array; else empty. Of the
  /// whole array: values that differ (bit for bit), and by how much at most
  /// (NaN when a value is no number on one side alone).
  std::string array;
  std::uint64_t values = 0;
  std::uint64_t values_differ = 0;
  double largest = 0;
};

/// Files that differ, in order of their paths; none when all bytes agree.
/// @param first, second  two folders with the result of one node
std::vector<FileDifference> object_differences(
    const std::filesystem::path& first, const std::filesystem::path& second);

/// The array of a Zarr group that a file is a part of; empty when it is none of
/// floating-point values.
std::string float_array_of(const std::filesystem::path& object,
                           const std::string& file);
/// All its values, in order.
std::vector<double> float_values_of(const std::filesystem::path& object,
                                    const std::string& array);

/// "X/c/0: first differs at byte 12, 48 bytes differ; array X: 12 of 400
/// values differ, by 1.2e-07 at most".
std::string difference_words(const FileDifference& difference);

}  // namespace moonstain
