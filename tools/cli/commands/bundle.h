#pragma once

#include <string>

#include "tools/cli/session.h"

namespace moonstain {

/// Where `bundle` puts its file.
struct BundleOptions {
  std::string output;  ///< the file; empty: RECIPE.moon
  std::string shelf;   ///< a folder whose index is to name it; or empty
};

/// `moonstain bundle`: packs the recipe with its lock and the results that the
/// workspace has, and says what is in it. What was packed is planned once from
/// the bundle, so that what does not travel is found here, not elsewhere.
int bundle_command(const Session& session, const BundleOptions& options);

}  // namespace moonstain
