// mob_sample ORIGINAL_FOLDER OUT_FOLDER: see mob_sample.h.
#include <iostream>

#include "core/base/error.h"
#include "data_manifests/mob_sample.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: mob_sample ORIGINAL_FOLDER OUT_FOLDER\n";
    return 2;
  }
  try {
    moonstain::make_mob_sample(argv[1], argv[2]);
    return 0;
  } catch (const moonstain::Error& e) {
    std::cerr << "mob_sample: " << e.what() << "\n";
    return 1;
  }
}
