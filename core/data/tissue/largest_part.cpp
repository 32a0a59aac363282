#include "core/data/tissue/largest_part.h"

#include <cstdlib>
#include <utility>

namespace moonstain {
namespace {

// The eight neighbours of a pixel, from the right one on, turning with the
// clock as a picture is seen.
constexpr PixelPlace kAround[8] = {{1, 0},  {1, 1},   {0, 1},  {-1, 1},
                                   {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};

class Tracer {
 public:
  Tracer(std::span<const std::uint8_t> mask, std::int64_t width)
      : mask_(mask),
        width_(width),
        height_(static_cast<std::int64_t>(mask.size()) / width),
        seen_(mask.size(), false) {}

  // Marks all pixels of the part that holds this one, a run of a row at a
  // time: of a part of millions of pixels thousands of runs are open.
  void mark(PixelPlace first) {
    mark_run(first);
    while (!open_.empty()) {
      const Run run = open_.back();
      open_.pop_back();
      for (const std::int64_t y : {run.y - 1, run.y + 1}) {
        for (std::int64_t x = run.begin - 1; x <= run.end; ++x) {
          if (is_new({x, y})) mark_run({x, y});
        }
      }
    }
  }

  bool is_new(PixelPlace at) const { return inside(at) && !seen_[index(at)]; }

  // The border that is met from the first pixel of the first row: at each
  // pixel the neighbours are tried against the clock, beginning behind the one
  // that the border came from, until it leaves the first pixel as it began.
  std::vector<PixelPlace> outline(PixelPlace first) const {
    std::vector<PixelPlace> out{first};
    // Left of the first pixel, and above it, is nothing.
    const int began = next_from(first, 4);
    if (began < 0) return out;
    PixelPlace at = first;
    int towards = began;
    do {
      at = {at.x + kAround[towards].x, at.y + kAround[towards].y};
      out.push_back(at);
      towards = next_from(at, (towards + 4) % 8);
    } while (!(at == first && towards == began));
    out.pop_back();
    return out;
  }

 private:
  struct Run {
    std::int64_t begin;
    std::int64_t end;
    std::int64_t y;
  };

  void mark_run(PixelPlace at) {
    Run run{at.x, at.x + 1, at.y};
    while (inside({run.begin - 1, run.y})) --run.begin;
    while (inside({run.end, run.y})) ++run.end;
    for (std::int64_t x = run.begin; x < run.end; ++x) {
      seen_[index({x, run.y})] = true;
    }
    open_.push_back(run);
  }

  std::size_t index(PixelPlace at) const {
    return static_cast<std::size_t>(at.y * width_ + at.x);
  }
  bool inside(PixelPlace at) const {
    return at.x >= 0 && at.y >= 0 && at.x < width_ && at.y < height_ &&
           mask_[index(at)] != 0;
  }
  // The first direction of a pixel of the part after `from`, against the
  // clock; `from` itself comes last. -1 of a single pixel.
  int next_from(PixelPlace at, int from) const {
    for (int turn = 1; turn <= 8; ++turn) {
      const int towards = (from + 8 - turn) % 8;
      if (inside({at.x + kAround[towards].x, at.y + kAround[towards].y})) {
        return towards;
      }
    }
    return -1;
  }

  std::span<const std::uint8_t> mask_;
  std::int64_t width_;
  std::int64_t height_;
  std::vector<bool> seen_;
  std::vector<Run> open_;
};

// Twice the area of a closed polygon: the shoelace formula.
std::int64_t twice_area(const std::vector<PixelPlace>& polygon) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PixelPlace& a = polygon[i];
    const PixelPlace& b = polygon[(i + 1) % polygon.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return std::abs(sum);
}

}  // namespace

LargestPart largest_part(std::span<const std::uint8_t> mask,
                         std::int64_t width) {
  LargestPart out;
  if (mask.empty()) return out;
  Tracer tracer(mask, width);
  const auto height = static_cast<std::int64_t>(mask.size()) / width;
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const PixelPlace at{x, y};
      if (!tracer.is_new(at)) continue;
      tracer.mark(at);
      std::vector<PixelPlace> outline = tracer.outline(at);
      const double area = static_cast<double>(twice_area(outline)) / 2;
      if (area >= out.area) out = {std::move(outline), area};
    }
  }
  return out;
}

}  // namespace moonstain
