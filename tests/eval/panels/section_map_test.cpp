#include "core/eval/panels/section_map.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "core/base/random.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "core/eval/panels/map_layer.h"
#include "core/eval/panels/section_frame.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// 36 spots 20 px apart in six rows, the first at (100, 60), on a picture of
// 400 x 300: the box of the spots and a pitch around it is x 80 to 220, y 40
// to 180.
MapSource source() {
  MapSource made;
  made.places.section = "s/A";
  made.places.patient = "s/P";
  made.places.picture_width_px = 400;
  made.places.picture_height_px = 300;
  made.places.pixel_xy.resize(36, 2);
  made.measured.about = "s/A";
  made.measured.columns = {"G", "H"};
  made.measured.values.resize(36, 2);
  for (int spot = 0; spot < 36; ++spot) {
    made.places.spots.push_back(concat("spot", spot));
    made.places.pixel_xy(spot, 0) = 100.0 + 20.0 * (spot % 6);
    made.places.pixel_xy(spot, 1) = 60.0 + 20.0 * (spot / 6);
    made.measured.values(spot, 0) = static_cast<float>(spot);
    made.measured.values(spot, 1) = static_cast<float>(spot % 5);
  }
  made.measured.rows = made.places.spots;
  made.predicted = made.measured;
  return made;
}

// Red, green and blue of a pixel of a layer's PNG.
std::array<int, 3> colour_at(const std::string& png, std::int64_t x,
                             std::int64_t y) {
  const Picture picture = png_decode(png, "layer");
  const auto at = static_cast<std::size_t>((y * picture.width_px + x) * 3);
  return {picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]};
}

constexpr std::array<int, 3> kLowest{68, 1, 84};      // viridis at 0
constexpr std::array<int, 3> kHighest{253, 231, 37};  // and at 1
constexpr std::array<int, 3> kGrey{217, 217, 217};

