// Decodes, scales and cuts pictures for picture_peer_test.py; raw RGB bytes go
// to OUT.
//   picture_peer decode PICTURE OUT
//   picture_peer boxes PICTURE OUT SIDE X Y [X Y ...]     centres
//   picture_peer resize PNG OUT WIDTH HEIGHT
//   picture_peer jpeg PNG OUT QUALITY                     the JPEG file
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "core/data/prepare/crop.h"

namespace moonstain {
namespace {

std::string text(const std::vector<std::uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

void run(const std::vector<std::string>& words) {
  check(words.size() >= 3, "usage: see the head of picture_peer.cpp");
  const fs::path out = words[2];
  if (words[0] == "decode") {
    const auto image = Image::open(words[1]);
    write_file(out, text(image
                             ->read_region(
                                 {0, 0, image->width_px(), image->height_px()},
                                 {0, 0, 0})
                             .rgb));
  } else if (words[0] == "boxes") {
    const auto image = Image::open(words[1]);
    std::vector<Box> boxes;
    for (std::size_t i = 4; i + 1 < words.size(); i += 2) {
      boxes.push_back(crop_box(std::stod(words[i]), std::stod(words[i + 1]),
                               std::stol(words[3])));
    }
    std::vector<std::string> tiles(boxes.size());
    image->read_boxes(boxes, {0, 0, 0},
                      [&](std::size_t i, std::span<const std::uint8_t> tile) {
                        tiles[i].assign(tile.begin(), tile.end());
                      });
    std::string all;
    for (const std::string& tile : tiles) all += tile;
    write_file(out, all);
  } else if (words[0] == "resize") {
    const Picture in = png_decode(read_file(words[1]), words[1]);
    write_file(
        out,
        text(resize(in, std::stol(words.at(3)), std::stol(words.at(4))).rgb));
  } else if (words[0] == "jpeg") {
    const Picture in = png_decode(read_file(words[1]), words[1]);
    write_file(out, jpeg_encode(in, std::stoi(words.at(3))));
  } else {
    fail("no command ", words[0]);
  }
}

}  // namespace
}  // namespace moonstain

int main(int argc, char** argv) {
  try {
    moonstain::run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
