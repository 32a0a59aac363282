#include "core/data/source/feature_file.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/plain_text.h"
#include "core/data/hdf5/reader.h"
#include "core/data/stored/geometry.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::size_t kMostNameLetters = 200;

/// What a file holds of its patches, row by row.
struct PatchRows {
  Matrix values;                      ///< [patches, values]
  std::vector<std::string> barcodes;  ///< [patches], or empty
  std::vector<double> corners;        ///< [patches, 2] (x, y), or empty
  double patch_px = 0;                ///< 0: not said
};

std::string find_array(const hdf5::Reader& in,
                       std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (in.has(name) && in.is_array(name)) return name;
  }
  return {};
}

Matrix read_values(const hdf5::Reader& in, const std::string& path) {
  const zarr::ArrayInfo info = in.info(path);
  check(info.shape.size() == 2 && info.shape[0] > 0 && info.shape[1] > 0,
        in.name(), ": ", path, " is [", listed(info.shape),
        "], expected [patches, values]");
  Matrix out(info.shape[0], info.shape[1]);
  if (info.type == zarr::DataType::float32) {
    in.read(path, {}, info.type, out.data());
    return out;
  }
  const std::vector<double> numbers = in.numbers(path);
  std::transform(numbers.begin(), numbers.end(), out.data(),
                 [](double value) { return static_cast<float>(value); });
  return out;
}

double patch_side(const hdf5::Reader& in, const FeatureFileOptions& options) {
  double said = 0;
  if (in.has("coords")) {
    const Json side = in.attribute("coords", "patch_size_level0");
    if (side.is_number()) said = side.get<double>();
  }
  check(said == 0 || options.patch_px == 0 || said == options.patch_px,
        in.name(), ": its patches are ", said,
        " px wide at full resolution (patch_size_level0 of coords), patch_px "
        "says ",
        options.patch_px,
        ": they show another part of the tissue. Take the features of patches "
        "of ",
        options.patch_px, " px, or say patch_px = ", said);
  return said > 0 ? said : options.patch_px;
}

PatchRows read_rows(const fs::path& file, const std::string& name,
                    const FeatureFileOptions& options) {
  const hdf5::Reader in(file, name);
  const std::string values = find_array(in, {"features", "embeddings"});
  check(!values.empty(), name,
        " has no features: expected the array `features` of TRIDENT and CLAM, "
        "or `embeddings` of HEST-Benchmark; it holds ",
        listed(in.children(""), 8));
  PatchRows out;
  out.values = read_values(in, values);
  out.patch_px = patch_side(in, options);
  const auto patches = static_cast<std::int64_t>(out.values.rows());
  const std::string barcodes = find_array(in, {"barcodes", "barcode"});
  if (!barcodes.empty()) {
    out.barcodes = in.strings(barcodes);
    check(std::ssize(out.barcodes) == patches, name, ": ", barcodes, " has ",
          out.barcodes.size(), " rows for ", patches, " of ", values);
    return out;
  }
  check(in.has("coords"), name,
        " has neither coords nor barcodes: its rows cannot be joined to spots");
  const zarr::Shape sides = in.info("coords").shape;
  check(sides == zarr::Shape({patches, 2}), name, ": coords is [",
        listed(sides), "], expected [", patches, " patches, 2]");
  out.corners = in.numbers("coords");
  check(out.patch_px > 0, name,
        ": how wide its patches are is not said (patch_size_level0 of coords), "
        "and their corners alone do not tell which spot they are of; give "
        "patch_px, the side of a patch in pixels at full resolution");
  return out;
}

/// The patch of a spot, or how far the nearest one is.
struct Nearest {
  std::optional<Eigen::Index> patch;
  double shift_px = std::numeric_limits<double>::infinity();
};

/// Middles of patches, sorted from left to right: near a spot only those are
/// looked at whose x is nearer than what has been found.
class PatchMiddles {
 public:
  explicit PatchMiddles(const PatchRows& rows) {
    for (std::size_t i = 0; 2 * i < rows.corners.size(); ++i) {
      middles_.push_back({rows.corners[2 * i] + rows.patch_px / 2,
                          rows.corners[2 * i + 1] + rows.patch_px / 2,
                          static_cast<Eigen::Index>(i)});
    }
    std::sort(middles_.begin(), middles_.end());
  }

  Nearest nearest(double x, double y) const {
    Nearest out;
    const auto from =
        std::lower_bound(middles_.begin(), middles_.end(), Middle{x, y, 0});
    const auto look = [&](const Middle& middle) {
      const double shift = std::hypot(middle.x - x, middle.y - y);
      if (shift < out.shift_px ||
          (shift == out.shift_px && middle.patch < *out.patch)) {
        out = {middle.patch, shift};
      }
    };
    for (auto at = from; at != middles_.end(); ++at) {
      if (at->x - x > out.shift_px) break;
      look(*at);
    }
    for (auto at = from; at != middles_.begin();) {
      --at;
      if (x - at->x > out.shift_px) break;
      look(*at);
    }
    return out;
  }

 private:
  struct Middle {
    double x = 0;
    double y = 0;
    Eigen::Index patch = 0;
    auto operator<=>(const Middle&) const = default;
  };
  std::vector<Middle> middles_;
};