Picture noise(std::int64_t side) {
  Picture made{side, side, {}};
  RandomStream random(1, "noise", "");
  for (std::int64_t i = 0; i < 3 * side * side; ++i) {
    made.rgb.push_back(static_cast<std::uint8_t>(255 * random.uniform()));
  }
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(section_map_test)

BOOST_AUTO_TEST_CASE(the_frame_is_the_box_of_the_spots_and_a_pitch) {
  const SectionFrame frame = frame_of(source().places);
  BOOST_TEST(frame.pitch_px == 20.0);
  BOOST_TEST(frame.x_px == 80.0);
  BOOST_TEST(frame.y_px == 40.0);
  BOOST_TEST(frame.width_px == 140.0);
  BOOST_TEST(frame.height_px == 140.0);
}

// 5 px a pixel: a spot covers the four whose centres lie within 11 px of it,
// in both directions; two pixels are left around all spots.
BOOST_AUTO_TEST_CASE(each_pixel_has_its_nearest_spot) {
  const Dataset places = source().places;
  const NearestPlaces nearest = nearest_places(places, frame_of(places), 28);
  BOOST_TEST(nearest.width_px == 28);
  BOOST_TEST(nearest.height_px == 28);
  for (std::int64_t y = 0; y < 28; ++y) {
    for (std::int64_t x = 0; x < 28; ++x) {
      const bool inside = x >= 2 && x < 26 && y >= 2 && y < 26;
      const std::int64_t expected = inside ? (y - 2) / 4 * 6 + (x - 2) / 4 : -1;
      BOOST_TEST(nearest.place[static_cast<std::size_t>(y * 28 + x)] ==
                 expected);
    }
  }
}

// Three spots left of 36: what lay around the others is transparent, and white
// where it is laid on white.
BOOST_AUTO_TEST_CASE(where_no_spot_is_near_nothing_is_drawn) {
  MapSource made = source();
  made.measured.rows = {"spot0", "spot1", "spot35"};
  made.measured.values = Matrix{{1, 0}, {2, 0}, {3, 0}};
  std::map<std::string, std::string> files;
  const SectionMap map = section_map(made, {460, 28, 10'000}, "0_A", files);
  BOOST_TEST(map.places == 3);
  const std::string& png = files.at("0_A.0.measured.png");
  BOOST_TEST(colour_at(png, 3, 3) == kLowest, tt::per_element());
  BOOST_TEST(colour_at(png, 25, 25) == kHighest, tt::per_element());
  BOOST_TEST(colour_at(png, 14, 14) == (std::array<int, 3>{255, 255, 255}),
             tt::per_element());
}

// A frame of 140 x 140 px of 0.5 um drawn with 70 px, then with room to spare.
BOOST_AUTO_TEST_CASE(a_frame_is_made_smaller_and_never_larger) {
  Dataset places = source().places;
  places.um_per_px = 0.5;
  SectionMap map;
  set_frame(map, frame_of(places), places, 70);
  BOOST_TEST(map.width_px == 70.0);
  BOOST_TEST(map.height_px == 70.0);
  BOOST_TEST(map.um_per_px.value() == 1.0);
  set_frame(map, frame_of(places), places, 500);
  BOOST_TEST(map.width_px == 140.0);
  BOOST_TEST(map.um_per_px.value() == 0.5);
}

// A frame of 240 x 140 px in 120 pixels: both sides are divided by 2.
BOOST_AUTO_TEST_CASE(both_axes_have_one_scale) {
  Dataset places = source().places;
  for (Eigen::Index i = 0; i < 36; ++i) {
    if (i % 6 == 5) places.pixel_xy(i, 0) = 300;
  }
  const SectionFrame frame = frame_of(places);
  BOOST_TEST(frame.width_px == 240.0);
  const NearestPlaces nearest = nearest_places(places, frame, 120);
  BOOST_TEST(nearest.width_px == 120);
  BOOST_TEST(nearest.height_px == 70);
}

BOOST_AUTO_TEST_CASE(colours_run_from_the_least_to_the_largest_value) {
  const Dataset places = source().places;
  const NearestPlaces nearest = nearest_places(places, frame_of(places), 28);
  std::vector<double> values(36);
  for (std::size_t i = 0; i < 36; ++i) values[i] = 2.0 + double(i);
  values[7] = std::nan("");
  const DrawnLayer drawn = draw_layer("measured", "f.png", nearest, values);
  BOOST_TEST(drawn.layer.low == 2.0);
  BOOST_TEST(drawn.layer.high == 37.0);
  BOOST_TEST(drawn.layer.undefined == 1);
  BOOST_TEST(colour_at(drawn.png, 2, 2) == kLowest, tt::per_element());
  BOOST_TEST(colour_at(drawn.png, 25, 25) == kHighest, tt::per_element());
  BOOST_TEST(colour_at(drawn.png, 6, 6) == kGrey, tt::per_element());
}

// By hand: of 1 to 35 and 1,000 the quartiles are 9.75 and 27.25, so that the
// upper fence is 27.25 + 1.5 * 17.5, and the least value lies inside the lower.
BOOST_AUTO_TEST_CASE(fences_hold_a_value_that_is_far_off) {
  const Dataset places = source().places;
  const NearestPlaces nearest = nearest_places(places, frame_of(places), 28);
  std::vector<double> values(36);
  for (std::size_t i = 0; i < 36; ++i) values[i] = 1.0 + double(i);
  values[35] = 1000;
  const DrawnLayer drawn =
      draw_layer("measured", "f.png", nearest, values, MapLimits::fences);
  BOOST_TEST(drawn.layer.low == 1.0);
  BOOST_TEST(drawn.layer.high == 53.5);
  BOOST_TEST(drawn.layer.undefined == 0);
  BOOST_TEST(colour_at(drawn.png, 2, 2) == kLowest, tt::per_element());
  BOOST_TEST(colour_at(drawn.png, 25, 25) == kHighest, tt::per_element());
}

BOOST_AUTO_TEST_CASE(equal_quartiles_make_no_fences) {
  const Dataset places = source().places;
  const NearestPlaces nearest = nearest_places(places, frame_of(places), 28);
  std::vector<double> values(36, 0.0);
  values[35] = 4;
  const DrawnLayer drawn =
      draw_layer("measured", "f.png", nearest, values, MapLimits::fences);
  BOOST_TEST(drawn.layer.low == 0);
  BOOST_TEST(drawn.layer.high == 4);
}

BOOST_AUTO_TEST_CASE(a_constant_and_nothing_at_all_have_no_scale) {
  const Dataset places = source().places;
  const NearestPlaces nearest = nearest_places(places, frame_of(places), 28);
  const DrawnLayer flat =
      draw_layer("p", "f.png", nearest, std::vector<double>(36, 1.5));
  BOOST_TEST(flat.layer.low == 1.5);
  BOOST_TEST(flat.layer.high == 1.5);
  BOOST_TEST(colour_at(flat.png, 9, 9) == kLowest, tt::per_element());
  const DrawnLayer none =
      draw_layer("p", "f.png", nearest, std::vector<double>(36, std::nan("")));
  BOOST_TEST(std::isnan(none.layer.low));
  BOOST_TEST(none.layer.undefined == 36);
  BOOST_TEST(colour_at(none.png, 9, 9) == kGrey, tt::per_element());
}

// Predictions in another order, one of them missing a value: r is that of the
// others, of which one side is the other.
BOOST_AUTO_TEST_CASE(spots_are_joined_by_name) {
  MapSource made = source();
  std::reverse(made.predicted.rows.begin(), made.predicted.rows.end());
  made.predicted.values = made.measured.values.colwise().reverse().eval();
  made.predicted.values(3, 0) = std::nanf("");
  std::map<std::string, std::string> files;
  const SectionMap map = section_map(made, {460, 28, 10'000}, "0_A", files);
  BOOST_TEST(map.section == "s/A");
  BOOST_TEST(map.patient == "s/P");
  BOOST_TEST(map.maps.at(0).r == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(map.maps.at(0).layers.at(1).undefined == 1);
  BOOST_TEST(map.maps.at(1).r == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(
      (files.at("0_A.1.measured.png") == files.at("0_A.1.predicted.png")));
  made.measured.rows[4] = "elsewhere";
  BOOST_TEST(error_of([&] {
               section_map(made, {460, 28, 10'000}, "0_A", files);
             }) == "maps of s/A: no spot 'elsewhere' (36 given, as 'spot0')");
}

// White but for a red square under the first spots: the cut shows it.
BOOST_AUTO_TEST_CASE(the_picture_is_cut_to_the_frame) {
  const TempFolder folder;
  Picture picture{400, 300, std::vector<std::uint8_t>(400 * 300 * 3, 255)};
  for (std::size_t y = 40; y < 110; ++y) {
    for (std::size_t x = 80; x < 150; ++x) {
      picture.rgb[(y * 400 + x) * 3 + 1] = 0;
      picture.rgb[(y * 400 + x) * 3 + 2] = 0;
    }
  }
  write_file(folder / "a.jpg", jpeg_encode(picture, 90));
  MapSource made = source();
  made.places.um_per_px = 0.5;
  made.picture = folder / "a.jpg";
  made.picture_name = "a.jpg";
  std::map<std::string, std::string> files;
  const SectionMap map = section_map(made, {70, 28, 10'000}, "0_A", files);
  BOOST_TEST(map.picture.value() == "0_A.jpg");
  BOOST_TEST(map.width_px == 70.0);
  BOOST_TEST(map.um_per_px.value() == 1.0);  // at half scale
  const Picture cut = jpeg_decode(files.at("0_A.jpg"), "cut");
  BOOST_TEST(cut.width_px == 70);
  BOOST_TEST(cut.height_px == 70);
  const auto green = [&](std::int64_t x, std::int64_t y) {
    return int{cut.rgb[static_cast<std::size_t>((y * 70 + x) * 3 + 1)]};
  };
  BOOST_TEST(green(10, 10) < 60);
  BOOST_TEST(green(60, 10) > 200);
  BOOST_TEST(green(10, 60) > 200);
}

BOOST_AUTO_TEST_CASE(a_picture_keeps_to_its_bytes) {
  const Picture white{90, 90, std::vector<std::uint8_t>(90 * 90 * 3, 255)};
  BOOST_TEST((jpeg_within(white, 10'000) == jpeg_encode(white, 80)));
  const Picture grain = noise(200);
  BOOST_TEST(jpeg_encode(grain, 80).size() > 20'000U);
  const std::string coarse = jpeg_within(grain, 20'000);
  BOOST_TEST(coarse.size() <= 20'000U);
  BOOST_TEST(jpeg_decode(coarse, "coarse").width_px == 200);
  const std::string small = jpeg_within(grain, 4'000);
  BOOST_TEST(small.size() <= 4'000U);
  BOOST_TEST(jpeg_decode(small, "small").width_px < 200);
}

BOOST_AUTO_TEST_CASE(many_maps_are_smaller) {
  BOOST_TEST(map_sizes(2, 12, 460).map_px == 320);
  BOOST_TEST(map_sizes(42, 252, 460).map_px == 128);
  BOOST_TEST(map_sizes(42, 252, 460).picture_bytes == 71'428U);
}

BOOST_AUTO_TEST_CASE(one_spot_makes_no_map) {
  MapSource made = source();
  made.measured.rows = {"spot0"};
  made.measured.values = Matrix{{1, 0}};
  std::map<std::string, std::string> files;
  BOOST_TEST(error_of([&] {
               section_map(made, {460, 28, 10'000}, "0_A", files);
             }) == "map of s/A: 1 spot(s); a map needs at least 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
