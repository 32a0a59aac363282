// Registers her2st C3 on C2, C4 on C3, C5 on C4 and C6 on C5, pictures of some
// 9,270 x 9,910 px each, and prints a JSON line for each section's view
// (decoding, stain, tissue) and each pair's registration. It has no peer: what
// it is held against is a limit of 20 s a pair.
//
//   registration_bench HER2ST_FOLDER
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/data/image/image.h"
#include "core/data/tissue/registration.h"
#include "core/data/tissue/view.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

struct Section {
  std::string_view name;
  std::string_view picture;
};

constexpr Section kSections[] = {{"C2", "5714_HE_BT_C2.jpg"},
                                 {"C3", "5714_HE_BT_D1.jpg"},
                                 {"C4", "5714_HE_BT_D2.jpg"},
                                 {"C5", "5714_HE_BT_E1.jpg"},
                                 {"C6", "5714_HE_BT_E2.jpg"}};

void run(const fs::path& her2st) {
  std::vector<TissueView> views;
  for (const Section& section : kSections) {
    Dataset dataset;
    dataset.section = section.name;
    dataset.um_per_px = 0.688;
    const std::string name(section.picture);
    const Stopwatch watch;
    const auto image = Image::open(
        her2st / concat("data/ST-imgs/C/", section.name, "/", name));
    views.push_back(tissue_view(dataset, *image, name, 16));
    std::cout << concat("{\"view\": \"", section.name, "\", ",
                        json_members(watch.elapsed()), "}\n");
  }
  for (std::size_t i = 0; i + 1 < views.size(); ++i) {
    const Stopwatch watch;
    const Transform found = registration(views[i], views[i + 1]);
    std::cout << concat("{\"pair\": \"", found.section_a, " ", found.section_b,
                        "\", ", json_members(watch.elapsed()),
                        ", \"dice\": ", found.dice,
                        ", \"correlation\": ", found.correlation, "}\n");
  }
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: registration_bench HER2ST_FOLDER\n";
    return 2;
  }
  try {
    moonstain::run(arguments[1]);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "registration_bench: " << e.what() << "\n";
    return 1;
  }
}
