#include "core/data/stored/latents.h"

#include <boost/test/unit_test.hpp>

#include "tests/data/stored/written.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Latents small_latents() {
  Latents l;
  l.section = "her2st/B4";
  l.spots = {"a", "b"};
  l.values = Matrix{{1.F, 2.F, 3.F}, {4.F, 5.F, -6.F}};
  l.after = {"her2st/C2", "her2st/B4"};
  return l;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(latents_test)

BOOST_AUTO_TEST_CASE(latents_come_back) {
  const Latents back = there_and_back(small_latents());
  BOOST_TEST(back.section == "her2st/B4");
  BOOST_TEST(back.spots == small_latents().spots, tt::per_element());
  BOOST_TEST(back.after == small_latents().after, tt::per_element());
  BOOST_TEST((back.values == small_latents().values));
}

BOOST_AUTO_TEST_CASE(latents_of_other_spots_are_not_written_or_read) {
  Latents bad = small_latents();
  bad.spots.pop_back();
  const TempFolder folder;
  BOOST_TEST(error_of([&] { bad.write(folder / "l"); }) ==
             "Latents of section her2st/B4: 1 spots, values are [2, 3]");
  BOOST_TEST(read_with(small_latents(), "X", std::vector<float>{1, 2, 3},
                       {1, 3}) == "o: X has 1 rows for 2 spots");
}

BOOST_AUTO_TEST_SUITE_END()
