#include "core/learn/encoder.h"

#include <cmath>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/engine/step/task_context.h"
#include "core/learn/network/device_memory.h"

namespace moonstain {
namespace {

std::string name_of(const PatchInfo& info, std::int64_t tile) {
  const auto spot = static_cast<std::size_t>(tile);
  return spot < info.spots.size() ? concat("spot ", info.spots[spot])
                                  : "the blank tile";
}

// Tiles of a section on their way to an encoder. They wait until they fill a
// batch; one that was seen before, as what it shows is the same, waits for the
// vector of the first.
class Batches {
 public:
  Batches(const Encoder& encoder, const PatchInfo& info, Matrix& vectors)
      : encoder_(encoder),
        info_(info),
        vectors_(vectors),
        batch_(encoder.batch) {}

  /// @return  whether it is the first of its kind
  bool add(std::int64_t tile, std::span<const std::uint8_t> pixels) {
    const std::string_view bytes(reinterpret_cast<const char*>(pixels.data()),
                                 pixels.size());
    const auto [first, is_new] = seen_.emplace(sha256(bytes), tile);
    if (!is_new) {
      repeated_.emplace_back(tile, first->second);
      return false;
    }
    waiting_.push_back(tile);
    pixels_.insert(pixels_.end(), pixels.begin(), pixels.end());
    if (static_cast<std::int64_t>(waiting_.size()) >= batch_) run();
    return true;
  }

  /// Encodes those that wait, fewer at once from where they do not fit into a
  /// GPU's memory.
  void run() {
    const auto count = static_cast<std::int64_t>(waiting_.size());
    for (std::int64_t first = 0; first < count;) {
      const std::int64_t last = std::min(first + batch_, count);
      try {
        encode_waiting(first, last);
      } catch (const OutOfDeviceMemory& error) {
        if (last - first == 1) throw;
        batch_ = (last - first) / 2;
        log_line(concat(encoder_.name, ": ", last - first,
                        " tiles at once do not fit into the GPU's memory (",
                        error.what(), "); going on with ", batch_));
        continue;
      }
      first = last;
    }
    waiting_.clear();
    pixels_.clear();
  }

  /// To be called when nothing waits.
  void repeat() {
    for (const auto& [tile, first] : repeated_) {
      vectors_.row(tile) = vectors_.row(first);
    }
  }

 private:
  void encode_waiting(std::int64_t begin, std::int64_t end) {
    const std::int64_t count = end - begin;
    const auto bytes = pixels_.size() / waiting_.size();
    const std::span<const std::uint8_t> pixels =
        std::span<const std::uint8_t>(pixels_).subspan(
            static_cast<std::size_t>(begin) * bytes,
            static_cast<std::size_t>(count) * bytes);
    const Matrix found = encoder_.encode({pixels, count, info_.size_px});
    check(found.rows() == count && found.cols() == encoder_.features,
          encoder_.name, ": gave [", found.rows(), ", ", found.cols(), "] for ",
          count, " tile(s) of section ", info_.section, ", expected [", count,
          ", ", encoder_.features, "]");
    for (std::int64_t row = 0; row < count; ++row) {
      const std::int64_t tile = waiting_[static_cast<std::size_t>(begin + row)];
      for (std::int64_t i = 0; i < encoder_.features; ++i) {
        check(std::isfinite(found(row, i)), encoder_.name, ": ",
              name_of(info_, tile), " of section ", info_.section, ": value ",
              i, " is ", found(row, i), ", expected a finite one");
      }
      vectors_.row(tile) = found.row(row);
    }
  }

  const Encoder& encoder_;
  const PatchInfo& info_;
  Matrix& vectors_;
  std::int64_t batch_;
  std::unordered_map<Digest, std::int64_t> seen_;
  std::vector<std::pair<std::int64_t, std::int64_t>> repeated_;
  std::vector<std::int64_t> waiting_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace

Features encode(const Encoder& encoder, PatchReader& patches) {
  const PatchInfo& info = patches.info();
  check(encoder.input_px == 0 || info.size_px == encoder.input_px, encoder.name,
        ": takes tiles of ", encoder.input_px, " px, those of section ",
        info.section, " have ", info.size_px,
        " px; make `patches` with "
        "tile_px = ",
        encoder.input_px);
  check(encoder.batch >= 1, encoder.name, ": batches of ", encoder.batch,
        " tiles, expected at least 1");
  Features features;
  features.section = info.section;
  features.encoder = encoder.name;
  features.spots = info.spots;
  if (patches.notes()) features.tiles = patches.notes()->width;
  const auto spots = static_cast<std::int64_t>(info.spots.size());
  Matrix vectors(info.tiles(), encoder.features);
  Batches batches(encoder, info, vectors);
  std::int64_t encoded = 0;
  // The blank tile is met first, so that a spot's tile that shows no more has
  // its vector.
  for (std::int64_t i = 0; i < info.tiles(); ++i) {
    const std::int64_t tile = info.has_blank ? (i + spots) % info.tiles() : i;
    if (batches.add(tile, patches.tiles(tile, tile + 1))) ++encoded;
    if (tile == spots) batches.run();
    report_progress(i + 1, info.tiles(), "tiles");
  }
  batches.run();
  batches.repeat();
  if (encoded < info.tiles()) {
    log_line(concat(encoder.name, ": ", encoded, " of ", info.tiles(),
                    " tiles encoded, the others show the same"));
  }
  if (info.has_blank) features.blank = vectors.row(spots);
  vectors.conservativeResize(spots, Eigen::NoChange);
  features.values = std::move(vectors);
  return features;
}

}  // namespace moonstain
