#include "core/data/stored/patches.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <span>
#include <utility>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/data/stored/written.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(patches_test)

// Chunks of 4 MiB: 68 tiles of 143 x 143 pixels, so 200 tiles lie in three.
BOOST_AUTO_TEST_CASE(tiles_are_written_and_read_by_range) {
  const TempFolder folder;
  Patches p;
  p.section = "s";
  p.size_px = 143;
  for (int i = 0; i < 200; ++i) p.spots.push_back(concat(i));
  p.pixels.resize(200 * p.tile_bytes());
  for (std::size_t i = 0; i < p.pixels.size(); ++i) {
    p.pixels[i] = static_cast<std::uint8_t>(i / p.tile_bytes() + 3 * i % 7);
  }
  p.write(folder / "whole");
  const std::span<const std::uint8_t> all(p.pixels);
  const auto expected = [&](std::int64_t first, std::int64_t last) {
    return all.subspan(first * p.tile_bytes(), (last - first) * p.tile_bytes());
  };
  PatchWriter out(folder / "pieces", p);
  using Ranges = std::vector<std::pair<std::int64_t, std::int64_t>>;
  for (const auto& [first, last] :
       Ranges{{0, 1}, {1, 68}, {68, 69}, {69, 140}, {140, 200}}) {
    out.add(expected(first, last));
  }
  out.finish();
  BOOST_TEST((digests(folder / "pieces") == digests(folder / "whole")));

  PatchReader in(folder / "pieces");
  BOOST_TEST(in.info().tiles() == 200);
  for (const auto& [first, last] :
       Ranges{{0, 5}, {60, 70}, {199, 200}, {0, 200}, {10, 11}}) {
    BOOST_TEST(std::ranges::equal(in.tiles(first, last), expected(first, last)),
               "tiles " << first << " to " << last);
  }
  BOOST_TEST(error_of([&] { in.tiles(199, 201); }, folder.path) ==
             "pieces: tiles 199 to 201 of 200");
}

BOOST_AUTO_TEST_CASE(a_tile_that_is_missing_is_named) {
  const TempFolder folder;
  PatchWriter out(folder / "o", {"s", {"a", "b"}, 2, false});
  out.add(std::vector<std::uint8_t>(12, 9));
  BOOST_TEST(error_of([&] { out.finish(); }, folder.path) ==
             "o/pixels: finished with 12 values missing");
  const Patches p{"s", {"a"}, 2, true, std::vector<std::uint8_t>(12, 9)};
  BOOST_TEST(error_of([&] { p.write(folder / "p"); }) ==
             "Patches of section s: 12 values for 2 tiles of 2 px");
}

BOOST_AUTO_TEST_CASE(patches) {
  Patches p{"s", {"a"}, 2, true, std::vector<std::uint8_t>(24, 9)};
  p.pixels[13] = 77;
  const Patches back = there_and_back(p);
  BOOST_TEST(back.tiles() == 2);
  BOOST_TEST(back.pixels == p.pixels, tt::per_element());
}

BOOST_AUTO_TEST_CASE(how_tiles_were_cropped_is_kept_beside_them) {
  const TempFolder folder;
  const PatchInfo info{"s", {"a", "b"}, 2, false};
  const auto written = [&](const char* name, const CropNotes& notes) {
    PatchWriter out(folder / name, info);
    out.add(std::vector<std::uint8_t>(24, 9));
    out.finish(notes);
    return folder / name;
  };
  const auto notes = PatchReader(written("o", {.crop_px = 224,
                                               .width = {0.75, 150},
                                               .geometry = "as_given",
                                               .blank_tiles = 1,
                                               .outside_tiles = 2}))
                         .notes();
  BOOST_REQUIRE(notes.has_value());
  BOOST_TEST(notes->crop_px == 224);
  BOOST_TEST(notes->width.pitches == 0.75);
  BOOST_TEST(notes->width.um == 150);
  BOOST_TEST(notes->geometry == "as_given");
  BOOST_TEST(notes->blank_tiles == 1);
  BOOST_TEST(notes->outside_tiles == 2);
  BOOST_TEST(error_of([&] { PatchReader(written("p", {.blank_tiles = 3})); },
                      folder.path) == "p/crops: counts 3 tiles of 2 spots");
  BOOST_TEST(error_of([&] { PatchReader(written("q", {.width = {-1, 0}})); },
                      folder.path) ==
             "q/crops: tiles are -1 pitches and 0 um wide, expected none below "
             "0");
}

BOOST_AUTO_TEST_CASE(tiles_that_were_not_cropped_have_no_notes) {
  const TempFolder folder;
  Patches{{"s", {"a"}, 1, false}, {1, 2, 3}}.write(folder / "o");
  BOOST_TEST(!PatchReader(folder / "o").notes().has_value());
}

BOOST_AUTO_TEST_CASE(pixels_of_another_order_of_axes_are_refused) {
  const Patches p{"s", {"a"}, 2, true, std::vector<std::uint8_t>(24, 9)};
  BOOST_TEST(read_with(p, "pixels", p.pixels, {2, 3, 2, 2}) ==
             "o: pixels is [2, 3, 2, 2], expected [2, 2, 2, 3] ([tiles, "
             "height, width, 3])");
  BOOST_TEST(read_spoiled(p, [](const fs::path& object) {
               replace_text(object / "zarr.json", "\"size_px\": 2",
                            "\"size_px\": -2");
             }) == "o: size_px is -2, expected above 0");
  BOOST_TEST(read_spoiled(p, [](const fs::path& object) {
               replace_text(object / "zarr.json", "\"has_blank\": true",
                            "\"has_blank\": 1");
             }) == "o: has_blank is a number, expected true or false");
}

BOOST_AUTO_TEST_SUITE_END()
