#include "core/data/image/scanned_image.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/data/image/block_means.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"

namespace moonstain {

namespace {

// Copies what a row of the picture has in a box.
void copy_row(std::span<const std::uint8_t> row, std::int64_t y, const Box& box,
              std::vector<std::uint8_t>& pixels) {
  const auto width = static_cast<std::int64_t>(row.size() / 3);
  const std::int64_t begin = std::max<std::int64_t>(box.x_px, 0);
  const std::int64_t end = std::min(box.x_px + box.width_px, width);
  if (begin >= end) return;
  std::memcpy(
      pixels.data() + 3 * ((y - box.y_px) * box.width_px + begin - box.x_px),
      row.data() + 3 * begin, static_cast<std::size_t>(3 * (end - begin)));
}

// One pass from the top over a picture that comes row by row.
template <typename Reader>
void scan_boxes(Reader& reader, std::span<const Box> boxes, Rgb outside,
                const Image::Sink& sink) {
  const std::int64_t width = reader.width_px();
  const std::int64_t height = reader.height_px();
  const auto order = by_top(boxes);

  // Columns that any box needs.
  std::int64_t begin = width;
  std::int64_t end = 0;
  for (const Box& box : boxes) {
    begin = std::min(begin, std::max<std::int64_t>(box.x_px, 0));
    end = std::max(end, std::min(box.x_px + box.width_px, width));
  }
  if constexpr (requires { reader.use_columns(begin, end); }) {
    if (begin < end) reader.use_columns(begin, end);
  }

  struct Open {
    std::size_t index;
    std::int64_t bottom;
    std::vector<std::uint8_t> pixels;
  };
  std::vector<Open> open;
  std::size_t next = 0;
  std::int64_t y = 0;
  while (next < order.size() || !open.empty()) {
    while (next < order.size() && boxes[order[next]].y_px <= y) {
      const Box& box = boxes[order[next]];
      open.push_back(
          {order[next], box.y_px + box.height_px, filled_box(box, outside)});
      ++next;
    }
    // Boxes that end here, or lie above the picture.
    std::vector<std::size_t> ended;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].bottom <= y || y >= height) ended.push_back(i);
    }
    std::sort(ended.begin(), ended.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(open[a].bottom, open[a].index) <
             std::pair(open[b].bottom, open[b].index);
    });
    for (const std::size_t i : ended) sink(open[i].index, open[i].pixels);
    std::sort(ended.rbegin(), ended.rend());
    for (const std::size_t i : ended) {
      if (i + 1 != open.size()) std::swap(open[i], open.back());
      open.pop_back();
    }
    if (open.empty() && next == order.size()) break;
    if (y >= height) {
      y = std::numeric_limits<std::int64_t>::max();  // the rest lies below
      continue;
    }
    if (open.empty()) {
      const std::int64_t top = std::min(boxes[order[next]].y_px, height);
      if constexpr (requires { reader.skip_rows(top - y); }) {
        // What lies below all rows that are needed is not decoded at all.
        if (top < height) reader.skip_rows(top - y);
        y = top;
      } else {
        for (; y < top && top < height; ++y) reader.read_row();
        y = top;
      }
      continue;
    }
    const auto row = reader.read_row();
    for (Open& box : open) copy_row(row, y, boxes[box.index], box.pixels);
    ++y;
  }
}

/// A picture that is read in rows from the top, by `Reader`.
template <typename Reader>
class ScannedImage : public Image {
 public:
  ScannedImage(fs::path path, std::string name)
      : path_(std::move(path)), name_(std::move(name)) {
    const Reader reader(path_, name_);
    width_px_ = reader.width_px();
    height_px_ = reader.height_px();
    if constexpr (std::is_same_v<Reader, PngReader>) {
      has_alpha_ = reader.has_alpha();
      remark_ = reader.remark();
      PngReader::check_sample_range(path_, name_);
    }
  }
  std::int64_t width_px() const override { return width_px_; }
  std::int64_t height_px() const override { return height_px_; }
  bool has_alpha() const override { return has_alpha_; }
  std::string remark() const override { return remark_; }

  void read_boxes(std::span<const Box> boxes, Rgb outside,
                  const Sink& sink) const override {
    Reader reader(path_, name_);
    scan_boxes(reader, boxes, outside, sink);
  }

  Picture overview(std::int64_t longest_px) const override {
    std::int64_t longest = std::max(width_px_, height_px_);
    Reader reader(path_, name_);
    if constexpr (std::is_same_v<Reader, JpegReader>) {
      int halvings = 0;
      while (halvings < 3 && longest >> (halvings + 1) >= longest_px) {
        ++halvings;
      }
      reader.use_scale(halvings);
      longest >>= halvings;
    }
    const std::int64_t width = reader.width_px();
    BlockMeans means(width, reader.height_px(),
                     std::max<std::int64_t>(1, longest / longest_px));
    for (std::int64_t y = 0; y < reader.height_px(); ++y) {
      means.add(0, y, width, reader.read_row());
    }
    return shrink(std::move(means).finish(), longest_px);
  }

 private:
  fs::path path_;
  std::string name_;
  std::int64_t width_px_ = 0;
  std::int64_t height_px_ = 0;
  bool has_alpha_ = false;
  std::string remark_;
};

}  // namespace

std::unique_ptr<Image> open_jpeg(const fs::path& path, std::string name) {
  return std::make_unique<ScannedImage<JpegReader>>(path, std::move(name));
}

std::unique_ptr<Image> open_png(const fs::path& path, std::string name) {
  return std::make_unique<ScannedImage<PngReader>>(path, std::move(name));
}

}  // namespace moonstain
