// Finds the nuclei of a picture that is held in memory, once, and prints the
// time as a JSON line; nuclei.py puts scikit-image beside it. With LABELS the
// labels are written there, int32 as they lie.
//
//   nuclei_bench RGB WIDTH HEIGHT UM_PER_PX [LABELS]
#include <cstdint>
#include <cstring>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/tissue/nuclei.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

/// Pixels in memory as a picture: what is measured decodes nothing.
class HeldImage : public Image {
 public:
  HeldImage(std::string rgb, std::int64_t width, std::int64_t height)
      : rgb_(std::move(rgb)), width_(width), height_(height) {}
  std::int64_t width_px() const override { return width_; }
  std::int64_t height_px() const override { return height_; }
  void read_boxes(std::span<const Box> boxes, Rgb,
                  const Sink& sink) const override {
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const Box& box = boxes[i];
      const auto row = static_cast<std::size_t>(3 * box.width_px);
      pixels.resize(row * static_cast<std::size_t>(box.height_px));
      for (std::int64_t y = 0; y < box.height_px; ++y) {
        std::memcpy(pixels.data() + static_cast<std::size_t>(y) * row,
                    rgb_.data() + 3 * ((box.y_px + y) * width_ + box.x_px),
                    row);
      }
      sink(i, pixels);
    }
  }
  Picture overview(std::int64_t) const override { return {}; }

 private:
  std::string rgb_;
  std::int64_t width_;
  std::int64_t height_;
};

void run(const std::vector<std::string>& words) {
  const std::int64_t width = std::stol(words.at(1));
  const std::int64_t height = std::stol(words.at(2));
  std::string rgb = read_file(words[0]);
  check(static_cast<std::int64_t>(rgb.size()) == 3 * width * height, words[0],
        ": has ", rgb.size(), " bytes");
  const HeldImage image(std::move(rgb), width, height);
  std::vector<std::int32_t> labels;
  labels.reserve(static_cast<std::size_t>(width * height));
  const Stopwatch watch;
  const FoundNuclei found =
      find_nuclei(image, std::stod(words.at(3)), {}, [&](auto rows) {
        labels.insert(labels.end(), rows.begin(), rows.end());
      });
  const Seconds seconds = watch.elapsed();
  if (words.size() > 4) {
    write_file(words[4], {reinterpret_cast<const char*>(labels.data()),
                          4 * labels.size()});
  }
  std::cout << concat("{\"nuclei\": ", found.nuclei,
                      ", \"threshold\": ", found.threshold, ", ",
                      json_members(seconds), "}\n");
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count < 5) {
    std::cerr << "usage: nuclei_bench RGB WIDTH HEIGHT UM_PER_PX [LABELS]\n";
    return 2;
  }
  try {
    moonstain::run({arguments + 1, arguments + count});
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "nuclei_bench: " << e.what() << "\n";
    return 1;
  }
}
