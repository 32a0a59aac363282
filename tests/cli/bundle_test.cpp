// `moonstain bundle`, and what takes a bundle where others take a recipe.

#include "bindings/bundle/bundle.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/cli/two_places.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(bundle_test)

BOOST_AUTO_TEST_CASE(a_recipe_travels_and_its_results_repeat) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("run sum").code == 0);
  const Said packed = at.pack();
  BOOST_TEST(packed.out.starts_with("sum.moon: 1 file, "));
  BOOST_TEST(
      packed.out.ends_with(concat(
          ", sha256 ", at.name(),
          "\nneeds 0 files of data, 0 B, which stay here; expects total\n")),
      packed.out);
  at.hand_over();
  const Said ran = at.taker.run("run sum.moon --yes");
  BOOST_TEST(ran.code == 0, ran.err);
  BOOST_TEST(ran.err.starts_with(concat(
                 "sum.moon: recipe sum, packed by moonstain 0.1.0\n"
                 "  from      sum.moon sha256 ",
                 at.name(),
                 "\n"
                 "  data      none\n"
                 "  steps     2, of the bundle's versions\n"
                 "  programs  none\n"
                 "  numbers   of the bundle's class\n"
                 "  work      4 to run, 0 kept; how long is not known, as here "
                 "never ran number, sum\n"
                 "  expected  total\n")),
             ran.err);
  BOOST_TEST(read_file(at.taker.here() / "results/sum/default/total/number") ==
             "6");
  // Where nothing is left to run nobody is asked.
  BOOST_TEST(at.taker.run("run sum.moon").code == 0);

  const Said checked = at.taker.run("check sum.moon --against sum.moon");
  BOOST_TEST(checked.code == 0, checked.err);
  BOOST_TEST(checked.out ==
             "total: the same\nof 1 result 1 the same to the last byte, 0 "
             "within tolerance, 0 not to be told, 0 others\n");
  // Packed again by who has taken it, it is the same file.
  BOOST_TEST(at.taker.run("bundle sum.moon --output again.moon").code == 0);
  BOOST_TEST((read_file(at.taker.here() / "again.moon") == at.bytes()));
}

BOOST_AUTO_TEST_CASE(a_result_that_is_another_fails_the_check) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("run sum").code == 0);
  at.pack();
  const Said other = at.packer.run("check sum --against sum.moon --set top=4");
  BOOST_TEST(other.code == 1);
  BOOST_TEST(holds(other.out,
                   "total: another: other bytes; of it the bundle has the "
                   "digest alone\nof 1 result 0 the same to the last byte, 0 "
                   "within tolerance, 0 not to be told, 1 another\n"),
             other.out);
}

BOOST_AUTO_TEST_CASE(a_bundle_without_results_expects_none) {
  const TwoPlaces at;
  const Said packed = at.pack();
  BOOST_TEST(packed.out.ends_with(
      "which stay here; expects no results, as the workspace has none; "
      "`moonstain run sum` makes them\n"));
  BOOST_TEST(at.packer.run("check sum --against sum.moon").err ==
             "moonstain: sum.moon: expects no results: it was packed where "
             "there were none; `moonstain bundle` packs them once its recipe "
             "has run\n");
}

BOOST_AUTO_TEST_CASE(settings_travel_and_give_way_to_those_of_the_line) {
  const TwoPlaces at;
  at.pack("--set top=4");
  at.hand_over();
  const Said packed = at.taker.run("run sum.moon --yes");
  BOOST_TEST(holds(packed.err, "  settings  top=4\n"), packed.err);
  BOOST_TEST(read_file(at.taker.here() / "results/sum/top=4/total/number") ==
             "10");
  BOOST_TEST(at.taker.run("run sum.moon --yes --set top=2").code == 0);
  BOOST_TEST(read_file(at.taker.here() / "results/sum/top=2/total/number") ==
             "3");
}

// Only what it asks for, and nothing of the machine.
BOOST_AUTO_TEST_CASE(what_is_packed_is_what_the_recipe_asks_for) {
  const TwoPlaces at(kFromData);
  at.pack();
  const Bundle bundle = parse_bundle(at.bytes(), "sum.moon");
  std::vector<std::string> names;
  for (const auto& [path, text] : bundle.files) names.push_back(path);
  BOOST_TEST(names == (std::vector<std::string>{
                          "data_manifests/sheet/manifest.json",
                          "recipes/lib/shared.lua", "recipes/sum/recipe.lua"}),
             boost::test_tools::per_element());
  BOOST_TEST(!holds(at.bytes(), at.packer.root().string()));
  const std::string first = at.bytes();
  at.pack();
  BOOST_TEST((at.bytes() == first));
}

BOOST_AUTO_TEST_CASE(plan_lint_and_why_take_a_bundle) {
  const TwoPlaces at;
  at.pack();
  at.hand_over();
  const Said planned = at.taker.run("plan sum.moon");
  BOOST_TEST(planned.code == 0);
  BOOST_TEST(planned.out.starts_with(
      "sum.moon: recipe sum, packed by moonstain 0.1.0\n"));
  BOOST_TEST(holds(planned.out, "0 kept, 3 will run, 1 may be kept"));
  BOOST_TEST(at.taker.run("lint sum.moon").code == 0);
  BOOST_TEST(at.taker.run("run sum.moon --yes").code == 0);
  const Said why = at.taker.run("why sum.moon total --set top=2");
  BOOST_TEST(why.code == 0, why.err);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_bundle_by_name_is_not_written) {
  const TwoPlaces at;
  BOOST_TEST(at.packer.run("bundle sum --output sum.zip").err ==
             "moonstain: bundle: --output sum.zip: expected a file that ends "
             "in .moon, by which `run` knows it\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
