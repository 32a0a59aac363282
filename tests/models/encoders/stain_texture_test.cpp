#include "models/encoders/stain_texture.h"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

constexpr std::int64_t kSide = 56;

// A tile made pixel by pixel: colour(row, column) gives {r, g, b}.
template <typename Colour>
Eigen::VectorXf described(Colour colour) {
  std::vector<std::uint8_t> pixels;
  for (int r = 0; r < kSide; ++r) {
    for (int c = 0; c < kSide; ++c) {
      const std::array<int, 3> rgb = colour(r, c);
      for (const int value : rgb) {
        pixels.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return stain_texture(pixels, kSide);
}

double value(const Eigen::VectorXf& values, const std::string& name) {
  const auto names = stain_texture_names();
  const auto it = std::find(names.begin(), names.end(), name);
  BOOST_TEST_REQUIRE((it != names.end()), name);
  return values[it - names.begin()];
}

std::array<int, 3> white(int, int) { return {255, 255, 255}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(stain_texture_test)

BOOST_AUTO_TEST_CASE(there_is_a_name_for_each_of_88_values) {
  const auto names = stain_texture_names();
  BOOST_TEST(names.size() == 88U);
  BOOST_TEST(described(white).size() == 88);
  auto sorted = names;
  std::sort(sorted.begin(), sorted.end());
  BOOST_TEST((std::unique(sorted.begin(), sorted.end()) == sorted.end()));
}

// -log10(256 / 256) is 0: white has no stain, and every neighbour is as large
// as the centre, which is the pattern of eight.
BOOST_AUTO_TEST_CASE(white_has_neither_stain_nor_texture) {
  const auto values = described(white);
  const auto names = stain_texture_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    BOOST_TEST(values[i] == (names[i].ends_with("pattern 8") ? 1.F : 0.F),
               names[i]);
  }
}

// A tile whose optical density is 0.5 of the haematoxylin vector (0.650,
// 0.704, 0.286) / |.|: p = 256 * 10^-od - 1.
BOOST_AUTO_TEST_CASE(a_tile_of_pure_haematoxylin_is_unmixed) {
  const double length = std::sqrt(0.65 * 0.65 + 0.704 * 0.704 + 0.286 * 0.286);
  const auto level = [&](double part) {
    return static_cast<int>(
        std::lround(256 * std::pow(10, -0.5 * part / length) - 1));
  };
  const auto values = described([&](int, int) {
    return std::array<int, 3>{level(0.65), level(0.704), level(0.286)};
  });
  BOOST_TEST(value(values, "haematoxylin mean") == 0.5, tt::tolerance(0.01));
  BOOST_TEST(std::abs(value(values, "eosin mean")) < 0.01);
  BOOST_TEST(std::abs(value(values, "residual mean")) < 0.01);
  BOOST_TEST(value(values, "nuclear share") == 1.0);
  BOOST_TEST(value(values, "tissue share") == 1.0);
}

// A chequerboard of single pixels: central differences see nothing, squares
// of 7 x 7 see all of it, and averaging 2 x 2 removes it.
BOOST_AUTO_TEST_CASE(a_chequerboard_is_grain_without_gradient) {
  const auto values = described([](int r, int c) {
    const int p = (r + c) % 2 ? 100 : 200;
    return std::array<int, 3>{p, p, p};
  });
  BOOST_TEST(value(values, "haematoxylin scale 1 gradient mean") == 0.0);
  BOOST_TEST(value(values, "haematoxylin scale 1 local deviation mean") > 0.05);
  BOOST_TEST(value(values, "haematoxylin scale 2 local deviation mean") < 1e-6);
  // Dark pixels hold more stain: their four neighbours across are smaller, the
  // four diagonal ones equal, in turns: more than one run.
  BOOST_TEST(value(values, "haematoxylin scale 1 pattern 9") == 0.5);
  BOOST_TEST(value(values, "haematoxylin scale 1 pattern 8") == 0.5);
}

BOOST_AUTO_TEST_CASE(turning_a_tile_by_half_changes_no_share_of_patterns) {
  const auto colour = [](int r, int c) {
    return std::array<int, 3>{(r * r * 7 + c * 31) % 200,
                              (r * 13 + c * c) % 200, (r * 5 + c * 3) % 200};
  };
  const auto one = described(colour);
  const auto other = described(
      [&](int r, int c) { return colour(kSide - 1 - r, kSide - 1 - c); });
  const auto names = stain_texture_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].find("pattern") == std::string::npos) continue;
    BOOST_TEST(one[i] == other[i], names[i]);
  }
}

BOOST_AUTO_TEST_CASE(tiles_that_are_too_small_are_refused) {
  BOOST_TEST(error_of([] { stain_texture({}, 16); }) ==
             "stain_texture: a tile of 16 px; at least 28 px are needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
