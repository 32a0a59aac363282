// Nuclei of a picture for nuclei_peer_test.py: its pixels go to RGB, as they
// were decoded, the labels to LABELS, int32 as they lie; width and height to the
// standard output.
//   nuclei_peer PICTURE UM_PER_PX RGB LABELS
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/tissue/nuclei.h"

namespace moonstain {
namespace {

void run(const std::vector<std::string>& words) {
  check(words.size() == 4, "usage: see the head of nuclei_peer.cpp");
  const auto image = Image::open(words[0]);
  const Picture whole = image->read_region(
      {0, 0, image->width_px(), image->height_px()}, {255, 255, 255});
  write_file(words[2], {reinterpret_cast<const char*>(whole.rgb.data()),
                        whole.rgb.size()});
  std::string labels;
  find_nuclei(*image, std::stod(words[1]), {}, [&](auto rows) {
    labels.append(reinterpret_cast<const char*>(rows.data()), 4 * rows.size());
  });
  write_file(words[3], labels);
  std::cout << whole.width_px << " " << whole.height_px << "\n";
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  try {
    moonstain::run({arguments + 1, arguments + count});
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "nuclei_peer: " << e.what() << "\n";
    return 1;
  }
}
