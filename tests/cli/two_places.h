#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/cli/place.h"

namespace moonstain {

/// Two numbers and their sum; one is the size of a file of a manifest.
inline const std::string kFromData = R"(local ms = require 'moonstain'
local data = ms.manifest 'sheet'
local shared = require 'shared'
local file = data:files('counts', { 'S1' })
return { total = ms.sum { numbers = {
  ms.number { value = 1, from = file }, ms.number { value = shared.two } } } }
)";

inline const std::string kShared = "return { two = 2 }\n";
inline const std::string kCounts = "x\ty\n";

/// The manifest of that file.
inline std::string sheet() {
  return R"({"name": "sheet", "title": "Sheet", "organism": "",
 "licence": "", "citation": "", "source": "", "layout": "legacy_st",
 "lattice": "square", "um_per_px": 0, "spot_pitch_um": 0,
 "spot_diameter_um": 0,
 "sections": [{"section": "S1", "patient": "P", "site": "",
               "files": {"counts": "deep/S1.tsv"}}],
 "files": [{"path": "deep/S1.tsv", "size": 4, "sha256": ")" +
         sha256(kCounts).hex() + R"("}]})";
}

/// A place with recipe `sum`, and one with its bundle alone, as on another
/// machine.
struct TwoPlaces {
  explicit TwoPlaces(const std::string& recipe = kSum) : packer(recipe) {
    make_folders(packer.root() / "home/recipes/lib");
    packer.write("home/recipes/lib/shared.lua", kShared);
    packer.write("home/recipes/lib/other.lua", kShared);
    make_folders(packer.root() / "home/data_manifests/sheet");
    packer.write("home/data_manifests/sheet/manifest.json", sheet());
    make_folders(packer.root() / "data");
    packer.write("data/counts.tsv", kCounts);
  }

  Said pack(const std::string& arguments = "") const {
    const Said said = packer.run(concat("bundle sum ", arguments));
    BOOST_TEST(said.code == 0, said.err);
    return said;
  }
  std::string bytes() const { return read_file(packer.here() / "sum.moon"); }
  std::string name() const { return sha256(bytes()).hex(); }
  void hand_over() const { taker.write("here/sum.moon", bytes()); }

  Place packer;
  Place taker{Recipes{}};
};

}  // namespace moonstain
