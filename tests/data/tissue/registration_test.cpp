#include "core/data/tissue/registration.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <numbers>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Point = Eigen::Vector2d;

// Tissue as a function of the place in um: haematoxylin, 0 outside of it.
using Tissue = std::function<double(const Point&)>;

// A piece like a flag-shaped D, with darker bands, around (0, 0), 3 mm wide.
double flag(const Point& at) {
  const double x = at[0] / 1500, y = at[1] / 1000;
  const bool inside =
      x > -1 && y > -1 && y < 1 && x < 1 - 0.8 * y * y && !(x > 0.2 && y > 0.3);
  if (!inside) return 0;
  return 0.08 + 0.03 * std::sin(at[0] / 180) + 0.02 * std::cos(at[1] / 130);
}

double bar(const Point& at) {
  return std::fabs(at[0]) < 1600 && std::fabs(at[1]) < 300 ? 0.1 : 0;
}

// A view of `size` px at 16 um in which the tissue of `inverse(map)` lies: map
// takes um of the tissue to um of the view.
TissueView view_of(const std::string& section, const Tissue& tissue,
                   const AffineMap& map, std::int64_t width,
                   std::int64_t height) {
  TissueView view;
  view.section = section;
  view.um_per_px = 16;
  view.x_px = 20;
  view.y_px = 25;
  view.picture = {width, height,
                  std::vector<std::uint8_t>(
                      static_cast<std::size_t>(3 * width * height), 255)};
  const double determinant = map(0, 0) * map(1, 1) - map(0, 1) * map(1, 0);
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const double u = (static_cast<double>(x) + 0.5) * 16 - map(0, 2);
      const double v = (static_cast<double>(y) + 0.5) * 16 - map(1, 2);
      const double value =
          tissue({(map(1, 1) * u - map(0, 1) * v) / determinant,
                  (map(0, 0) * v - map(1, 0) * u) / determinant});
      view.haematoxylin.push_back(static_cast<float>(value));
      view.tissue.push_back(value > 0 ? 1 : 0);
    }
  }
  return view;
}

AffineMap turned(double degrees, double along, double across, double x_um,
                 double y_um) {
  const double angle = degrees * std::numbers::pi / 180;
  AffineMap map;
  map << along * std::cos(angle), -across * std::sin(angle), x_um,
      along * std::sin(angle), across * std::cos(angle), y_um;
  return map;
}

TissueView piece_a() {
  return view_of("x/A", flag, turned(0, 1, 1, 1900, 1500), 240, 200);
}

// Largest distance in um between where the transform puts a place of B and
// where it is, over the tissue.
double error_um(const Transform& transform, const AffineMap& a,
                const AffineMap& b) {
  double largest = 0;
  for (double x = -1400; x <= 700; x += 100) {
    for (double y = -900; y <= 900; y += 100) {
      if (flag({x, y}) == 0) continue;
      Positions place(1, 2);
      place << x, y;
      // um of a view to px of its full picture.
      Positions in_b = mapped(b, place) / 16;
      in_b.col(0) *= 20;
      in_b.col(1) *= 25;
      const Positions found = mapped(transform.map, in_b);
      const Positions right = mapped(a, place) / 16;
      largest =
          std::max(largest, 16 * std::hypot(found(0, 0) / 20 - right(0, 0),
                                            found(0, 1) / 25 - right(0, 1)));
    }
  }
  return largest;
}

Transform against_a(const AffineMap& b) {
  return registration(piece_a(), view_of("x/B", flag, b, 260, 260));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registration_test)

