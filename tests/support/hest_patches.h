#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "tests/support/h5_file.h"

namespace moonstain {

/// Writes patches/ID.h5 as HEST does: barcodes in one column of bytes, a chunk
/// a patch. All pixels of patch i have the value 10 i + 1.
struct HestPatchesMade {
  std::vector<std::string> spots;
  std::vector<std::int64_t> corners;  ///< [spots * 2]
  std::uint64_t size_px = 4;

  std::vector<std::uint8_t> pixels() const {
    std::vector<std::uint8_t> out;
    for (std::size_t i = 0; i < spots.size(); ++i) {
      out.insert(out.end(), size_px * size_px * 3,
                 static_cast<std::uint8_t>(10 * i + 1));
    }
    return out;
  }

  void write_img(H5File& out) const {
    const hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[] = {1, size_px, size_px, 3};
    H5Pset_chunk(made, 4, chunk);
    out.numbers("img", pixels(), {spots.size(), size_px, size_px, 3}, made);
    H5Pclose(made);
  }
  void write_barcode(H5File& out) const {
    std::size_t width = 1;
    for (const std::string& spot : spots) width = std::max(width, spot.size());
    out.fixed_strings("barcode", spots, width, {spots.size(), 1});
  }
  void write_coords(H5File& out) const {
    out.numbers("coords", corners, {corners.size() / 2, 2});
  }
  void write(const fs::path& path) const {
    H5File out(path);
    write_img(out);
    write_barcode(out);
    write_coords(out);
  }
};

}  // namespace moonstain
