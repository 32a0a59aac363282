// Data and weights that a bundle does not hold: named, fetched, asked for.

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/cli/two_places.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(bundle_sources_test)

BOOST_AUTO_TEST_CASE(missing_data_are_named_fetched_and_then_it_runs) {
  const TwoPlaces at(kFromData);
  at.pack();
  at.hand_over();
  make_folders(at.taker.root() / "other");
  const Said missing = at.taker.run("run sum.moon --yes");
  BOOST_TEST(missing.code == 2);
  BOOST_TEST(
      holds(missing.err, "  data      sheet: 1 file, 4 B, 1 missing, 4 B\n"),
      missing.err);
  BOOST_TEST(missing.err.ends_with(
      "moonstain: sum.moon: 1 file is missing: deep/S1.tsv of sheet; "
      "`moonstain fetch sum.moon --from DIR` copies what its lock names, "
      "--data DIR names a folder that has them\n"));

  BOOST_TEST(at.taker.run("fetch sum.moon").err ==
             "moonstain: fetch sum.moon: say where the files are: --from "
             "DIR\n");
  const Said not_there = at.taker.run("fetch sum.moon --from ../other");
  BOOST_TEST(not_there.err ==
             "moonstain: manifest sheet: deep/S1.tsv is missing: neither "
             "../other/deep/S1.tsv nor a file of its size and sha256 below "
             "that folder is there\n");
  at.taker.write("other/any_name", kCounts);
  const Said fetched = at.taker.run("fetch sum.moon --from ../other");
  BOOST_TEST(fetched.out ==
             "sheet: 1 files copied, 4 B; 0 were there; all verified, in "
             ".moonstain/data/sheet\n");
  BOOST_TEST(at.taker.run("fetch sum.moon --from ../other").out ==
             "sheet: all that sum.moon needs is at hand\n");
  const Said ran = at.taker.run("run sum.moon --yes");
  BOOST_TEST(ran.code == 0, ran.err);
  BOOST_TEST(holds(ran.err, "  data      sheet: 1 file, 4 B, all at hand\n"));
  BOOST_TEST(read_file(at.taker.here() / "results/sum/default/total/number") ==
             "7");
}

BOOST_AUTO_TEST_CASE(weights_that_were_named_stay_and_are_asked_for) {
  const TwoPlaces at(R"(local ms = require 'moonstain'
return { total = ms.number { value = 1, from = ms.weights {
  'four letters', learned_from = 'nothing' } } }
)");
  at.packer.write("w.bin", kCounts);
  BOOST_TEST(at.packer.run("bundle sum --weights ../w.bin").code == 0);
  BOOST_TEST(!holds(at.bytes(), kCounts));
  at.hand_over();
  const Said missing = at.taker.run("run sum.moon --yes");
  BOOST_TEST(missing.code == 2);
  BOOST_TEST(holds(missing.err, "  weights   w.bin, 4 B, missing\n"),
             missing.err);
  BOOST_TEST(missing.err.ends_with(
      "moonstain: sum.moon: 1 file is missing: w.bin (--weights FILE names "
      "it); `moonstain fetch sum.moon --from DIR` copies what its lock names, "
      "--data DIR names a folder that has them\n"));
  at.taker.write("any_name", kCounts);
  const Said named = at.taker.run("run sum.moon --yes --weights ../any_name");
  BOOST_TEST(named.code == 0, named.err);
  BOOST_TEST(holds(named.err, "  weights   any_name, 4 B, at hand\n"),
             named.err);
  BOOST_TEST(at.taker.run("fetch sum.moon --from ..").out ==
             "weights: 1 files copied, 4 B; 0 were there; all verified, in "
             ".moonstain/data/weights\n");
  // Under the name that the lock has, which is part of what is made.
  for (const char* said : {"1 run, 0 kept, ", "0 run, 1 kept, "}) {
    BOOST_TEST(at.taker.run("run sum.moon --yes").out.starts_with(said));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
