#include "core/data/prepare/stain_jitter.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// 20 tiles of one pixel of haematoxylin and eosin, and the blank one: more than
// are read at once.
Patches patches() {
  Patches out;
  out.section = "synthetic/S1";
  out.size_px = 1;
  out.has_blank = true;
  for (int i = 0; i < 20; ++i) {
    out.spots.push_back(std::to_string(i));
    const std::uint8_t pixel[] = {150, static_cast<std::uint8_t>(80 + i), 120};
    out.pixels.insert(out.pixels.end(), pixel, pixel + 3);
  }
  out.pixels.insert(out.pixels.end(), {255, 255, 255});
  return out;
}

Patches jittered(const StainJitterOptions& options) {
  const TempFolder folder;
  patches().write(folder / "in");
  PatchReader reader(folder / "in");
  write_stain_jitter(reader, options, folder / "out");
  return Patches::read(folder / "out");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stain_jitter_test)

// The first tile with numpy, as in stain_test.
BOOST_AUTO_TEST_CASE(stains_are_scaled_and_the_blank_tile_is_not) {
  const Patches out = jittered({.haematoxylin = 1.2, .eosin = 0.8});
  BOOST_TEST(out.spots == patches().spots, tt::per_element());
  BOOST_TEST(out.section == "synthetic/S1");
  BOOST_TEST_REQUIRE(out.pixels.size() == 63U);
  BOOST_TEST(int{out.pixels[0]} == 142);
  BOOST_TEST(int{out.pixels[1]} == 81);
  BOOST_TEST(int{out.pixels[2]} == 118);
  BOOST_TEST(int{out.pixels[60]} == 255);
  BOOST_TEST(int{out.pixels[62]} == 255);
}

BOOST_AUTO_TEST_CASE(factors_of_one_change_nothing) {
  BOOST_TEST(jittered({}).pixels == patches().pixels, tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
