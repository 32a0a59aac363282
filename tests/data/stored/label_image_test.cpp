#include "core/data/stored/label_image.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "tests/data/stored/written.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// Label 1 + its place, of every third pixel.
LabelImage image_of(std::int64_t width_px, std::int64_t height_px) {
  LabelImage out;
  out.section = "x/1";
  out.rule = "every third pixel";
  out.width_px = width_px;
  out.height_px = height_px;
  for (std::int64_t i = 0; i < width_px * height_px; ++i) {
    out.values.push_back(i % 3 == 0 ? static_cast<std::int32_t>(i + 1) : 0);
    out.labels += i % 3 == 0 ? 1 : 0;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(label_image_test)

// Chunks of 128 rows and 1024 columns: 300 x 1100 pixels lie in six.
BOOST_AUTO_TEST_CASE(rows_that_come_in_parts_are_stored_as_one) {
  const TempFolder folder;
  const LabelImage image = image_of(1100, 300);
  image.write(folder / "whole");
  LabelWriter out(folder / "parts", image);
  const std::span<const std::int32_t> all(image.values);
  out.add(all.subspan(0, 1100));
  out.add(all.subspan(1100, 200 * 1100));
  out.add(all.subspan(201 * 1100));
  out.finish(image.labels);
  BOOST_TEST((digests(folder / "parts") == digests(folder / "whole")));

  const LabelImage back = there_and_back(image);
  BOOST_TEST(back.section == "x/1");
  BOOST_TEST(back.rule == "every third pixel");
  BOOST_TEST(back.labels == 110'000);
  BOOST_TEST((back.values == image.values));
}

BOOST_AUTO_TEST_CASE(a_window_holds_its_pixels_whatever_was_read_before) {
  const TempFolder folder;
  const LabelImage image = image_of(1100, 300);
  image.write(folder / "o");
  LabelReader in(folder / "o");
  BOOST_TEST(in.info().width_px == 1100);
  BOOST_TEST(in.labels() == 110'000);
  for (const auto& [x, y, width, height] :
       std::vector<std::array<std::int64_t, 4>>{{1000, 100, 60, 60},
                                                {0, 0, 1100, 300},
                                                {1099, 299, 1, 1},
                                                {5, 127, 3, 2},
                                                {0, 0, 1, 1}}) {
    std::vector<std::int32_t> expected;
    for (std::int64_t row = y; row < y + height; ++row) {
      for (std::int64_t column = x; column < x + width; ++column) {
        expected.push_back(
            image.values[static_cast<std::size_t>(row * 1100 + column)]);
      }
    }
    BOOST_TEST((in.window(x, y, width, height) == expected),
               "window at " << x << ", " << y);
  }
  BOOST_TEST(error_of([&] { in.window(1, 0, 1100, 300); }, folder.path) ==
             "o: a window of 1100 x 300 px at (1, 0) of 1100 x 300 px");
}

BOOST_AUTO_TEST_CASE(what_is_no_label_image_is_named) {
  const LabelImage image = image_of(2, 2);
  const auto read_labels = [&](const auto& values, const zarr::Shape& shape) {
    return read_with(image, "labels", values, shape);
  };
  BOOST_TEST(read_labels(std::vector<std::int32_t>{1, 2, 3}, {3}) ==
             "o: labels has 1 axes or none of a length, expected [height, "
             "width]");
  BOOST_TEST(read_labels(std::vector<std::int32_t>{1, 0, 3, -7}, {2, 2}) ==
             "o: labels has -7 in row 1, column 1, expected 0 or more");
  BOOST_TEST(read_labels(std::vector<float>{1, 0, 3, 7}, {2, 2}) ==
             "o/labels: is an array of float32, expected int32");
  LabelImage missing = image;
  missing.values.pop_back();
  const TempFolder folder;
  BOOST_TEST(error_of([&] { missing.write(folder / "o"); }) ==
             "LabelImage of section x/1: 3 values for 2 x 2 px");
}

BOOST_AUTO_TEST_SUITE_END()
