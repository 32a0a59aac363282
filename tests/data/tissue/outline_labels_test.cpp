#include "core/data/tissue/outline_labels.h"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Points = std::vector<std::pair<double, double>>;
using Rows = std::vector<std::string>;

CellOutlines outlines_of(const std::vector<Points>& polygons) {
  CellOutlines out;
  out.section = "x/S";
  std::int64_t vertices = 0;
  for (const Points& one : polygons) {
    out.cells.push_back(concat(10 * (out.cells.size() + 1)));
    vertices += static_cast<std::int64_t>(one.size());
    out.starts.push_back(vertices);
  }
  out.vertices.resize(vertices, 2);
  Eigen::Index at = 0;
  for (const Points& one : polygons) {
    for (const auto& [x, y] : one) out.vertices.row(at++) << x, y;
  }
  return out;
}

// A picture as text: '.' is background, '1' the first outline.
Rows drawn(const std::vector<Points>& polygons, std::int64_t width,
           std::int64_t height, DrawnOutlines* result = nullptr) {
  const CellOutlines outlines = outlines_of(polygons);
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    labels.push_back(static_cast<std::int32_t>(i + 1));
  }
  Rows rows;
  DrawnOutlines out =
      draw_outlines(outlines, labels, width, height, [&](auto row) {
        std::string text;
        for (const std::int32_t label : row) {
          text += label == 0 ? '.' : static_cast<char>('0' + label);
        }
        rows.push_back(text);
      });
  if (result != nullptr) *result = std::move(out);
  return rows;
}

// Cells "10", "20", ... in a picture of 12 x 8 px, one an outline.
Dataset cells_of(std::size_t count) {
  Dataset d;
  d.section = "x/S";
  d.patient = "x/P";
  d.lattice = Lattice::none;
  d.picture_width_px = 12;
  d.picture_height_px = 8;
  d.genes = {"A"};
  d.counts.rows = static_cast<std::int64_t>(count);
  d.counts.columns_count = 1;
  d.counts.row_starts.assign(count + 1, 0);
  for (std::size_t i = 0; i < count; ++i)
    d.spots.push_back(concat(10 * (i + 1)));
  d.pixel_xy.setOnes(static_cast<Eigen::Index>(count), 2);
  set_pixel_array(d);
  return d;
}

LabelImage labels(const Dataset& dataset, const CellOutlines& outlines,
                  const Json& options = Json::object()) {
  const TempFolder folder;
  dataset.write(folder / "dataset");
  outlines.write(folder / "outlines");
  make_folders(folder / "out");
  const StepKind step = outline_labels_step();
  step.run(Inputs("outline_labels",
                  {{"dataset", {{folder / "dataset", "", "x/S"}}},
                   {"outlines", {{folder / "outlines", "", "x/S"}}}}),
           complete_options(step.decl(), options), folder / "out");
  return LabelImage::read(folder / "out");
}

std::string refusal(const Dataset& dataset, const CellOutlines& outlines,
                    const Json& options = Json::object()) {
  return error_of([&] { labels(dataset, outlines, options); });
}

const Points kSquare = {{1, 1}, {4, 1}, {4, 3}, {1, 3}};
const Points kTriangle = {{3, 2}, {9, 2}, {3, 8}};

}  // namespace

BOOST_AUTO_TEST_SUITE(outline_labels_test)

// Centres at halves: the square has columns 1 to 3 of rows 1 and 2; the
// triangle those with x + y < 10, of which one was the square's.
BOOST_AUTO_TEST_CASE(a_pixel_is_of_the_outline_around_its_centre) {
  DrawnOutlines result;
  BOOST_TEST(drawn({kSquare, kTriangle}, 12, 8, &result) ==
                 (Rows{"............", ".111........", ".1122222....",
                       "...2222.....", "...222......", "...22.......",
                       "...2........", "............"}),
             tt::per_element());
  BOOST_TEST(result.pixels == (std::vector<std::int64_t>{5, 15}),
             tt::per_element());
  BOOST_TEST(result.contested == 1);
}

// Corners at centres: left and upper sides are inside, right and lower are not.
BOOST_AUTO_TEST_CASE(a_centre_on_the_outline_is_of_one_side) {
  BOOST_TEST(drawn({{{0.5, 0.5}, {3.5, 0.5}, {3.5, 2.5}, {0.5, 2.5}}}, 5, 4) ==
                 (Rows{"111..", "111..", ".....", "....."}),
             tt::per_element());
  BOOST_TEST(drawn({{{2.5, 0.5}, {4.5, 2.5}, {2.5, 4.5}, {0.5, 2.5}}}, 5, 5) ==
                 (Rows{".....", ".11..", "1111.", ".11..", "....."}),
             tt::per_element());
}

