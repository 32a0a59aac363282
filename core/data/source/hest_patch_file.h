#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/data/hdf5/reader.h"

namespace moonstain {

/// The patches that HEST publishes of a section beside its slide,
/// patches/ID.h5:
///
///     img      [patches, side, side, 3] uint8, RGB, at 0.5 um/px
///     coords   [patches, 2] upper left corner (x, y), pixels of the slide at
///              full resolution
///     barcode  [patches] or [patches, 1] the spot's name in st/ID.h5ad
///
/// There are fewer than spots, as those beside the tissue or the slide have
/// none, and HEST-Benchmark's are of other spots than HEST-1k's: what a patch
/// is of, its name says, never its row. Pixels stay in the file until asked
/// for.
///
/// @throws Error (all members) naming the file, what was found and expected
///
/// Source: core/data/README.md, "HEST".
class HestPatchFile {
 public:
  /// @param name  as errors call the file
  /// @throws Error  also without img, coords or barcode, with what there is; on
  ///                patches that are not square, a name that stands there
  ///                twice, a corner that is not finite
  HestPatchFile(const fs::path& file, const std::string& name);

  const std::string& name() const { return in_.name(); }
  const std::vector<std::string>& spots() const { return spots_; }
  std::int64_t size_px() const { return size_px_; }
  /// [patches * 2] (x, y) of each.
  const std::vector<double>& corners() const { return corners_; }

  /// Patches of rows [first, last) as [last - first, side, side, 3].
  std::vector<std::uint8_t> pixels(std::int64_t first, std::int64_t last) const;

 private:
  hdf5::Reader in_;
  std::vector<std::string> spots_;
  std::vector<double> corners_;
  std::int64_t size_px_ = 0;
};

}  // namespace moonstain
