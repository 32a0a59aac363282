#include "core/data/image/png_writer.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/image/png.h"
#include "core/data/image/remarks.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// 3 x 2 px, each value another.
const std::vector<std::uint8_t> kPixels{1,  200, 3,  4,  5,  6,  7,  8,  9,
                                        10, 11,  12, 13, 14, 15, 16, 17, 255};

void write(const fs::path& path, const std::string& remark) {
  PngWriter out(path, 3, 2, remark);
  out.add({kPixels.data(), 9});
  out.add({kPixels.data() + 9, 9});
  out.finish();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(png_writer_test)

BOOST_AUTO_TEST_CASE(rows_come_back_as_they_went_in) {
  const TempFolder folder;
  write(folder / "p.png", "");
  const Picture back = png_decode(read_file(folder / "p.png"), "p.png");
  BOOST_TEST(back.width_px == 3);
  BOOST_TEST(back.height_px == 2);
  BOOST_TEST(back.rgb == kPixels, tt::per_element());
  BOOST_TEST(Image::open(folder / "p.png")->remark() == "");
}

BOOST_AUTO_TEST_CASE(what_its_maker_says_reaches_the_remarks) {
  const TempFolder folder;
  write(folder / "p.png", "is virtual: drawn from DAPI");
  write(folder / "q.png", "is virtual: drawn from DAPI");
  BOOST_TEST(read_file(folder / "p.png") == read_file(folder / "q.png"));
  const auto image = Image::open(folder / "p.png", "p.png");
  BOOST_TEST(image->remark() == "is virtual: drawn from DAPI");
  BOOST_TEST(
      remarks_on(*image, "p.png") ==
          std::vector<std::string>{"picture p.png is virtual: drawn from DAPI"},
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(rows_that_lack_or_are_too_many_are_named) {
  const TempFolder folder;
  BOOST_TEST(error_of([&] {
               PngWriter out(folder / "p.png", 3, 2);
               out.add({kPixels.data(), 9});
               out.finish();
             }) == "picture p.png: 1 of 2 rows have come");
  BOOST_TEST(!fs::exists(folder / "p.png"));
  BOOST_TEST(error_of([&] {
               PngWriter out(folder / "p.png", 3, 1);
               out.add(kPixels);
             }) == "picture p.png: 18 values come after 0 of 1 rows of 9");
  BOOST_TEST(error_of([&] { PngWriter(folder / "p.png", 0, 1); }) ==
             "picture p.png: 0 x 1 px, expected sides from 1 to 2147483647");
}

BOOST_AUTO_TEST_SUITE_END()
