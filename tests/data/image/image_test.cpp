#include "core/data/image/image.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Smooth in x and y, so that a mistake of a pixel shows.
Picture slope(std::int64_t width, std::int64_t height) {
  Picture out{width, height, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      out.rgb.push_back(static_cast<std::uint8_t>(x % 256));
      out.rgb.push_back(static_cast<std::uint8_t>(y % 256));
      out.rgb.push_back(static_cast<std::uint8_t>((x + y) / 4 % 256));
    }
  }
  return out;
}

// What a box must hold, from the whole picture.
std::vector<std::uint8_t> cut(const Picture& whole, const Box& box,
                              std::uint8_t outside) {
  std::vector<std::uint8_t> out;
  for (std::int64_t y = box.y_px; y < box.y_px + box.height_px; ++y) {
    for (std::int64_t x = box.x_px; x < box.x_px + box.width_px; ++x) {
      const bool in =
          x >= 0 && y >= 0 && x < whole.width_px && y < whole.height_px;
      for (std::int64_t c = 0; c < 3; ++c) {
        out.push_back(in ? whole.rgb[static_cast<std::size_t>(
                               3 * (y * whole.width_px + x) + c)]
                         : outside);
      }
    }
  }
  return out;
}

const std::vector<Box> kBoxes{
    {200, 150, 40, 30}, {-10, -5, 30, 20}, {480, 380, 50, 50},
    {0, 390, 8, 8},     {195, 160, 33, 7}, {600, 10, 5, 5},
    {10, 900, 5, 5},    {100, 0, 1, 400},  {-50, -50, 10, 10}};

void check_boxes(const Image& image, const Picture& whole) {
  std::vector<bool> seen(kBoxes.size(), false);
  image.read_boxes(kBoxes, {7, 7, 7},
                   [&](std::size_t i, std::span<const std::uint8_t> pixels) {
                     BOOST_TEST(!seen[i]);
                     seen[i] = true;
                     const auto expected = cut(whole, kBoxes[i], 7);
                     BOOST_TEST(std::equal(pixels.begin(), pixels.end(),
                                           expected.begin(), expected.end()),
                                "box " << i);
                   });
  for (const bool one : seen) BOOST_TEST(one);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_test)

BOOST_AUTO_TEST_CASE(bands_cover_the_rows_and_the_last_ends_with_them) {
  const auto texts = [](const std::vector<Box>& bands) {
    std::string out;
    for (const Box& b : bands) {
      out +=
          concat(b.x_px, ",", b.y_px, " ", b.width_px, "x", b.height_px, "; ");
    }
    return out;
  };
  BOOST_TEST(texts(bands_of(7, 10, 4)) == "0,0 7x4; 0,4 7x4; 0,8 7x2; ");
  BOOST_TEST(texts(bands_of(7, 8, 4)) == "0,0 7x4; 0,4 7x4; ");
  BOOST_TEST(texts(bands_of(7, 3, 4)) == "0,0 7x3; ");
  BOOST_TEST(texts(bands_of(7, 0, 4)) == "");
}

BOOST_AUTO_TEST_CASE(boxes_of_a_png_are_its_pixels) {
  const TempFolder folder;
  const Picture whole = slope(500, 400);
  write_file(folder / "p.png", png_encode(whole));
  const auto image = Image::open(folder / "p.png");
  BOOST_TEST(image->width_px() == 500);
  BOOST_TEST(image->height_px() == 400);
  check_boxes(*image, whole);
}