// To a pixel of the view over all of the tissue, whichever way it is turned.
BOOST_AUTO_TEST_CASE(a_known_map_is_found) {
  const AffineMap a = turned(0, 1, 1, 1900, 1500);
  for (const double degrees : {0., 33., 100., 180., 245., 300.}) {
    const AffineMap b = turned(degrees, 1.06, 0.95, 2100, 2000);
    const Transform found = against_a(b);
    BOOST_TEST(error_um(found, a, b) < 16, "turned by " << degrees);
    BOOST_TEST(found.accepted());
    BOOST_TEST(!found.mirrored());
    BOOST_TEST(found.dice > 0.98);
    BOOST_TEST(found.correlation > 0.98);
    BOOST_TEST(found.inside > 0.9);
    BOOST_TEST(found.remarks.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_section_seen_from_behind_is_mirrored) {
  const AffineMap a = turned(0, 1, 1, 1900, 1500);
  AffineMap b = turned(70, 1, 1, 2100, 2000);
  b.col(1) *= -1;
  const Transform found = against_a(b);
  BOOST_TEST(error_um(found, a, b) < 16);
  BOOST_TEST(found.accepted());
  BOOST_TEST(found.mirrored());
}

// The other way round it is the inverse map.
BOOST_AUTO_TEST_CASE(either_section_may_stay) {
  const AffineMap b = turned(100, 1.06, 0.95, 2100, 2000);
  const TissueView other = view_of("x/B", flag, b, 260, 260);
  const Transform there = registration(piece_a(), other);
  const Transform back = registration(other, piece_a());
  Positions at(2, 2);
  at << 1500, 2000, 3000, 2500;
  const Positions again = mapped(there.map, mapped(back.map, at));
  BOOST_TEST((again - at).cwiseAbs().maxCoeff() <
             40);  // two pixels of the view
  BOOST_TEST(back.section_a == "x/B");
  BOOST_TEST(back.section_b == "x/A");
}

BOOST_AUTO_TEST_CASE(other_tissue_is_listed_with_its_dice) {
  const TissueView other =
      view_of("x/B", bar, turned(20, 1, 1, 2000, 2000), 260, 260);
  const Transform found = registration(piece_a(), other);
  BOOST_TEST(!found.accepted());
  BOOST_TEST(found.dice > 0);
  BOOST_TEST(found.dice < 0.8);
  BOOST_TEST(found.refusal == concat("the tissue masks overlap with a Dice of ",
                                     fixed(found.dice, 3),
                                     ", at least 0.800 is needed"));
  RegistrationOptions options;
  options.least_dice = found.dice;
  BOOST_TEST(registration(piece_a(), other, options).accepted());
}

// Two bars, one twice as long: no stretch within the limit joins them, a larger
// one does.
BOOST_AUTO_TEST_CASE(no_piece_is_drawn_over_another_beyond_the_limit) {
  const AffineMap place = turned(0, 1, 1, 2000, 1000);
  const TissueView one = view_of("x/A", bar, place, 250, 125);
  const TissueView half =
      view_of("x/B", bar, turned(0, 0.5, 1, 2000, 1000), 250, 125);
  BOOST_TEST(registration(one, half).dice < 0.8);
  BOOST_TEST(registration(half, one).dice < 0.8);
  RegistrationOptions options;
  options.most_stretch = 2.2;
  BOOST_TEST(registration(one, half, options).dice > 0.95);
}

// A's picture shows 640 um of a tissue that is 3,000 um wide in B's.
BOOST_AUTO_TEST_CASE(what_both_pictures_show_must_be_half_of_each) {
  const TissueView cut =
      view_of("x/A", flag, turned(0, 1, 1, -400, 1500), 40, 200);
  const TissueView whole =
      view_of("x/B", flag, turned(0, 1, 1, 1900, 1500), 240, 200);
  const Transform found = registration(cut, whole);
  BOOST_TEST(!found.accepted());
  BOOST_TEST(found.refusal.starts_with("both pictures show "));
  BOOST_TEST(found.refusal.ends_with(
      concat(" % of a tissue alone, at least 50 % are needed; there the masks "
             "overlap with a Dice of ",
             fixed(found.dice, 3))));
}

BOOST_AUTO_TEST_CASE(other_tissue_of_a_like_outline_is_remarked) {
  const Tissue plain = [](const Point& at) {
    return flag(at) > 0
               ? 0.08 + 0.05 * std::sin(at[0] / 310 + 1) * std::cos(at[1] / 350)
               : 0.;
  };
  const TissueView other =
      view_of("x/B", plain, turned(10, 1, 1, 2000, 2000), 260, 260);
  const Transform found = registration(piece_a(), other);
  BOOST_TEST(found.accepted());
  BOOST_TEST(found.inside < 0.2);
  BOOST_REQUIRE(found.remarks.size() == 1U);
  BOOST_TEST(found.remarks[0] ==
             concat("Inside of the tissue the haematoxylin of x/A and x/B "
                    "hardly agrees (",
                    fixed(found.inside, 2),
                    "): they may be other tissue of a like outline."));
}

BOOST_AUTO_TEST_CASE(a_view_without_tissue_or_of_the_same_section_is_refused) {
  TissueView empty = piece_a();
  empty.section = "x/E";
  std::fill(empty.tissue.begin(), empty.tissue.end(), 0);
  BOOST_TEST(error_of([&] { registration(piece_a(), empty); }) ==
             "registration: the view of section x/E has no tissue");
  BOOST_TEST(error_of([] { registration(piece_a(), piece_a()); }) ==
             "registration: both views are of section x/A; a section lies in "
             "its own picture where it is");
}

BOOST_AUTO_TEST_CASE(remarks_of_both_views_are_kept) {
  TissueView a = piece_a(), b = piece_a();
  b.section = "x/B";
  a.remarks = {"of a"};
  b.remarks = {"of b"};
  const Transform found = registration(a, b);
  BOOST_TEST(found.remarks == (std::vector<std::string>{"of a", "of b"}),
             tt::per_element());
  BOOST_TEST(found.dice == 1);
}

BOOST_AUTO_TEST_SUITE_END()
