// Recipes and bundles of a shelf.

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/two_places.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(shelf_test)

BOOST_AUTO_TEST_CASE(a_shelf_pins_its_bundles) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("bundle sum --shelf lab").code == 0);
  const std::string digest =
      sha256(read_file(at.packer.here() / "lab/sum.moon")).hex();
  BOOST_TEST(holds(read_file(at.packer.here() / "lab/shelf.json"), digest));
  make_folders(at.packer.here() / "lab/.git");
  at.packer.write("here/lab/.git/HEAD", std::string(40, 'c') + "\n");
  const Said ran = at.packer.run("run lab/sum --yes");
  BOOST_TEST(ran.code == 0, ran.err);
  const std::string origin =
      concat("sum.moon sha256 ", digest, ", shelf lab at commit ",
             std::string(40, 'c'));
  BOOST_TEST(holds(ran.err, concat("  from      ", origin, "\n")), ran.err);
  const Json runs = Json::parse(at.packer.run("runs --json").out);
  BOOST_TEST(runs["runs"][0]["origin"].get<std::string>() == origin);
  BOOST_TEST(at.packer.run("run lab/som").err ==
             "moonstain: no recipe 'som' on the shelf lab; did you mean "
             "'sum'?\n");

  const Said packed = at.packer.run(
      "bundle sum --set top=5 --output "
      "lab/sum.moon");
  BOOST_TEST(packed.code == 0);
  const std::string other =
      sha256(read_file(at.packer.here() / "lab/sum.moon")).hex();
  BOOST_TEST(at.packer.run("plan lab/sum").err ==
             concat("moonstain: lab/sum.moon has sha256 ", other,
                    ", the shelf's index says ", digest,
                    "; it is not the bundle that was put there: ask who keeps "
                    "the shelf, or name the file itself\n"));
}

BOOST_AUTO_TEST_CASE(a_folder_of_a_shelf_has_the_shelfs_library) {
  const TwoPlaces at;
  make_folders(at.packer.here() / "lab/own");
  make_folders(at.packer.here() / "lab/lib");
  at.packer.write("here/lab/shelf.json",
                  R"({"shelf": 1, "recipes": {"mine": {"folder": "own"}}})");
  at.packer.write("here/lab/lib/shared.lua", "return { two = 20 }\n");
  at.packer.write("here/lab/own/recipe.lua",
                  "local ms = require 'moonstain'\n"
                  "return { total = ms.number { value = require('shared').two "
                  "} }\n");
  const Said ran = at.packer.run("run lab/mine");
  BOOST_TEST(ran.code == 0, ran.err);
  BOOST_TEST(read_file(at.packer.here() / "results/own/default/total/number") ==
             "20");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
