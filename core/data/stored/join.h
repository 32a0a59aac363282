#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/observations.h"

namespace moonstain {

/// For each wanted name its place among the given ones.
///
/// @param what    begins the error: "ridge_model: features of her2st/B4"
/// @throws Error  "WHAT: no spot '10x14' (283 given, as '9x12')" for a name
///                that is not given, and for one given twice
std::vector<Eigen::Index> places_of(const std::vector<std::string>& wanted,
                                    const std::vector<std::string>& given,
                                    std::string_view noun,
                                    std::string_view what);

/// The rows of `values` at these places, in their order.
Matrix rows_at(const Matrix& values, const std::vector<Eigen::Index>& places);

/// @param noun   of what is named: "gene"
/// @throws Error naming the first one that differs
void check_same_names(const std::vector<std::string>& found,
                      const std::vector<std::string>& expected,
                      std::string_view noun, std::string_view what);

/// The same of the variables of two tables, and of what their rows and columns
/// are.
void check_same_variables(const Observations& found,
                          const Observations& expected, std::string_view what);

/// For each of `wanted` sections its place among `given` ones; both must name
/// the same sections, each once.
///
/// @throws Error "WHAT: section her2st/B4 has targets but no features"
std::vector<std::size_t> paired_sections(const std::vector<std::string>& wanted,
                                         std::string_view wanted_noun,
                                         const std::vector<std::string>& given,
                                         std::string_view given_noun,
                                         std::string_view what);

}  // namespace moonstain
