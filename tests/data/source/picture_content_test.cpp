#include "core/data/source/picture_content.h"

#include <boost/test/unit_test.hpp>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

using Centres = std::vector<std::pair<double, double>>;
const Centres kCentres{{40.25, 40}, {90, 40.75}, {40, 90}, {90, 90}};

Dataset at(const Centres& centres) {
  Dataset dataset;
  dataset.pixel_xy.resize(static_cast<Eigen::Index>(centres.size()), 2);
  for (std::size_t i = 0; i < centres.size(); ++i) {
    dataset.pixel_xy.row(static_cast<Eigen::Index>(i)) << centres[i].first,
        centres[i].second;
  }
  return dataset;
}

/// No two places of it are alike; `left` columns of black stand before it.
Picture uneven(int left = 0) {
  Picture picture{130 + left, 130, {}};
  for (int y = 0; y < 130; ++y) {
    for (int x = -left; x < 130; ++x) {
      const auto colour = [&](int value) {
        return static_cast<std::uint8_t>(x < 0 ? 0 : value % 256);
      };
      picture.rgb.insert(picture.rgb.end(),
                         {colour(x), colour(y), colour(x * y)});
    }
  }
  return picture;
}

std::string content(const std::string& bytes, const Centres& centres) {
  const TempFolder folder;
  write_file(folder / "picture", bytes);
  return content_of_picture(*Image::open(folder / "picture"), at(centres));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture_content_test)

BOOST_AUTO_TEST_CASE(a_picture_stored_in_another_format_is_the_same) {
  const std::string jpeg = jpeg_encode(uneven(), 80);
  const std::string png = png_encode(jpeg_decode(jpeg, "p"));
  BOOST_TEST(content(jpeg, kCentres).size() == 64U);
  BOOST_TEST(content(png, kCentres) == content(jpeg, kCentres));
  BOOST_TEST(content(png_encode(uneven()), kCentres) !=
             content(jpeg, kCentres));
}

BOOST_AUTO_TEST_CASE(order_of_spots_and_a_margin_are_no_part_of_it) {
  const std::string one = content(png_encode(uneven()), kCentres);
  const Centres turned(kCentres.rbegin(), kCentres.rend());
  BOOST_TEST(content(png_encode(uneven()), turned) == one);
  Centres moved = kCentres;
  for (auto& [x, y] : moved) x += 70;
  BOOST_TEST(content(png_encode(uneven(70)), moved) == one);
}

// Two arrays, or cores, on one slide.
BOOST_AUTO_TEST_CASE(other_places_of_a_picture_are_another_section) {
  const std::string picture = png_encode(uneven());
  Centres other = kCentres;
  other.back().first += 3;
  BOOST_TEST(content(picture, other) != content(picture, kCentres));
}

BOOST_AUTO_TEST_CASE(blank_glass_tells_nothing) {
  const std::string white = png_encode(
      {130, 130, std::vector<std::uint8_t>(std::size_t{3} * 130 * 130, 255)});
  BOOST_TEST(content(white, kCentres) == "");
  // A spot on glass beside one on tissue leaves what the other shows.
  const Centres one{{40, 40}};
  const Centres outside{{40, 40}, {-400, 40}};
  const std::string picture = png_encode(uneven());
  BOOST_TEST(content(picture, outside) == content(picture, one));
}

// Of 512 spots every second, in the order of their centres.
BOOST_AUTO_TEST_CASE(many_spots_are_looked_at_in_part) {
  Centres all;
  Centres half;
  for (int i = 0; i < 512; ++i) {
    all.emplace_back(20 + i % 64, 20 + i / 64);
    if (i % 2 == 0) half.push_back(all.back());
  }
  const std::string picture = png_encode(uneven());
  BOOST_TEST(content(picture, all) == content(picture, half));
}

BOOST_AUTO_TEST_SUITE_END()
