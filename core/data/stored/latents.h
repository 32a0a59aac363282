#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain {

/// What an autoencoder has made of each spot's measured expression: targets of
/// another network, and themselves measurements. AnnData on Zarr: X [spots,
/// latents], uns/after.
struct Latents {
  static constexpr std::string_view kType = "Latents";

  std::string section;
  std::vector<std::string> spots;  ///< [spots] names, unique
  Matrix values;                   ///< [spots, latents]
  /// Sections that the autoencoder had been fitted to, in their order: one that
  /// goes on from section to section gives another latent space after each.
  std::vector<std::string> after;

  static Latents read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
