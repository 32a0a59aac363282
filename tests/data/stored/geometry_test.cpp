#include "core/data/stored/geometry.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/table.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Place = std::function<std::pair<double, double>(int x, int y)>;

// 8 x 6 spots in a picture of 400 x 320 px.
Dataset section(const Place& place, Lattice lattice = Lattice::square) {
  Dataset d;
  d.section = "data/S1";
  d.lattice = lattice;
  d.picture_width_px = 400;
  d.picture_height_px = 320;
  d.array_xy.resize(48, 2);
  d.pixel_xy.resize(48, 2);
  for (int i = 0; i < 48; ++i) {
    // On a hexagonal lattice x + y is even.
    const int y = i / 8 + 1;
    const int x =
        lattice == Lattice::square ? i % 8 + 1 : 2 * (i % 8) + y % 2 + 2;
    d.spots.push_back(concat(x, "x", y));
    d.array_xy.row(i) << x, y;
    const auto [across, down] = place(x, y);
    d.pixel_xy.row(i) << across, down;
  }
  return d;
}

std::pair<double, double> right_place(int x, int y) {
  return {40. * x + 0.5, 40. * y + 0.25};
}

std::string refusal(Dataset d) {
  return error_of([&] { settle_geometry(d, false); });
}

std::string refused(const std::string& wrong, const std::string& figures) {
  return "section data/S1: positions of its 48 spots do not fit: " + wrong +
         " (map from array to pixels: " + figures +
         ", picture 400 x 320 px); mend them, or take them as they are with "
         "geometry = \"as_given\" of `dataset` (`uns/geometry` of another "
         "program's)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(geometry_test)

BOOST_AUTO_TEST_CASE(a_right_section_is_checked_without_a_word) {
  Dataset d = section(right_place);
  const Geometry g = geometry_of(d);
  BOOST_TEST(g.determinant == 1600., tt::tolerance(1e-9));
  BOOST_TEST(g.pitch_px == 40., tt::tolerance(1e-9));
  BOOST_TEST(g.stretch == 1., tt::tolerance(1e-6));
  BOOST_TEST(g.residual < 1e-9);
  settle_geometry(d, false);
  BOOST_TEST(d.geometry == "checked");
  BOOST_TEST(d.remarks.empty());
}

// A picture turned by a quarter: x to the left becomes up.
BOOST_AUTO_TEST_CASE(a_turned_picture_is_right) {
  Dataset d =
      section([](int x, int y) { return std::pair(40. * y, 320. - 30. * x); });
  settle_geometry(d, false);
  BOOST_TEST(geometry_of(d).determinant == 1200., tt::tolerance(1e-9));
  BOOST_TEST(d.geometry == "checked");
}

// Rows 30 px apart, neighbours within one 2 x 17.32 px: all six at 34.64.
BOOST_AUTO_TEST_CASE(the_pitch_of_a_hexagonal_lattice_is_to_the_nearest_spot) {
  const double step = 30 / std::sqrt(3.);
  const Geometry g = geometry_of(
      section([&](int x, int y) { return std::pair(step * x, 30. * y); },
              Lattice::hexagonal));
  BOOST_TEST(g.pitch_px == 60 / std::sqrt(3.), tt::tolerance(1e-9));
  BOOST_TEST(g.stretch == std::sqrt(3.), tt::tolerance(1e-9));
}

// numpy.linalg.lstsq of the centred positions, of (8, 6) spots at (40 x + 0.5 +
// sin(x y), 40 y + 0.25 + cos(3 x + y)).
BOOST_AUTO_TEST_CASE(a_noisy_section_matches_numpy) {
  const Geometry g = geometry_of(section([](int x, int y) {
    return std::pair(40. * x + 0.5 + std::sin(x * y),
                     40. * y + 0.25 + std::cos(3. * x + y));
  }));
  BOOST_TEST(g.determinant == 1598.916792092416, tt::tolerance(1e-9));
  BOOST_TEST(g.pitch_px == 39.9763948182235, tt::tolerance(1e-9));
  BOOST_TEST(g.stretch == 1.0038369671265, tt::tolerance(1e-9));
  BOOST_TEST(g.residual == 0.02406296498084, tt::tolerance(1e-9));
  BOOST_TEST(g.farthest == 0.03975797395636, tt::tolerance(1e-9));
  BOOST_TEST(g.farthest_spot == 4U);
}

BOOST_AUTO_TEST_CASE(exchanged_axes_and_mirrored_pictures_are_refused) {
  const std::string wrong =
      "the determinant is negative: x and y are exchanged, or the picture is "
      "mirrored";
  const std::string figures =
      "determinant -1600.0 px2, residual 0.00 pitches, pitch 40.0 px";
  BOOST_TEST(refusal(section(
                 [](int x, int y) { return std::pair(40. * y, 35. * x); })) ==
             refused(wrong,
                     "determinant -1400.0 px2, residual 0.00 pitches, pitch "
                     "35.0 px"));
  BOOST_TEST(refusal(section([](int x, int y) {
               return std::pair(400 - 40. * x, 40. * y);
             })) == refused(wrong, figures));
  BOOST_TEST(refusal(section([](int x, int y) {
               return std::pair(40. * x, 320 - 40. * y);
             })) == refused(wrong, figures));
}

BOOST_AUTO_TEST_CASE(all_spots_at_one_point_are_refused) {
  BOOST_TEST(refusal(section([](int, int) { return std::pair(0., 0.); })) ==
             refused("neighbouring spots lie at one point: the alignment has "
                     "failed, or positions are in another unit than px",
                     "determinant 0.0 px2, residual 0.00 pitches, pitch "
                     "0.0 px"));
}

// Positions of other spots: rows in another order.
BOOST_AUTO_TEST_CASE(positions_of_other_spots_are_refused) {
  Dataset d = section(right_place);
  for (int i = 0; i < 48; ++i) {
    const auto [x, y] = right_place(i * 5 % 48 % 8 + 1, i * 5 % 48 / 8 + 1);
    d.pixel_xy.row(i) << x, y;
  }
  const Geometry g = geometry_of(d);
  BOOST_TEST(g.residual > 1);
  BOOST_TEST(refusal(d).starts_with(
      "section data/S1: positions of its 48 spots do not fit: the residual is "
      "large (at most 0.25 is expected): the alignment has failed, or "
      "positions are those of other spots (map from array to pixels: "));
}

// Of 48 spots two neighbours exchanged: 40 px each, 8.2 px over all.
BOOST_AUTO_TEST_CASE(two_exchanged_spots_are_refused_and_one_named) {
  Dataset d = section(right_place);
  d.pixel_xy.row(20).swap(d.pixel_xy.row(21));
  const std::string text = refusal(d);
  BOOST_TEST(geometry_of(d).residual < kMostResidual);
  BOOST_TEST(text.find("do not fit: spot 5x3 lies 1.0") != std::string::npos,
             text);
}

BOOST_AUTO_TEST_CASE(scales_of_their_own_in_x_and_y_are_refused) {
  BOOST_TEST(refusal(section(
                 [](int x, int y) { return std::pair(40. * x, 10. * y); })) ==
             refused("one direction is 4.00 times as long as the other (at "
                     "most 2 is expected): x and y are of different scales",
                     "determinant 400.0 px2, residual 0.00 pitches, pitch "
                     "10.0 px"));
}

// A fifth of the right positions: 320.5 / 5 of 400 px, 240.25 / 5 of 320.
BOOST_AUTO_TEST_CASE(positions_of_a_smaller_picture_are_refused) {
  const Dataset d = section([](int x, int y) {
    const auto [across, down] = right_place(x, y);
    return std::pair(0.2 * across, 0.2 * down);
  });
  BOOST_TEST(refusal(d) ==
             refused("all lie in the upper left 16 % x 15 % of the picture: "
                     "they may be those of a smaller copy of it, which times "
                     "its scale are positions at full resolution",
                     "determinant 64.0 px2, residual 0.00 pitches, pitch 8.0 "
                     "px"));
}

BOOST_AUTO_TEST_CASE(spots_outside_of_the_picture_are_refused) {
  Dataset d = section(right_place);
  d.picture_width_px = 300;  // column 8 lies at 320
  d.picture_height_px = 320;
  BOOST_TEST(refusal(d).find("do not fit: 6 lie outside of the picture (map") !=
             std::string::npos);
}

// All 4,992 places of a Visium array, as Space Ranger gives them; numpy's map
// has singular values of 18.6 and 10.69.
BOOST_AUTO_TEST_CASE(a_visium_array_is_right,
                     *boost::unit_test::precondition(has_shared_data)) {
  const Table table =
      Table::parse(read_file(shared_data() /
                             "spaceranger/outs/spatial/tissue_positions.csv"),
                   "tissue_positions.csv", true);
  Dataset d;
  d.lattice = Lattice::hexagonal;
  d.picture_width_px = d.picture_height_px = 3000;
  const auto spots = static_cast<Eigen::Index>(table.rows());
  d.array_xy.resize(spots, 2);
  d.pixel_xy.resize(spots, 2);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    d.spots.push_back(std::string(table.field(i, 0)));
    d.array_xy.row(row) << static_cast<int>(table.integer(i, 3)),
        static_cast<int>(table.integer(i, 2));
    d.pixel_xy.row(row) << table.number(i, 5), table.number(i, 4);
  }
  settle_geometry(d, false);
  BOOST_TEST(d.geometry == "checked");
  BOOST_TEST(d.remarks.empty());
  const Geometry g = geometry_of(d);
  BOOST_TEST(g.stretch == 18.6 / 10.69, tt::tolerance(1e-3));
  BOOST_TEST(g.residual < 1e-3);
  d.pixel_xy *= 0.2;  // those of tissue_lowres_image.png
  BOOST_TEST(fault_of(d, geometry_of(d)).find("all lie in the upper left") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_accepted_by_name_is_noted) {
  Dataset d = section([](int x, int y) { return std::pair(40. * y, 40. * x); });
  d.picture_height_px = 400;
  settle_geometry(d, true);
  BOOST_TEST(d.geometry == "as_given");
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "taken as given: positions of its 48 spots do not fit: the "
             "determinant is negative: x and y are exchanged, or the picture "
             "is mirrored (map from array to pixels: determinant -1600.0 px2, "
             "residual 0.00 pitches, pitch 40.0 px, picture 400 x 400 px)");
  check_geometry(d, geometry_of(d));
  BOOST_TEST(trusted_pitch_px(geometry_of(d)) == 40., tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_checked_is_said) {
  Dataset few = section(right_place);
  few.array_xy.conservativeResize(3, 2);
  few.pixel_xy.conservativeResize(3, 2);
  few.spots.resize(3);
  settle_geometry(few, false);
  BOOST_TEST(few.geometry == "not checked");
  BOOST_TEST(few.remarks.at(0) ==
             "positions are not checked against the array: 3 spots, at least "
             "4 are needed");
  BOOST_TEST(trusted_pitch_px(geometry_of(few)) == 0);

  Dataset line = section(right_place);
  line.array_xy.col(1) = line.array_xy.col(0) * 2;
  settle_geometry(line, false);
  BOOST_TEST(line.remarks.at(0) ==
             "positions are not checked against the array: its 48 spots lie "
             "on one line of it");

  Dataset blind = section(right_place);
  blind.picture_width_px = blind.picture_height_px = 0;
  settle_geometry(blind, false);
  BOOST_TEST(blind.geometry == "checked");
  BOOST_TEST(blind.remarks.at(0) ==
             "no picture: where its spots lie in one is not checked");

  Dataset none;
  settle_geometry(none, false);
  BOOST_TEST(none.geometry == "not checked");
}

// No array can be held against them, but their picture can.
BOOST_AUTO_TEST_CASE(cells_are_held_against_the_picture_alone) {
  const std::string why =
      "cells lie on no array: positions are held against the picture alone";
  Dataset cells = section(
      [](int x, int y) { return std::pair(40. * y, 15. * x); }, Lattice::none);
  settle_geometry(cells, false);
  BOOST_TEST(cells.geometry == "not checked");
  BOOST_REQUIRE(cells.remarks.size() == 1U);
  BOOST_TEST(cells.remarks[0] == why);
  BOOST_TEST(geometry_of(cells).pitch_px == 0);
  cells.pixel_xy(3, 1) = 320;
  BOOST_TEST(refusal(cells) ==
             "section data/S1: positions of its 48 spots do not fit: 1 lie "
             "outside of the picture (map from array to pixels: picture 400 x "
             "320 px); mend them, or take them as they are with geometry = "
             "\"as_given\" of `dataset` (`uns/geometry` of another "
             "program's)");
}

BOOST_AUTO_TEST_SUITE_END()
