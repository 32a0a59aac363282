#include "core/data/prepare/clipped_crop.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/data/image/png.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

Dataset section_of(const std::vector<std::vector<double>>& places) {
  Dataset d;
  d.section = "x/1";
  d.geometry = "as_given";
  d.array_xy =
      decltype(d.array_xy)::Zero(static_cast<Eigen::Index>(places.size()), 2);
  d.pixel_xy.resize(d.array_xy.rows(), 2);
  for (std::size_t i = 0; i < places.size(); ++i) {
    d.spots.push_back(concat("s", i));
    d.pixel_xy.row(static_cast<Eigen::Index>(i)) << places[i][0], places[i][1];
  }
  return d;
}

std::unique_ptr<Image> stored(const TempFolder& folder, const Picture& p) {
  write_file(folder / "p.png", png_encode(p));
  return Image::open(folder / "p.png");
}

// A picture whose values are floor(256 u) of the tensor's elements.
Picture by_rule(const std::string& tensor, const Json& shape) {
  Picture p{shape[1], shape[0], {}};
  p.rgb.resize(static_cast<std::size_t>(3 * p.width_px * p.height_px));
  for (std::size_t i = 0; i < p.rgb.size(); ++i) {
    p.rgb[i] = static_cast<std::uint8_t>(256 * uniform_at(fnv1a(tensor) + i));
  }
  return p;
}

std::vector<std::uint8_t> tiles_of(const Dataset& d, const Image& image,
                                   std::int64_t side_px, std::int64_t tile_px,
                                   std::int64_t pass_bytes = kPassBytes) {
  std::vector<std::uint8_t> out;
  clipped_patches(
      d, image, side_px, {.tile_px = tile_px},
      [&](auto tiles) { out.insert(out.end(), tiles.begin(), tiles.end()); },
      pass_bytes);
  return out;
}

// @param most  grey levels that a value may differ by
// @return      how many of the recorded values differ
std::size_t compare(const std::vector<std::uint8_t>& tiles,
                    const Json& recorded, int most) {
  constexpr std::size_t kTile = 224 * 224;
  std::size_t differ = 0;
  for (std::size_t t = 0; t < recorded.size(); ++t) {
    const std::uint8_t* tile = tiles.data() + t * 3 * kTile;
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < 3 * kTile; ++i) {
      sum += tile[i];
      squares += double{1} * tile[i] * tile[i];
    }
    const Json& of = recorded[t];
    if (most == 0) {
      BOOST_TEST(sum == of.at("sum").get<double>());
      BOOST_TEST(squares == of.at("sumsq").get<double>());
    } else {
      BOOST_TEST(std::abs(sum - of.at("sum").get<double>()) <= 10);
    }
    std::uint64_t k = 0;
    for (const int expected : of.at("values")) {
      const std::size_t at = splitmix64(k++) % (3 * kTile);
      const int found = tile[3 * (at % kTile) + at / kTile];
      BOOST_TEST(std::abs(found - expected) <= most);
      if (found != expected) ++differ;
    }
  }
  return differ;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clipped_crop_test)

// Of 6 and 6 windows: whole ones, clipped ones, and among the large ones one
// that grows in width alone (260 x 220) and two that are lower than a tile.
BOOST_AUTO_TEST_CASE(tiles_are_those_of_the_authors_code) {
  const Json golden = read_golden("prepare/hespotex_graph_patches");
  for (const auto& [name, most] : {std::pair("patches_small_window_cubic", 1),
                                   std::pair("patches_large_window_area", 1)}) {
    const TempFolder folder;
    const Json& of = golden.at(name);
    const auto image = stored(folder, by_rule(of.at("input"), of.at("image")));
    const Dataset d = section_of(of.at("centres_xy"));
    const auto side_px = static_cast<std::int64_t>(
        std::ceil(of.at("block_r_field").get<double>()));
    const auto tiles = tiles_of(d, *image, side_px, 224);
    BOOST_TEST(compare(tiles, of.at("patches"), most) == 0U);
    if (name == std::string("patches_large_window_area")) {
      // By area: the first four, to the last value.
      Json area = of.at("patches");
      while (area.size() > 4) area.erase(area.size() - 1);
      compare(tiles, area, 0);
    }
  }
}

// 40 x 30 px of one grey but for the last column. Windows of 8 px at the right
// border keep 6 columns and all their pixels.
BOOST_AUTO_TEST_CASE(nothing_beyond_the_border_gets_into_a_tile) {
  const TempFolder folder;
  Picture p{40, 30, std::vector<std::uint8_t>(40 * 30 * 3, 90)};
  for (std::size_t y = 0; y < 30; ++y) {
    for (std::size_t c = 0; c < 3; ++c) p.rgb[(y * 40 + 39) * 3 + c] = 30;
  }
  const auto image = stored(folder, p);
  const Dataset d = section_of({{38, 15}, {20, 15}, {0, 0}});
  const auto tiles = tiles_of(d, *image, 9, 2);
  // Of 6 columns the right tile pixel is the mean of 3, one of them dark.
  const std::vector<std::uint8_t> expected{
      90, 90, 90, 70, 70, 70, 90, 90, 90, 70, 70, 70,  //
      90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90,  //
      90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90};
  BOOST_TEST(tiles == expected, boost::test_tools::per_element());
  const CropNotes notes =
      clipped_patches(d, *image, 9, {.tile_px = 2}, [](auto) {});
  BOOST_TEST(notes.crop_px == 8);
  BOOST_TEST(notes.outside_tiles == 2);
  BOOST_TEST(notes.geometry == "as_given");
  BOOST_TEST(!notes.width.known());
}

BOOST_AUTO_TEST_CASE(tiles_are_the_same_in_any_passes) {
  const TempFolder folder;
  const auto image = stored(folder, by_rule("any", {60, 50}));
  const Dataset d =
      section_of({{40, 50}, {3, 30}, {25, 25}, {49, 2}, {10, 11}});
  const auto whole = tiles_of(d, *image, 20, 16);
  BOOST_TEST((whole == tiles_of(d, *image, 20, 16, 2 * 16 * 16 * 3 + 1)));
  BOOST_TEST((whole == tiles_of(d, *image, 20, 16, 1)));
}

BOOST_AUTO_TEST_CASE(a_spot_outside_the_picture_is_named) {
  const TempFolder folder;
  const auto image = stored(folder, by_rule("any", {60, 50}));
  BOOST_TEST(
      error_of([&] {
        tiles_of(section_of({{20, 20}, {20, 75}}), *image, 20, 16);
      }) ==
      "clipped_patches: spot s1 of section x/1 lies outside the picture, "
      "16 px below its 50 x 60 px, and its window of 20 px has none of "
      "them; are the positions those of this picture?");
  BOOST_TEST(error_of([&] { tiles_of(section_of({}), *image, 20, 16); }) ==
             "clipped_patches: section x/1 has no spots");
}

// As of `patches` (crop_test): a pass, and not a section.
BOOST_AUTO_TEST_CASE(the_step_needs_a_pass_and_not_a_section) {
  const StepKind step = clipped_patches_step();
  const auto needs_mib = [&](Json given) {
    return step.needs_of(complete_options(step.decl(), given), {})
               .memory_bytes /
           kMiB;
  };
  BOOST_TEST(needs_mib(Json::object()) == 456U);
  BOOST_TEST(needs_mib({{"side_px", 224}}) == 237U);
}

BOOST_AUTO_TEST_SUITE_END()
