// Decodes, scales and cuts pictures for picture_peer_test.py; raw RGB bytes go
// to OUT.
//   picture_peer decode PICTURE OUT
//   picture_peer boxes PICTURE OUT SIDE X Y [X Y ...]     centres
//   picture_peer resize PNG OUT WIDTH HEIGHT              bilinear
//   picture_peer cubic PNG OUT WIDTH HEIGHT               bicubic
//   picture_peer jpeg PNG OUT QUALITY                     the JPEG file
//   picture_peer tissue PNG OUT      text: pixels of edges, x1 x2 y1 y2 or none
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "core/data/prepare/crop.h"
#include "core/data/tissue/tissue_extent.h"

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
  } else if (words[0] == "resize" || words[0] == "cubic") {
    const Picture in = png_decode(read_file(words[1]), words[1]);
    write_file(out,
               text(resize(in, std::stol(words.at(3)), std::stol(words.at(4)),
                           words[0] == "cubic" ? Resampling::bicubic
                                               : Resampling::bilinear)
                        .rgb));
  } else if (words[0] == "jpeg") {
    const Picture in = png_decode(read_file(words[1]), words[1]);
    write_file(out, jpeg_encode(in, std::stoi(words.at(3))));
  } else if (words[0] == "tissue") {
    const Picture in = png_decode(read_file(words[1]), words[1]);
    const auto edges = edge_mask(in);
    std::string found =
        concat(std::accumulate(edges.begin(), edges.end(), std::int64_t{0}));
    try {
      const Extent at = tissue_extent(in);
      found += concat(" ", at.x1, " ", at.x2, " ", at.y1, " ", at.y2);
    } catch (const Error&) {
      found += " none";
    }
    write_file(out, found);
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
