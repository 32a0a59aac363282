// Cuts 224 px patches of her2st B4 and C2 to C6 out of the full-resolution
// pictures, once, and prints the time as a JSON line; patches.py puts Pillow
// beside it.
//
//   patches_bench HER2ST_FOLDER
#include <cstdint>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/data/image/image.h"
#include "core/data/prepare/crop.h"
#include "core/data/source/legacy_st.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

struct Section {
  std::string_view name;
  std::string_view picture;
};

constexpr Section kSections[] = {
    {"B4", "B/B4/BT10737_D2_HE.jpg"}, {"C2", "C/C2/5714_HE_BT_C2.jpg"},
    {"C3", "C/C3/5714_HE_BT_D1.jpg"}, {"C4", "C/C4/5714_HE_BT_D2.jpg"},
    {"C5", "C/C5/5714_HE_BT_E1.jpg"}, {"C6", "C/C6/5714_HE_BT_E2.jpg"}};

void run(const fs::path& her2st) {
  std::vector<Dataset> sections;
  for (const Section& s : kSections) {
    const std::string name(s.name);
    sections.push_back(read_legacy_st(
        her2st / concat("data/ST-cnts/", name, ".tsv.gz"), name,
        her2st / concat("data/ST-spotfiles/", name, "_selection.tsv"), name,
        {name, name.substr(0, 1)}));
  }
  CropOptions options;
  options.blank = false;
  std::size_t tiles = 0;
  const Stopwatch watch;
  for (std::size_t s = 0; s < sections.size(); ++s) {
    const auto image =
        Image::open(her2st / "data/ST-imgs" / kSections[s].picture);
    crop_patches(sections[s], *image, options,
                 [](std::span<const std::uint8_t>) {});
    tiles += sections[s].spots.size();
  }
  std::cout << concat("{\"tiles\": ", tiles, ", ",
                      json_members(watch.elapsed()), "}\n");
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: patches_bench HER2ST_FOLDER\n";
    return 2;
  }
  try {
    moonstain::run(arguments[1]);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "patches_bench: " << e.what() << "\n";
    return 1;
  }
}
