#include "core/data/prepare/inner_spots.h"

#include <boost/test/unit_test.hpp>

#include "core/data/prepare/expression.h"
#include "core/data/prepare/placement.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Four spots on a picture of 100 x 80 px. Crops of 20 px take 10 px on each
// side: "left" lies 9 px from its side; "low" ends at row 80, just within.
Dataset four_spots() {
  Dataset d;
  d.section = "x/1";
  d.patient = "x/P";
  d.picture_width_px = 100;
  d.picture_height_px = 80;
  d.spots = {"mid", "left", "low", "right"};
  d.genes = {"A", "B", "C"};
  d.counts = {4, 3, {0, 2, 3, 3, 5}, {0, 2, 1, 0, 1}, {5, 6, 7, 8, 9}};
  d.array_xy.resize(4, 2);
  d.array_xy << 1, 1, 0, 1, 1, 2, 2, 1;
  d.pixel_xy.resize(4, 2);
  d.pixel_xy << 50, 40, 9, 40, 50, 70, 91.5, 40;
  d.left_out = {{"counts without a position", 2}};
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inner_spots_test)

BOOST_AUTO_TEST_CASE(spots_whose_crop_passes_the_border_go_with_their_counts) {
  const Dataset inner = inner_spots(four_spots(), 20);
  BOOST_TEST(inner.spots == (std::vector<std::string>{"mid", "low"}),
             tt::per_element());
  BOOST_TEST(inner.genes.size() == 3U);
  BOOST_TEST(inner.counts.rows == 2);
  BOOST_TEST(inner.counts.row_starts == (std::vector<std::int64_t>{0, 2, 2}),
             tt::per_element());
  BOOST_TEST(inner.counts.columns == (std::vector<std::int32_t>{0, 2}),
             tt::per_element());
  BOOST_TEST(inner.counts.values == (std::vector<std::int32_t>{5, 6}),
             tt::per_element());
  BOOST_TEST(inner.array_xy(1, 1) == 2);
  BOOST_TEST(inner.pixel_xy(1, 1) == 70.0);
  BOOST_TEST(inner.left_out.size() == 2U);
  BOOST_TEST(inner.left_out[1].first ==
             "a crop of 20 px passes the border of the picture");
  BOOST_TEST(inner.left_out[1].second == 2);
}

BOOST_AUTO_TEST_CASE(what_is_made_of_it_is_of_the_same_spots) {
  const TempFolder folder;
  inner_spots(four_spots(), 20).write(folder / "inner");
  const Dataset inner = Dataset::read(folder / "inner");
  BOOST_TEST(place_on_grid(inner, 5, 3, 1).spots == inner.spots,
             tt::per_element());
  BOOST_TEST(normalise(inner, inner.genes, Total::all, 1e4, Log::none).names ==
                 inner.spots,
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_dataset_that_lies_inside_is_kept_as_it_is) {
  const Dataset inner = inner_spots(four_spots(), 2);
  BOOST_TEST(inner.spots.size() == 4U);
  BOOST_TEST(inner.counts.values == four_spots().counts.values,
             tt::per_element());
  BOOST_TEST(inner.left_out.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_unknown_picture_and_no_spot_left_are_named) {
  Dataset d = four_spots();
  BOOST_TEST(error_of([&] { inner_spots(d, 90); }) ==
             "inner_spots: no spot of section x/1 is far enough from the "
             "border of its picture (100 x 80 px) for a crop of 90 px");
  d.picture_width_px = 0;
  BOOST_TEST(error_of([&] { inner_spots(d, 20); }) ==
             "inner_spots: section x/1 does not know the size of its picture; "
             "give `dataset` its picture");
}

BOOST_AUTO_TEST_SUITE_END()
