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
  BOOST_TEST(error_of([&] {
               cropped(d, *image, {.crop_px = 90, .edge = Edge::refuse});
             }) ==
             "patches: a 90 px crop is larger than the picture of section B1 "
             "(100 x 80 px); make smaller crops, or give the picture at full "
             "resolution");
  BOOST_TEST(error_of([&] { crop_info(with_spots({}), options); }) ==
             "patches: section B1 has no spots");
}

// 3 x 3 spots 20 px apart, the last column beyond half of a white picture of
// 60 px with a dark left half.
BOOST_AUTO_TEST_CASE(blank_tiles_and_those_beyond_the_border_are_counted) {
  const TempFolder folder;
  Picture p{60, 60, {}};
  for (int i = 0; i < 60 * 60; ++i) {
    const std::uint8_t grey = i % 60 < 40 ? 90 : 200;
    p.rgb.insert(p.rgb.end(), {grey, 250, grey});
  }
  write_file(folder / "p.png", png_encode(p));
  const auto image = Image::open(folder / "p.png");
  Dataset d = with_spots({});
  d.geometry = "checked";
  d.spot_pitch_um = 200;
  d.array_xy.resize(9, 2);
  d.pixel_xy.resize(9, 2);
  for (int i = 0; i < 9; ++i) {
    d.spots.push_back(concat(i));
    d.array_xy.row(i) << i % 3, i / 3;
    d.pixel_xy.row(i) << 10 + 20 * (i % 3), 10 + 20 * (i / 3);
  }
  const auto notes = [&](const CropOptions& options) {
    return crop_patches(d, *image, options, [](auto) {});
  };
  const CropNotes narrow = notes({.crop_px = 16, .tile_px = 8});
  BOOST_TEST(narrow.blank_tiles == 3);
  BOOST_TEST(narrow.outside_tiles == 0);
  BOOST_TEST(narrow.width.pitches == 0.8, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(narrow.width.um == 160., boost::test_tools::tolerance(1e-12));
  BOOST_TEST(narrow.geometry == "checked");
  // 24 px: 2 px beyond the border, but for the middle spot.
  const CropNotes wide = notes({.crop_px = 24, .tile_px = 24});
  BOOST_TEST(wide.blank_tiles == 0);
  BOOST_TEST(wide.outside_tiles == 8);
  const CropNotes any = notes({.crop_px = 16, .scale = TileScale::any});
  BOOST_TEST(!any.width.known());
}

BOOST_AUTO_TEST_CASE(a_crop_in_um_is_as_many_px_as_the_scale_says) {
  Dataset d = with_spots({{1, 1}});
  d.um_per_px = 0.688;
  BOOST_TEST(side_px(d, 112, 0, "patches") == 112);
  BOOST_TEST(side_px(d, 224, 154, "patches") == 224);  // 223.8
  BOOST_TEST(error_of([&] { side_px(d, 112, 154, "patches"); }) ==
             "patches: crop_px = 112 and crop_um = 154 both say how wide a "
             "crop is; give one");
  BOOST_TEST(error_of([&] { side_px(d, 224, 1, "patches"); }) ==
             "patches: crop_um = 1 is 1 px of section B1 at 0.688 um/px, "
             "expected 2 to 1000000");
  d.um_per_px = 0;
  BOOST_TEST(error_of([&] { side_px(d, 224, 154, "inner_spots"); }) ==
             "inner_spots: crop_um = 154 needs the scale of section B1, which "
             "is not known; give `dataset` um_per_px or spot_pitch_um");
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
  // Of a crop in um the most: 256 MiB in place of 36.
  BOOST_TEST(needs_mib({{"crop_um", 100.0}}) == 456U);
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
