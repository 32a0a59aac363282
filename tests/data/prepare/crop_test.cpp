#include "core/data/prepare/crop.h"

#include <boost/test/unit_test.hpp>
#include <span>

#include "core/base/file.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

Dataset with_spots(const std::vector<std::pair<double, double>>& centres) {
  Dataset d;
  d.section = "B1";
  d.pixel_xy.resize(static_cast<Eigen::Index>(centres.size()), 2);
  for (std::size_t i = 0; i < centres.size(); ++i) {
    d.pixel_xy.row(static_cast<Eigen::Index>(i)) << centres[i].first,
        centres[i].second;
    d.spots.push_back(concat("spot", i));
  }
  return d;
}

// 100 x 80 px; red is x, green is y.
std::unique_ptr<Image> ramp(const TempFolder& folder) {
  Picture p{100, 80, {}};
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 100; ++x) {
      p.rgb.insert(p.rgb.end(), {std::uint8_t(x), std::uint8_t(y), 200});
    }
  }
  write_file(folder / "ramp.png", png_encode(p));
  return Image::open(folder / "ramp.png");
}

// The pixels of all tiles, and how many came at a time.
struct Cropped {
  std::vector<std::uint8_t> pixels;
  std::vector<std::size_t> pieces;
};

Cropped cropped(const Dataset& dataset, const Image& image,
                const CropOptions& options,
                std::int64_t pass_bytes = kPassBytes) {
  Cropped out;
  crop_patches(
      dataset, image, options,
      [&](std::span<const std::uint8_t> tiles) {
        out.pixels.insert(out.pixels.end(), tiles.begin(), tiles.end());
        out.pieces.push_back(tiles.size());
      },
      pass_bytes);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crop_test)

// recipes/hist_loocv/METHOD.md 4.1: side 145 gives 144 px at centre 100 and 146
// at 101.
BOOST_AUTO_TEST_CASE(an_odd_side_alternates_with_the_centre) {
  BOOST_TEST(crop_box(100, 100, 145).width_px == 144);
  BOOST_TEST(crop_box(100, 100, 145).x_px == 28);
  BOOST_TEST(crop_box(101, 100, 145).width_px == 146);
  BOOST_TEST(crop_box(101, 100, 145).x_px == 28);
}

BOOST_AUTO_TEST_CASE(an_even_side_is_centred_on_the_truncated_pixel) {
  const Box box = crop_box(2555.9, 3792.1, 224);
  BOOST_TEST(box.x_px == 2443);
  BOOST_TEST(box.y_px == 3680);
  BOOST_TEST(box.width_px == 224);
}

BOOST_AUTO_TEST_CASE(tiles_hold_the_pixels_around_their_spots) {
  const TempFolder folder;
  const Cropped p = cropped(with_spots({{50, 40}, {20.7, 60}}), *ramp(folder),
                            {.crop_px = 8, .tile_px = 8});
  BOOST_TEST(p.pixels.size() == 3U * 8 * 8 * 3);
  BOOST_TEST(p.pixels[0] == 46);
  BOOST_TEST(p.pixels[1] == 36);
  const std::size_t second = 8 * 8 * 3;
  BOOST_TEST(p.pixels[second] == 16);
  BOOST_TEST(p.pixels[second + 8 * 3 * 7 + 3 * 7 + 1] == 63);
  for (std::size_t i = 2 * second; i < 3 * second; ++i) {
    BOOST_TEST(p.pixels[i] == 255);
  }
}

BOOST_AUTO_TEST_CASE(beyond_the_border_it_is_black) {
  const TempFolder folder;
  const Cropped p = cropped(with_spots({{0, 0}}), *ramp(folder),
                            {.crop_px = 4, .tile_px = 4, .blank = false});
  BOOST_TEST(p.pixels[2] == 0);
  BOOST_TEST(p.pixels[(2 * 4 + 2) * 3 + 2] == 200);
}

// Red of a tile's first pixel is its left side. Spots from the bottom up: a
// scan meets them in the other order.
BOOST_AUTO_TEST_CASE(tiles_come_in_the_order_of_the_spots_in_any_passes) {
  const TempFolder folder;
  const auto image = ramp(folder);
  const Dataset d =
      with_spots({{70, 70}, {20, 50}, {60, 45}, {30, 30}, {50, 10}});
  const CropOptions options{.crop_px = 8, .tile_px = 8};
  const Cropped whole = cropped(d, *image, options);
  const std::size_t tile = 8 * 8 * 3;
  BOOST_TEST(whole.pieces == (std::vector<std::size_t>{5 * tile, tile}),
             boost::test_tools::per_element());
  const int left[] = {66, 16, 56, 26, 46};
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST(int{whole.pixels[i * tile]} == left[i]);
  }
  const Cropped parts = cropped(d, *image, options, 2 * tile + 1);
  BOOST_TEST(parts.pieces ==
                 (std::vector<std::size_t>{2 * tile, 2 * tile, tile, tile}),
             boost::test_tools::per_element());
  BOOST_TEST((parts.pixels == whole.pixels));
}

BOOST_AUTO_TEST_CASE(a_crop_beyond_the_border_can_be_refused) {
  const TempFolder folder;
  const auto image = ramp(folder);
  const Dataset d = with_spots({{50, 40}, {41, 3}});
  const CropOptions options{.crop_px = 12, .tile_px = 12, .edge = Edge::refuse};
  BOOST_TEST(
      error_of([&] { cropped(d, *image, options); }) ==
      "patches: spot spot1 of section B1 lies 3 px from the upper edge, a "
      "12 px crop needs 6 px; `inner_spots` leaves such spots out of a "
      "dataset");
  BOOST_TEST(error_of([&] { crop_info(with_spots({}), options); }) ==
             "patches: section B1 has no spots");
}

// What the step needs does not grow with the number of spots: 5,000 tiles of
// 224 px are 753 MB, 161 MB were measured.
BOOST_AUTO_TEST_CASE(the_step_needs_a_pass_and_not_a_section) {
  const StepKind step = patches_step();
  const auto needs_mib = [&](Json given) {
    return step.needs_of(complete_options(step.decl(), given), {})
               .memory_bytes /
           kMiB;
  };
  BOOST_TEST(needs_mib(Json::object()) == 237U);
  BOOST_TEST(needs_mib({{"crop_px", 512}}) == 392U);
}

// The order of the authors' steps: crop, JPEG and back, scale.
BOOST_AUTO_TEST_CASE(jpeg_comes_before_scaling) {
  const TempFolder folder;
  const auto image = ramp(folder);
  const Cropped p = cropped(
      with_spots({{50, 40}}), *image,
      {.crop_px = 20, .tile_px = 10, .jpeg_quality = 75, .blank = false});
  const Picture crop = image->read_region({40, 30, 20, 20}, {0, 0, 0});
  const Picture expected =
      resize(jpeg_decode(jpeg_encode(crop, 75), "crop"), 10, 10);
  BOOST_TEST((p.pixels == expected.rgb));
}

BOOST_AUTO_TEST_SUITE_END()
