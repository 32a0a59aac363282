#include "core/learn/symmetries.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <set>
#include <vector>

namespace moonstain {
namespace {

// Tells what it is given and says the red of the first pixel, top left, and of
// the second of the row.
Encoder corner(std::vector<std::vector<std::uint8_t>>* seen) {
  return {.name = "corner",
          .features = 2,
          .batch = 2,
          .encode = [seen](const TileBatch& tiles) {
            seen->emplace_back(tiles.pixels.begin(), tiles.pixels.end());
            Matrix out(tiles.count, 2);
            for (std::int64_t i = 0; i < tiles.count; ++i) {
              const std::int64_t at = 3 * i * tiles.side_px * tiles.side_px;
              out(i, 0) = tiles.pixels[static_cast<std::size_t>(at)];
              out(i, 1) = tiles.pixels[static_cast<std::size_t>(at + 3)];
            }
            return out;
          }};
}

// 2 x 2 pixels whose red is a b / c d.
std::vector<std::uint8_t> tile(int a, int b, int c, int d) {
  std::vector<std::uint8_t> pixels;
  for (const int red : {a, b, c, d}) {
    pixels.insert(pixels.end(), {static_cast<std::uint8_t>(red), 7, 9});
  }
  return pixels;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(symmetries_test)

// Each of the four pixels comes to the corner in two of the eight: their mean.
// The same holds of the place beside it.
BOOST_AUTO_TEST_CASE(a_vector_is_the_mean_over_eight_pictures) {
  std::vector<std::vector<std::uint8_t>> seen;
  const Encoder encoder = over_symmetries(corner(&seen));
  std::vector<std::uint8_t> pixels = tile(1, 2, 4, 9);
  const std::vector<std::uint8_t> other = tile(8, 8, 8, 0);
  pixels.insert(pixels.end(), other.begin(), other.end());
  const Matrix out = encoder.encode({pixels, 2, 2});
  BOOST_TEST((out == Matrix{{4.F, 4.F}, {6.F, 6.F}}));
  BOOST_TEST(encoder.name == "corner/8");
  BOOST_TEST(encoder.features == 2);
  BOOST_TEST(encoder.batch == 2);
}

// a b / c d: as it is, then the seven others, each once.
BOOST_AUTO_TEST_CASE(the_eight_are_those_of_the_square) {
  std::vector<std::vector<std::uint8_t>> seen;
  over_symmetries(corner(&seen)).encode({tile(1, 2, 3, 4), 1, 2});
  const std::set<std::vector<std::uint8_t>> expected{
      tile(1, 2, 3, 4), tile(3, 1, 4, 2), tile(4, 3, 2, 1), tile(2, 4, 1, 3),
      tile(2, 1, 4, 3), tile(3, 4, 1, 2), tile(1, 3, 2, 4), tile(4, 2, 3, 1)};
  BOOST_TEST(seen.size() == 8U);
  BOOST_TEST((seen.front() == tile(1, 2, 3, 4)));
  BOOST_TEST((std::set(seen.begin(), seen.end()) == expected));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
