// Lays HiST's grid over a slide and cuts its tiles, 224 px, through JPEG of
// quality 75, and prints the time as a JSON line; slide_grid.py puts OpenCV,
// openslide-python and Pillow beside it.
//
//   slide_grid_bench SLIDE
#include <cstdint>
#include <iostream>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/data/image/image.h"
#include "core/data/prepare/slide_grid.h"
#include "core/data/prepare/slide_grid_patches.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

void run(const std::string& path) {
  std::size_t tiles = 0;
  const Stopwatch watch;
  const auto slide = Image::open(path);
  const SlideGrid grid = slide_grid(*slide, path, {"made/slide", "made/P"});
  slide_grid_patches(grid, *slide, {}, [&](std::span<const std::uint8_t> more) {
    tiles += more.size() / (3 * 224 * 224);
  });
  std::cout << concat("{\"tiles\": ", tiles - 1, ", \"crop\": [",
                      grid.crop.x_px, ", ", grid.crop.y_px, ", ",
                      grid.crop.width_px, ", ", grid.crop.height_px, "], ",
                      json_members(watch.elapsed()), "}\n");
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: slide_grid_bench SLIDE\n";
    return 2;
  }
  try {
    moonstain::run(arguments[1]);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "slide_grid_bench: " << e.what() << "\n";
    return 1;
  }
}