/// For each spot its patch; -1 where there is none.
std::vector<Eigen::Index> join(const PatchRows& rows, const std::string& name,
                               const Dataset& dataset,
                               const FeatureFileOptions& options) {
  std::vector<Eigen::Index> found(dataset.spots.size(), -1);
  std::int64_t missing = 0;
  std::string example;
  const Places barcodes(rows.barcodes);
  if (const auto again = barcodes.repeated()) {
    fail(name, ": barcode '", rows.barcodes[*again], "' stands there twice");
  }
  const PatchMiddles middles(rows);
  for (std::size_t spot = 0; spot < found.size(); ++spot) {
    if (!rows.barcodes.empty()) {
      const auto place = barcodes.find(dataset.spots[spot]);
      if (place) found[spot] = static_cast<Eigen::Index>(*place);
      if (!place && missing++ == 0) {
        example = concat("no barcode '", dataset.spots[spot], "' (",
                         rows.barcodes.size(), " given, as '",
                         rows.barcodes.front(), "')");
      }
      continue;
    }
    const auto i = static_cast<Eigen::Index>(spot);
    const Nearest nearest =
        middles.nearest(dataset.pixel_xy(i, 0), dataset.pixel_xy(i, 1));
    if (nearest.shift_px <= options.most_shift_px) {
      found[spot] = *nearest.patch;
    } else if (missing++ == 0) {
      example =
          concat("the middle of the patch nearest to spot '",
                 dataset.spots[spot], "' is ", fixed(nearest.shift_px, 1),
                 " px away (most_shift_px is ", options.most_shift_px, ")");
    }
  }
  const double share =
      static_cast<double>(missing) / static_cast<double>(found.size());
  check(share <= options.most_missing, name, ": ", missing, " of ",
        found.size(), " spots of section ", dataset.section,
        " have no patch: ", example,
        "; allow it by most_missing, and narrow the section to the others by "
        "ms.featured_spots");
  check(missing < std::ssize(found), name, ": no spot of section ",
        dataset.section, " has a patch: ", example);
  return found;
}

TileWidth width_of(double patch_px, const Dataset& dataset) {
  const double pitch_px = trusted_pitch_px(geometry_of(dataset));
  if (patch_px == 0 || pitch_px == 0) return {};
  const double pitches = patch_px / pitch_px;
  return {pitches, pitches * dataset.spot_pitch_um};
}

}  // namespace

Features read_feature_file(const fs::path& file, const std::string& name,
                           const Dataset& dataset, const std::string& encoder,
                           const FeatureFileOptions& options) {
  check(!dataset.spots.empty(), "feature_file: section ", dataset.section,
        " has no spots");
  const PatchRows rows = read_rows(file, name, options);
  const std::vector<Eigen::Index> patches = join(rows, name, dataset, options);
  Features out;
  out.section = dataset.section;
  out.encoder = encoder;
  out.tiles = width_of(rows.patch_px, dataset);
  std::vector<Eigen::Index> kept;
  for (std::size_t spot = 0; spot < patches.size(); ++spot) {
    if (patches[spot] < 0) continue;
    kept.push_back(patches[spot]);
    out.spots.push_back(dataset.spots[spot]);
  }
  out.values.resize(std::ssize(kept), rows.values.cols());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    out.values.row(row) = rows.values.row(kept[i]);
    for (Eigen::Index at = 0; at < out.values.cols(); ++at) {
      check(std::isfinite(out.values(row, at)), name, ": value ", at,
            " of spot '", out.spots[i], "' is ", out.values(row, at),
            ", expected a finite number");
    }
  }
  std::sort(kept.begin(), kept.end());
  const auto taken = std::unique(kept.begin(), kept.end()) - kept.begin();
  log_line(concat(counted(out.spots.size(), "spot"), " of ", patches.size(),
                  " have a patch, joined by ",
                  rows.barcodes.empty() ? "place" : "barcode", "; ",
                  rows.values.rows() - taken, " of ", rows.values.rows(),
                  " patches are of no spot, ", std::ssize(out.spots) - taken,
                  " spots share one with an earlier spot"));
  return out;
}

namespace {

std::string encoder_name(const File& file) {
  std::string text = plain_text(read_file(file.path), file.name, kMiB);
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.pop_back();
  check(!text.empty() && text.size() <= kMostNameLetters, file.name,
        ": its first line is to be the encoder's name, of 1 to ",
        kMostNameLetters, " bytes; found ", text.size());
  return text;
}

}  // namespace

StepKind feature_file_step() {
  return StepKind("feature_file", 1,
                  "Features of a section's spots from a file of TRIDENT, CLAM "
                  "or HEST-Benchmark.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<File>("file", "HDF5 file of the section's features")
      .learns<File>("encoder", Learned::pretraining,
                    "text whose first line is the encoder's name; what it has "
                    "learned from is what the features have")
      .option("patch_px", &FeatureFileOptions::patch_px,
              "side of a patch at full resolution; 0 = as the file says",
              {0, {}})
      .unit("px")
      .option("most_shift_px", &FeatureFileOptions::most_shift_px,
              "farthest that a patch's middle may lie from its spot", {0, {}})
      .unit("px")
      .option("most_missing", &FeatureFileOptions::most_missing,
              "largest share of spots that may have no patch", {0, 1})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 128 * kMiB + 6 * sizes.of("file")};
      })
      .makes<Features>([](const Inputs& in, const Options& options) {
        const auto file = in.get<File>("file");
        return read_feature_file(file.path, file.name,
                                 Dataset::read_places(in.one("dataset").path),
                                 encoder_name(in.get<File>("encoder")),
                                 options.as<FeatureFileOptions>());
      });
}

}  // namespace moonstain
