#include "core/data/tissue/tissue_mask.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// '#' holds 0.1 of haematoxylin, all else nothing.
std::vector<float> stained(const std::vector<std::string>& rows) {
  std::vector<float> out;
  for (const std::string& row : rows) {
    for (const char c : row) out.push_back(c == '#' ? 0.1F : 0.F);
  }
  return out;
}

std::string drawn(const std::vector<std::uint8_t>& mask, std::size_t width) {
  std::string out;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    out += mask[i] != 0 ? '#' : '.';
    if ((i + 1) % width == 0) out += '\n';
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tissue_mask_test)

// A gap of two columns closes; of three it does not. The hole on the left is
// filled. The speck of 1 pixel falls away, as a tenth of the largest part is
// more.
BOOST_AUTO_TEST_CASE(gaps_close_holes_fill_specks_fall) {
  const std::vector<float> picture = stained({
      "...................",
      ".######..######....",
      ".#....#..######....",
      ".#....#..######....",
      ".#....#..######...#",
      ".#....#..######....",
      ".######..######....",
      "...................",
  });
  BOOST_TEST(drawn(tissue_mask(picture, 19, 8, {.close_px = 1}), 19) ==
             "...................\n"
             ".##############....\n"
             ".##############....\n"
             ".##############....\n"
             ".##############....\n"
             ".##############....\n"
             ".##############....\n"
             "...................\n");
  BOOST_TEST(drawn(tissue_mask(picture, 19, 8, {.close_px = 0}), 19) ==
             "...................\n"
             ".######..######....\n"
             ".######..######....\n"
             ".######..######....\n"
             ".######..######....\n"
             ".######..######....\n"
             ".######..######....\n"
             "...................\n");
}

// Five specks in a row become a part of 9 pixels, of which 5 are stained; the
// block has 49 of each.
BOOST_AUTO_TEST_CASE(dust_that_was_joined_is_dust) {
  const std::vector<float> picture = stained({
      ".....................",
      ".#######.............",
      ".#######.............",
      ".#######.............",
      ".#######...#.#.#.#.#.",
      ".#######.............",
      ".#######.............",
      ".#######.............",
      ".....................",
  });
  const auto parts = [&](double least_part) {
    const auto mask =
        tissue_mask(picture, 21, 9, {.close_px = 1, .least_part = least_part});
    return std::count(mask.begin(), mask.end(), 1);
  };
  BOOST_TEST(parts(0.11) == 49);
  BOOST_TEST(parts(0.1) == 49 + 9);
}

// Nothing grows along the border, and a bay that is open to it is no hole.
BOOST_AUTO_TEST_CASE(tissue_that_the_picture_cuts_stays_as_it_is) {
  const std::vector<float> picture = stained({
      "####......",
      "####......",
      "....######",
      "....#....#",
      "....#....#",
  });
  BOOST_TEST(drawn(tissue_mask(picture, 10, 5, {.close_px = 1}), 10) ==
             "####......\n"
             "####......\n"
             "....######\n"
             "....#....#\n"
             "....#....#\n");
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_all_background_is_refused) {
  const std::vector<float> white(100, 0.001F);
  BOOST_TEST(error_of([&] { tissue_mask(white, 10, 10); }) ==
             "shows no tissue: its darkest parts hold 0.0000 more haematoxylin "
             "than the rest, tissue holds 0.0150 more at least");
  std::vector<float> dirty(100, 0.F);
  for (std::size_t i = 0; i < 50; ++i) dirty[i] = 0.01F;
  BOOST_TEST(error_of([&] { tissue_mask(dirty, 10, 10); }) ==
             "shows no tissue: its darkest parts hold 0.0100 more haematoxylin "
             "than the rest, tissue holds 0.0150 more at least");
}

BOOST_AUTO_TEST_SUITE_END()
