#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/data/source/tenx_matrix.h"

namespace moonstain {

// What the files of a Xenium bundle have in common: its scale, its version, the
// names of its cells.

/// Source: core/data/README.md, "Xenium".
struct XeniumExperiment {
  double um_per_px = 0;  ///< of the bundle's own pictures
  /// "xenium-3.0.0.15"; of xenium_ranger, where that has written the cells.
  std::string software;
  int major = 0;  ///< of `software`; 0 where none is said
  int minor = 0;
};

/// experiment.xenium. @throws Error on what is no JSON object, and where it
/// states no pixel size that a microscope's picture may have
XeniumExperiment read_xenium_experiment(const File& file);

/// A cell's name as text: the prefix in eight hexadecimal digits, 0 to f
/// written a to p, "-", the suffix. (1437536272, 1) is "ffkpbaba-1".
std::string xenium_cell_name(std::uint32_t prefix, std::uint32_t suffix);
/// The two numbers of such a name; nothing of another text.
std::optional<std::pair<std::uint32_t, std::uint32_t>> xenium_cell_numbers(
    std::string_view name);

/// What would make `found`, a name that is not among `known` ones (sorted), one
/// of them: "; that is a byte string as Python prints it: take b'...' off";
/// else a question.
std::string guess_of_cell_name(std::string_view found,
                               const std::vector<std::string>& known);

}  // namespace moonstain
