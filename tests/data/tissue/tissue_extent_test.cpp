#include "core/data/tissue/tissue_extent.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/image.h"
#include "core/data/tissue/largest_part.h"
#include "core/data/tissue/smallest_rectangle.h"
#include "core/data/tissue/square_filter.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"

using namespace moonstain;

namespace {

// What OpenCV finds: tests/golden/tissue/tissue_extent.py.
const Json& golden(const std::string& name) {
  static const Json json = read_golden("tissue/tissue_extent");
  return json.at(name);
}

// 240 but for ellipses of noise, as the script says.
Picture made(const Json& how) {
  Picture out{how[0], how[1], {}};
  for (std::int64_t y = 0; y < out.height_px; ++y) {
    for (std::int64_t x = 0; x < out.width_px; ++x) {
      bool tissue = false;
      for (const auto& e :
           how[2].get<std::vector<std::vector<std::int64_t>>>()) {
        const std::int64_t dx = x - e[0], dy = y - e[1];
        tissue |= e[2] * dx * dx + e[3] * dx * dy + e[4] * dy * dy <= e[5];
      }
      for (std::uint64_t k = 0; k < 3; ++k) {
        const auto at =
            static_cast<std::uint64_t>(7 * x * x + 13 * y * y + 5 * x * y) +
            31 * k;
        out.rgb.push_back(tissue ? static_cast<std::uint8_t>(
                                       (at * 2654435761U & 0xffffffffU) >> 24)
                                 : 240);
      }
    }
  }
  return out;
}

void compare(const Picture& picture, const Json& expected) {
  const auto edges = edge_mask(picture);
  BOOST_TEST(std::accumulate(edges.begin(), edges.end(), 0) ==
             expected.at("edges").get<int>());
  const auto e = expected.at("extent").get<std::vector<std::int64_t>>();
  const Extent found = tissue_extent(picture);
  BOOST_TEST((found == Extent{e[0], e[1], e[2], e[3]}),
             "found " << found.x1 << " " << found.x2 << " " << found.y1 << " "
                      << found.y2);
}

// Masks as rows of '.' and '#'.
std::vector<std::uint8_t> mask_of(const std::vector<std::string>& rows) {
  std::vector<std::uint8_t> out;
  for (const std::string& row : rows) {
    for (const char c : row) out.push_back(c == '#');
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tissue_extent_test)

BOOST_AUTO_TEST_CASE(made_pictures_are_cropped_as_by_opencv) {
  for (const char* name : {"one_upright", "one_leaning", "largest_of_three",
                           "over_the_border", "two_that_join"}) {
    BOOST_TEST_CONTEXT(name) {
      compare(made(golden(name).at("picture")), golden(name));
    }
  }
}

BOOST_AUTO_TEST_CASE(sections_of_the_sample_are_cropped_as_by_opencv) {
  for (const char* name : {"samples/mob/MOB1.jpg", "samples/mob/MOB2.jpg"}) {
    BOOST_TEST_CONTEXT(name) {
      compare(Image::open(concat("data_manifests/", name))->level(0),
              golden(name));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_real_slide_is_cropped_as_by_opencv,
                     *boost::unit_test::precondition(has_shared_data)) {
  const char* name = "slides/cmu_small_region.svs";
  compare(Image::open(shared_data() / name)->level(0), golden(name));
}

BOOST_AUTO_TEST_CASE(a_picture_without_tissue_is_refused) {
  const Picture picture = made(golden("too_small").at("picture"));
  BOOST_CHECK_EXCEPTION(tissue_extent(picture), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "shows no tissue: no part of its 120 x 120 px has edges over 9 x 9 "
           "px";
  });
}

// The square of 5 grows to the border and stays; what touches the border is not
// shrunk from there.
BOOST_AUTO_TEST_CASE(what_lies_beyond_the_border_takes_no_part) {
  auto mask = mask_of({"##...", "##...", ".....", "....."});
  erode(mask, 5, 1);
  BOOST_TEST((mask == mask_of({"#....", ".....", ".....", "....."})));
  dilate(mask, 5, 1);
  BOOST_TEST((mask == mask_of({"##...", "##...", ".....", "....."})));
  dilate(mask, 5, 2);
  BOOST_TEST((mask == mask_of({"####.", "####.", "####.", "####."})));
}

// A ring of sides 4 and 3 between pixel centres encloses 12, its hole with it,
// and more than the block of 2 x 2; the pixel at its corner hangs on it and
// encloses nothing.
BOOST_AUTO_TEST_CASE(the_part_that_encloses_most_is_taken_with_its_holes) {
  const auto mask = mask_of({
      "###........",
      "###..#####.",
      "###..#...#.",
      ".....#.#.#.",
      ".....#####.",
      "..........#",
  });
  const LargestPart part = largest_part(mask, 11);
  BOOST_TEST(part.area == 12);
  BOOST_REQUIRE(part.outline.size() == 16U);
  BOOST_TEST((part.outline[0] == PixelPlace{5, 1}));
  BOOST_TEST((part.outline[1] == PixelPlace{5, 2}));
  BOOST_TEST((part.outline.back() == PixelPlace{6, 1}));
}

BOOST_AUTO_TEST_CASE(a_line_of_pixels_has_no_area) {
  BOOST_TEST(largest_part(mask_of({"....", ".###", "...."}), 4).area == 0);
  BOOST_TEST(largest_part(mask_of({"#"}), 1).outline.size() == 1U);
  BOOST_TEST(largest_part(mask_of({"..", ".."}), 2).outline.empty());
}

// A diamond of half-axes 5: the rectangle of least area stands on its point,
// corners at the diamond's; upright it would be 10 x 10 and not 50.
BOOST_AUTO_TEST_CASE(the_rectangle_turns_with_the_outline) {
  const PixelPlace diamond[] = {{5, 0}, {0, 5}, {5, 10}, {10, 5}};
  BOOST_TEST((convex_hull(diamond) ==
              std::vector<PixelPlace>{{10, 5}, {5, 10}, {0, 5}, {5, 0}}));
  const auto corners = smallest_rectangle(diamond);
  for (const PixelPlace& place : diamond) {
    float nearest = 100;
    for (const RectangleCorner& corner : corners) {
      nearest =
          std::min(nearest, std::hypot(corner.x - static_cast<float>(place.x),
                                       corner.y - static_cast<float>(place.y)));
    }
    BOOST_TEST(nearest < 1e-5F);
  }
  const PixelPlace line[] = {{0, 0}, {3, 3}, {6, 6}};
  BOOST_CHECK_EXCEPTION(smallest_rectangle(line), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "smallest_rectangle: 3 pixels lie on one line, which has no area";
  });
}

BOOST_AUTO_TEST_SUITE_END()