// Rows and columns that no box needs are left out of the decoding; what is
// decoded must be as if all were.
BOOST_AUTO_TEST_CASE(boxes_of_a_jpeg_are_those_of_the_whole_decode) {
  const TempFolder folder;
  const std::string bytes = jpeg_encode(slope(500, 400), 60);
  write_file(folder / "p.jpg", bytes);
  const Picture whole = jpeg_decode(bytes, "p.jpg");
  const auto image = Image::open(folder / "p.jpg");
  check_boxes(*image, whole);
  for (std::int64_t y = 0; y < 400; y += 37) {
    for (std::int64_t x = 0; x < 500; x += 41) {
      const Box box{x, y, 23, 19};
      const Picture part = image->read_region(box, {0, 0, 0});
      BOOST_TEST((part.rgb == cut(whole, box, 0)), "box at " << x << ", " << y);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_truncated_jpeg_names_the_file_and_the_rows) {
  const TempFolder folder;
  const std::string bytes = jpeg_encode(slope(512, 512), 90);
  write_file(folder / "p.jpg", bytes.substr(0, bytes.size() / 2));
  const auto image = Image::open(folder / "p.jpg", "ST-imgs/B4.jpg");
  const std::string message =
      error_of([&] { image->read_region({0, 0, 512, 512}, {0, 0, 0}); });
  int rows = 0;
  error_of([&] {
    JpegReader reader(folder / "p.jpg", "p.jpg");
    while (true) {
      reader.read_row();
      ++rows;
    }
  });
  BOOST_TEST((rows > 200 && rows < 300));  // half of the bytes
  BOOST_TEST(message ==
             concat("picture ST-imgs/B4.jpg: Premature end of input file; ",
                    rows,
                    " of 512 rows were decoded before, the file is damaged or "
                    "cut short"));
}

// A progressive picture is held whole while it is read.
BOOST_AUTO_TEST_CASE(a_progressive_jpeg_that_claims_too_much_is_refused) {
  constexpr unsigned char claim[] = {
      0xff, 0xd8, 0xff, 0xc2, 0x00, 0x0b, 0x08, 0xd8, 0x00, 0xff,
      0x10, 0x01, 0x01, 0x11, 0x00, 0xff, 0xda, 0x00, 0x08, 0x01,
      0x01, 0x00, 0x00, 0x00, 0x00, 0x3f, 0x00, 0xff, 0xd9};
  const std::string bytes(std::begin(claim), std::end(claim));
  BOOST_TEST(error_of([&] { JpegReader(std::string_view(bytes), "p.jpg"); }) ==
             "picture p.jpg: claims 65296 x 55296 pixels, which its 29 bytes "
             "cannot hold; 0 of 55296 rows were decoded before, the file is "
             "damaged or cut short");
}

BOOST_AUTO_TEST_CASE(a_truncated_png_names_the_file_and_the_rows) {
  const TempFolder folder;
  const std::string bytes = png_encode(slope(64, 64));
  write_file(folder / "p.png", bytes.substr(0, bytes.size() - 30));
  const std::string message = error_of([&] {
    Image::open(folder / "p.png", "p.png")
        ->read_region({0, 0, 64, 64}, {0, 0, 0});
  });
  BOOST_TEST(message.starts_with("picture p.png: "), message);
  BOOST_TEST(message.ends_with("of 64 rows were decoded before, the file is "
                               "damaged or cut short"),
             message);
}

BOOST_AUTO_TEST_CASE(what_stands_in_a_pictures_place_is_named) {
  const TempFolder folder;
  write_file(folder / "p.jpg",
             "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize "
             "123\n");
  BOOST_TEST(error_of([&] { Image::open(folder / "p.jpg", "p.jpg"); }) ==
             "picture p.jpg: is a Git LFS pointer to a file of 123 bytes, "
             "expected a picture; `git lfs pull` in its repository fetches the "
             "file itself");
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_is_refused) {
  const TempFolder folder;
  write_file(folder / "p.jpg", "this is text");
  BOOST_TEST(error_of([&] { Image::open(folder / "p.jpg", "p.jpg"); }) ==
             "picture p.jpg: is no JPEG, no PNG and no slide that OpenSlide "
             "knows; a TIFF has to be tiled (vips tiffsave --tile makes it "
             "so), other formats saved as PNG");
  write_file(folder / "q.jpg", "");
  BOOST_TEST(error_of([&] { Image::open(folder / "q.jpg", "q.jpg"); }) ==
             "picture q.jpg: has 0 bytes, no picture is that small");
}

BOOST_AUTO_TEST_CASE(a_file_of_a_slide_of_several_is_no_small_picture) {
  const TempFolder folder;
  for (const std::string name : {"s.mrxs", "S.MRXS", "s.vms", "s.vmu"}) {
    write_file(folder / name, jpeg_encode(slope(64, 48), 90));
    BOOST_TEST(error_of([&] { Image::open(folder / name, name); }) ==
               "picture " + name +
                   ": is one file of a slide of several, whose pixels lie in "
                   "others; expected a slide in one file (vips tiffsave SLIDE "
                   "OUT.tif --tile --pyramid --compression jpeg makes one of "
                   "it)");
  }
}

BOOST_AUTO_TEST_CASE(a_white_picture_survives_jpeg_unchanged) {
  const Picture white{33, 31, std::vector<std::uint8_t>(33 * 31 * 3, 255)};
  BOOST_TEST((jpeg_decode(jpeg_encode(white, 75), "white").rgb == white.rgb));
}

BOOST_AUTO_TEST_CASE(grey_and_alpha_pngs_become_rgb) {
  const std::vector<std::uint8_t> grey{0, 128, 255, 7};
  const Picture a = png_decode(png_encode(grey, 2, 2, 1), "grey");
  BOOST_TEST(a.rgb[3] == 128);
  BOOST_TEST(a.rgb[5] == 128);
  // On white: 255 where nothing covers it, 0 x 128 + 255 x 127 of 255 where
  // black covers half, the colour itself where it covers all.
  const std::vector<std::uint8_t> alpha{1, 2, 3, 0, 0, 0, 0, 128, 1, 2, 3, 255};
  const Picture b = png_decode(png_encode(alpha, 3, 1, 4), "alpha");
  BOOST_TEST(b.rgb == (std::vector<std::uint8_t>{255, 255, 255, 127, 127, 127,
                                                 1, 2, 3}),
             tt::per_element());
  const std::vector<PaletteColour> palette{{9, 8, 7, 255}, {1, 2, 3, 0}};
  const std::vector<std::uint8_t> places{0, 1};
  BOOST_TEST(png_decode(png_encode(places, 2, 1, palette), "p").rgb ==
                 (std::vector<std::uint8_t>{9, 8, 7, 255, 255, 255}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_palette_gives_its_colours) {
  const std::vector<PaletteColour> palette{{9, 8, 7, 255}, {1, 2, 3, 255}};
  const std::vector<std::uint8_t> places{0, 1, 1};
  const std::string bytes = png_encode(places, 3, 1, palette);
  BOOST_TEST(png_decode(bytes, "p").rgb ==
                 (std::vector<std::uint8_t>{9, 8, 7, 1, 2, 3, 1, 2, 3}),
             tt::per_element());
  const std::vector<std::uint8_t> beyond{0, 2, 1};
  BOOST_TEST(error_of([&] { png_encode(beyond, 3, 1, palette); }) ==
             "png_encode: 3 places up to 2 for 3 x 1 px and a palette of 2 "
             "colours");
}

BOOST_AUTO_TEST_CASE(an_overview_is_small_and_keeps_the_colours) {
  const TempFolder folder;
  Picture two{800, 400, {}};
  for (std::int64_t i = 0; i < 800 * 400; ++i) {
    const bool left = i % 800 < 400;
    two.rgb.insert(two.rgb.end(), {std::uint8_t(left ? 200 : 20), 100, 50});
  }
  write_file(folder / "p.jpg", jpeg_encode(two, 95));
  write_file(folder / "p.png", png_encode(two));
  for (const char* name : {"p.jpg", "p.png"}) {
    const Picture small = Image::open(folder / name)->overview(100);
    BOOST_TEST(small.width_px == 100);
    BOOST_TEST(small.height_px == 50);
    BOOST_TEST(std::abs(small.rgb[3 * (25 * 100 + 20)] - 200) <= 3);
    BOOST_TEST(std::abs(small.rgb[3 * (25 * 100 + 80)] - 20) <= 3);
  }
}

// OpenSlide's test slide: size as its properties say; pixels of two ways to
// read agree.
BOOST_AUTO_TEST_CASE(a_slide_is_read_through_openslide,
                     *boost::unit_test::precondition(has_shared_data)) {
  const auto image = Image::open(shared_data() / "slides/cmu_small_region.svs");
  BOOST_TEST(image->width_px() == 2220);
  BOOST_TEST(image->height_px() == 2967);
  BOOST_TEST(image->um_per_px() == 0.499, tt::tolerance(1e-9));
  const Picture region = image->read_region({500, 600, 300, 200}, {0, 0, 0});
  const Picture inner = image->read_region({540, 650, 20, 10}, {0, 0, 0});
  BOOST_TEST((inner.rgb == cut(region, {40, 50, 20, 10}, 0)));
  const Picture beyond = image->read_region({2210, 2960, 20, 20}, {9, 9, 9});
  BOOST_TEST(beyond.rgb.back() == 9);
  BOOST_TEST(image->overview(500).height_px == 500);
}

BOOST_AUTO_TEST_SUITE_END()
