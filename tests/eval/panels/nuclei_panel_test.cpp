#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/jpeg.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/eval/panels/label_outlines.h"
#include "core/eval/panels/nuclei_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

using Line = std::vector<double>;

// Section s/A of three spots, 10 px apart, in a picture of 60 x 40 px with a
// nucleus of 4 x 4 px at the first spot and one of 2 x 2 px between the others.
struct Section {
  TempFolder folder;
  Items items;

  Section() {
    Dataset places;
    places.section = "s/A";
    places.patient = "s/P";
    places.spots = {"a", "b", "c"};
    places.genes = {"G"};
    places.counts = {3, 1, {0, 0, 0, 0}, {}, {}};
    places.array_xy.resize(3, 2);
    places.array_xy << 0, 0, 1, 0, 2, 0;
    places.pixel_xy.resize(3, 2);
    places.pixel_xy << 12, 20, 22, 20, 32, 20;
    places.um_per_px = 0.5;
    places.write(folder / "places");
    LabelImage labels;
    labels.section = "s/A";
    labels.rule = "the test";
    labels.width_px = 60;
    labels.height_px = 40;
    labels.labels = 2;
    labels.values.assign(2400, 0);
    for (int y = 18; y < 22; ++y) {
      for (int x = 10; x < 14; ++x) labels.values[60 * y + x] = 1;
    }
    for (int y = 20; y < 22; ++y) {
      for (int x = 26; x < 28; ++x) labels.values[60 * y + x] = 2;
    }
    labels.write(folder / "labels");
    NucleusCounts counts;
    counts.section = "s/A";
    counts.rule = labels.rule;
    counts.side_px = 6;
    counts.spots = places.spots;
    counts.distinct = {2, 3, 1};
    counts.factor = Eigen::Vector3d(1.5, 2, 1.25);
    counts.write(folder / "counts");
    const Picture picture{60, 40, std::vector<std::uint8_t>(7200, 200)};
    write_file(folder / "a.jpg", jpeg_encode(picture, 80));
    items = {{"dataset", {{folder / "places", "", "s/A"}}},
             {"labels", {{folder / "labels", "", "s/A"}}},
             {"counts", {{folder / "counts", "", "s/A"}}},
             {"picture", {{folder / "a.jpg", "a.jpg", "s/A"}}}};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(nuclei_panel_test)

// 5 x 4 pixels: 3 is one pixel, 7 a ring of 3 x 3 round a hole, whose outer
// line has two corners a side.
BOOST_AUTO_TEST_CASE(outlines_go_through_the_middles_of_sides) {
  const std::vector<std::int32_t> labels = {3, 0, 0, 0, 0,  //
                                            0, 0, 7, 7, 7,  //
                                            0, 0, 7, 0, 7,  //
                                            0, 0, 7, 7, 7};
  const auto lines = label_outlines(labels, 5, 4);
  BOOST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines.at(3).x == (Line{0.5, 1, 0.5, 0}), tt::per_element());
  BOOST_TEST(lines.at(3).y == (Line{0, 0.5, 1, 0.5}), tt::per_element());
  BOOST_TEST(lines.at(7).x == (Line{2.5, 4.5, 5, 5, 4.5, 2.5, 2, 2}),
             tt::per_element());
  BOOST_TEST(lines.at(7).y == (Line{1, 1, 1.5, 3.5, 4, 4, 3.5, 1.5}),
             tt::per_element());
}

// Pixels that touch at a corner are one line of eight sides; of two pieces the
// larger one is taken.
BOOST_AUTO_TEST_CASE(a_label_has_one_outline) {
  const std::vector<std::int32_t> labels = {4, 0, 0, 0,  //
                                            0, 4, 0, 4};
  const auto lines = label_outlines(labels, 4, 2);
  BOOST_REQUIRE(lines.size() == 1U);
  BOOST_TEST(lines.at(4).x.size() == 8U);
}

// Windows of 6 px, shown three of them wide (18 px) at 180 px: the first
// nucleus lies in a window, the second between two. The middle count is 1, so
// spot b is shown: columns 13 to 31, rows 11 to 29.
BOOST_AUTO_TEST_CASE(nuclei_that_count_and_those_between_are_told_apart) {
  Section stored;
  const Panel panel = run_step(nuclei_panel_step(), stored.items,
                               {{"longest_px", 180}}, stored.folder / "panel");
  const auto& data = std::get<PicturePanel>(panel.data);
  BOOST_TEST(data.width_px == 180.0);
  BOOST_TEST(*data.um_per_px == 0.05, tt::tolerance(1e-12));
  // Nuclei, then the windows: of a 2 px are seen, of c too.
  BOOST_REQUIRE(data.outlines.size() == 5U);
  BOOST_TEST(data.outlines[0].of == 0U);
  BOOST_TEST(data.outlines[1].of == 1U);
  BOOST_TEST(
      data.outlines[1].x == (Line{135, 145, 150, 150, 145, 135, 130, 130}),
      tt::tolerance(1e-12) << tt::per_element());
  BOOST_TEST(data.outlines[3].of == 2U);
  BOOST_TEST(data.outlines[3].x == (Line{60, 120, 120, 60}),
             tt::tolerance(1e-12) << tt::per_element());
  BOOST_TEST(data.outlines[3].y == (Line{60, 60, 120, 120}),
             tt::tolerance(1e-12) << tt::per_element());
  BOOST_TEST(panel.caption ==
             "s/A: 2 nuclei around spot b, the first of the middle count, "
             "whose window has 3 labels, the background among them; 2 in the "
             "whole picture. Made by the test.");

  const Panel other =
      run_step(nuclei_panel_step(), stored.items,
               {{"spot", "a"}, {"title", "T"}}, stored.folder / "other");
  BOOST_TEST(other.title == "T, s/A");
  BOOST_TEST(other.caption ==
             "s/A: 1 nucleus around spot a, whose window has 2 labels, the "
             "background among them; 2 in the whole picture. Made by the "
             "test.");
}

BOOST_AUTO_TEST_CASE(what_is_of_another_section_or_size_is_refused) {
  Section stored;
  const auto message = [&](const Json& options) {
    return error_of(
        [&] {
          run_step(nuclei_panel_step(), stored.items, options,
                   stored.folder / "panel");
        },
        stored.folder.path);
  };
  BOOST_TEST(message({{"spot", "z"}}) ==
             "nuclei_panel: s/A: no spot 'z' (3 given, as 'a')");
  const Picture picture{60, 41, std::vector<std::uint8_t>(7380, 200)};
  rewrite(stored.folder / "a.jpg", jpeg_encode(picture, 80));
  BOOST_TEST(message(Json::object()) ==
             "nuclei_panel: picture a.jpg is 60 x 41 px, the label image of "
             "section s/A 60 x 40");
  auto counts = NucleusCounts::read(stored.folder / "counts");
  counts.section = "s/B";
  remove_tree(stored.folder / "counts");
  counts.write(stored.folder / "counts");
  BOOST_TEST(message(Json::object()) ==
             "nuclei_panel: places of s/A, counts of s/B and labels of s/A; "
             "expected one section");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace moonstain