// Cells that share a side share no pixel and leave none, whichever way round
// their outlines go, also where the side goes through centres.
BOOST_AUTO_TEST_CASE(a_shared_side_parts_all_pixels) {
  DrawnOutlines result;
  const Points left = {{0, 0}, {3.5, 0}, {1.5, 4}, {0, 4}};
  const Points right = {{1.5, 4}, {3.5, 0}, {6, 0}, {6, 4}};
  BOOST_TEST(drawn({left, right}, 6, 4, &result) ==
                 (Rows{"111222", "111222", "112222", "112222"}),
             tt::per_element());
  BOOST_TEST(result.contested == 0);
  const Points turned(right.rbegin(), right.rend());
  BOOST_TEST(drawn({left, turned}, 6, 4) == drawn({left, right}, 6, 4),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(what_lies_beyond_the_picture_is_cut_off) {
  DrawnOutlines result;
  BOOST_TEST(drawn({{{-3, -2}, {2, -2}, {2, 1}, {-3, 1}},
                    {{2, 1}, {9, 1}, {9, 9}, {2, 9}},
                    {{50, 50}, {60, 50}, {60, 60}}},
                   4, 3, &result) == (Rows{"11..", "..22", "..22"}),
             tt::per_element());
  BOOST_TEST(result.pixels == (std::vector<std::int64_t>{2, 4, 0}),
             tt::per_element());
}

// skimage.draw.polygon(y - 0.5, x - 0.5) of scikit-image 0.26, one after the
// other; concave ones, and some that cross themselves.
BOOST_AUTO_TEST_CASE(odd_outlines_are_those_of_scikit_image) {
  BOOST_TEST(
      drawn({{{19.27, 16.65},
              {17.08, 20.24},
              {15.79, 20.52},
              {15.18, 20.62},
              {14.38, 22.68},
              {11.15, 17.65},
              {17.85, 12.15},
              {19.29, 10.75},
              {18.31, 14.72}},
             {{9.66, 12.76},
              {12.04, 13.68},
              {9.61, 13.26},
              {7.26, 15.92},
              {5.72, 12.9},
              {1.56, 12.69},
              {4.94, 12.37},
              {4.38, 12.31},
              {3.14, 8.29},
              {10.72, 10.56}},
             {{24.71, 15.4},
              {19.79, 14.33},
              {17.51, 12.79},
              {17.93, 12.16},
              {22.5, 11.33}},
             {{25.53, 12.93},
              {21.83, 11.4},
              {20.65, 14.16},
              {17.87, 11.04},
              {14.86, 11.46},
              {16.26, 6.73},
              {18.62, 7.99},
              {16.62, 4.95},
              {17.55, 3.74},
              {26.29, 8.51}},
             {{16.53, 8.48},
              {14.19, 7.22},
              {10.41, 9.16},
              {11.76, 4.8},
              {11.56, 4.24},
              {13.44, 3.62},
              {19.32, 2.54},
              {16.86, 5.32}},
             {{13.75, 6.67},
              {7.44, 6.37},
              {6.58, 3.69},
              {9.65, 1.68},
              {14.3, 1.49},
              {16.66, 3.33}}},
            28, 22) ==
          (Rows{
              "............................", "............................",
              "........66666666............", ".......66666666665..........",
              ".......666666666554.........", ".......66666666554444.......",
              "..........6666555.44444.....", "...........555.554444444....",
              "...2.......5....4444444444..", "....222........44444444444..",
              "....2222222....44444444444..", "....222222........44444444..",
              "....222222.......134433.44..", "......222..2....11134333....",
              ".......22......111...333....", ".......2......11111.........",
              ".............111111.........", "...........11111111.........",
              "............111111..........", "............111111..........",
              ".............111............", "..............1............."}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(the_label_of_a_cell_is_the_number_of_its_name) {
  const LabelImage image =
      labels(cells_of(2), outlines_of({kSquare, kTriangle}));
  BOOST_TEST(image.section == "x/S");
  BOOST_TEST(image.width_px == 12);
  BOOST_TEST(image.height_px == 8);
  BOOST_TEST(image.labels == 2);
  BOOST_TEST(image.values[12 + 1] == 10);
  BOOST_TEST(image.values[2 * 12 + 3] == 20);
  BOOST_TEST(image.values[0] == 0);
  BOOST_TEST(image.rule ==
             "outline_labels: pixels whose centres lie inside the outline of a "
             "cell; where outlines overlap, the last of the table's order");
}

BOOST_AUTO_TEST_CASE(names_that_are_no_labels_are_refused) {
  CellOutlines outlines = outlines_of({kSquare});
  Dataset cells = cells_of(1);
  const auto error = [&](const std::string& name, const Json& options) {
    cells.spots[0] = outlines.cells[0] = name;
    return refusal(cells, outlines, options);
  };
  for (const char* name :
       {"ffkpbaba-1", "0", "-3", "007", "2147483648", "1.0"}) {
    BOOST_TEST(error(name, Json::object()) ==
               concat("outline_labels: cell '", name,
                      "' of section x/S has no label: a label is the number "
                      "that a name is, a whole number from 1 to 2147483647; "
                      "give the cells such names"));
  }
  const Json published = {{"float32_ids", true}};
  BOOST_TEST(error("16777217", published) ==
             "outline_labels: cell '16777217' of section x/S is beyond "
             "16777216 (2^24), the last whole number before float32 merges "
             "neighbours, and float32_ids keeps ids so; number the cells from "
             "1, or leave float32_ids out");
  BOOST_TEST(error("16777216", published) == "no error");
  BOOST_TEST(error("16777217", Json::object()) == "no error");
}

BOOST_AUTO_TEST_CASE(cells_and_outlines_that_do_not_join_are_refused) {
  BOOST_TEST(refusal(cells_of(2), outlines_of({kSquare})) ==
             "outline_labels: cells and outlines of section x/S do not join: 1 "
             "of 2 cells have no outline (as '20'), 0 of 1 outlines have no "
             "cell, at most 0.1 may; are they of the same table?");
  BOOST_TEST(refusal(cells_of(1), outlines_of({kSquare, kTriangle})) ==
             "outline_labels: cells and outlines of section x/S do not join: 0 "
             "of 1 cells have no outline, 1 of 2 outlines have no cell, at "
             "most 0.1 may; are they of the same table?");
  const LabelImage one = labels(cells_of(1), outlines_of({kSquare, kTriangle}),
                                {{"most_unmatched", 0.5}});
  BOOST_TEST(one.labels == 1);
  BOOST_TEST(one.values[3 * 12 + 4] == 0);
  Dataset block = cells_of(1);
  block.section = "x/S#r1c1of5x1";
  BOOST_TEST(refusal(block, outlines_of({kSquare})) ==
             "outline_labels: cells of section x/S#r1c1of5x1, but outlines of "
             "x/S; labels are of a whole section, whatever is learned of its "
             "blocks");
  Dataset blind = cells_of(1);
  blind.picture_width_px = 0;
  BOOST_TEST(refusal(blind, outlines_of({kSquare})) ==
             "outline_labels: section x/S has no picture, whose size the "
             "labels have; give `dataset` the picture");
}

BOOST_AUTO_TEST_CASE(a_nucleus_with_no_pixel_is_refused_or_left_out) {
  CellOutlines outlines =
      outlines_of({kSquare, {{5.6, 5.6}, {6.2, 5.7}, {5.9, 6.4}}});
  outlines.kind = OutlineKind::nucleus;
  BOOST_TEST(refusal(cells_of(2), outlines) ==
             "outline_labels: nucleus '20' of section x/S has no pixel: its "
             "outline at (5.6, 5.6) goes round no pixel's centre of the "
             "picture, or others cover all; no_pixel = \"drop\" leaves such "
             "out");
  BOOST_TEST(labels(cells_of(2), outlines, {{"no_pixel", "drop"}}).labels == 1);
  // The second covers the first.
  BOOST_TEST(labels(cells_of(2),
                    outlines_of({kSquare, {{0, 0}, {12, 0}, {12, 8}, {0, 8}}}),
                    {{"no_pixel", "drop"}})
                 .labels == 1);
}

// A picture 100,000 px wide and 3,000 high: 1.2 GB of labels. What is held is
// rows of it: one here, and those of the chunks that are being written.
BOOST_AUTO_TEST_CASE(a_wide_picture_is_written_by_rows) {
  constexpr std::int64_t kWidth = 100'000, kHeight = 3'000, kMostRows = 400;
  std::vector<Points> polygons;
  for (int i = 0; i < 1000; ++i) {
    const double x = 97. * i, y = 2.9 * i;
    polygons.push_back({{x, y}, {x + 60, y}, {x + 60, y + 50}, {x, y + 50}});
  }
  const CellOutlines outlines = outlines_of(polygons);
  std::vector<std::int32_t> names;
  for (int i = 0; i < 1000; ++i) names.push_back(i + 1);
  const TempFolder folder;
  const auto peak_bytes = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
  };
  const std::int64_t before = peak_bytes();
  {
    LabelWriter out(folder / "l", {"x/S", kWidth, kHeight, "r"});
    draw_outlines(outlines, names, kWidth, kHeight,
                  [&](auto row) { out.add(row); });
    out.finish(1000);
  }
  BOOST_TEST((peak_bytes() - before) / (4 * kWidth) < kMostRows);
  LabelReader in(folder / "l");
  BOOST_TEST(in.labels() == 1000);
  BOOST_TEST(in.window(97 * 500 + 59, 1450 + 49, 2, 1) ==
                 (std::vector<std::int32_t>{501, 0}),
             tt::per_element());
  BOOST_TEST((peak_bytes() - before) / (4 * kWidth) < kMostRows);
}

BOOST_AUTO_TEST_SUITE_END()
