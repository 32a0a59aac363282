#include "core/data/prepare/clean_patches.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

constexpr std::uint8_t kTissue[] = {220, 150, 190};  // grey 175
constexpr std::uint8_t kPen[] = {151, 79, 89};       // grey 101
constexpr std::uint8_t kGlass[] = {240, 240, 240};

// A tile of 16 pixels, the first of them of a pen.
void add(Patches& out, const std::uint8_t (&rest)[3], int pen = 0) {
  out.spots.push_back(std::to_string(out.spots.size()));
  for (int i = 0; i < 16; ++i) {
    const auto& pixel = i < pen ? kPen : rest;
    out.pixels.insert(out.pixels.end(), pixel, pixel + 3);
  }
}

// Tissue, tissue under 12 and under 13 pixels of a pen, four of glass; the
// blank one.
Patches slide() {
  Patches out;
  out.section = "made/slide";
  out.size_px = 4;
  add(out, kTissue);
  add(out, kTissue, 12);
  add(out, kTissue, 13);
  for (int i = 0; i < 4; ++i) add(out, kGlass);
  out.has_blank = true;
  out.pixels.insert(out.pixels.end(), 48, 255);
  return out;
}

struct Outcome {
  Cleaned cleaned;
  std::string white;  // a letter a tile
};

Outcome clean(const CleanPatchesOptions& options) {
  const TempFolder folder;
  const Patches before = slide();
  before.write(folder / "in");
  PatchReader reader(folder / "in");
  Outcome made{write_clean_patches(reader, options, folder / "out"), {}};
  const Patches after = Patches::read(folder / "out");
  BOOST_TEST(after.spots == before.spots, tt::per_element());
  BOOST_TEST_REQUIRE(after.pixels.size() == before.pixels.size());
  for (std::size_t at = 0; at < after.pixels.size(); at += 48) {
    const auto begin = after.pixels.begin() + static_cast<std::ptrdiff_t>(at);
    const bool white =
        std::all_of(begin, begin + 48, [](std::uint8_t v) { return v == 255; });
    const bool same =
        std::equal(begin, begin + 48,
                   before.pixels.begin() + static_cast<std::ptrdiff_t>(at));
    made.white += white ? 'w' : same ? '-' : '?';
  }
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clean_patches_test)

// Of the greys 101 (25 pixels), 175 (23) and 240 (64) Otsu's threshold is 175:
// the classes' variance is 48 * 64 * (240 - 136.458)^2 there, 3.29e7, against
// 25 * 87 * (222.816 - 101)^2, 3.23e7. A share of 12 / 16 is not above 0.75.
BOOST_AUTO_TEST_CASE(tiles_of_pens_and_of_glass_become_white) {
  const Outcome made = clean({.below_otsu = 0});
  BOOST_TEST(made.cleaned.glass_above == 175.);
  BOOST_TEST(made.white == "--wwwwww");
  BOOST_TEST(made.cleaned.pen == 1);
  BOOST_TEST(made.cleaned.background == 4);
}

// 40 below, tissue as pale as this is background too: all 16 pixels of the
// first tile, 4 of the second.
BOOST_AUTO_TEST_CASE(the_published_threshold_is_lower) {
  const Outcome made = clean({});
  BOOST_TEST(made.cleaned.glass_above == 135.);
  BOOST_TEST(made.white == "w-wwwwww");
  BOOST_TEST(made.cleaned.background == 5);
}

BOOST_AUTO_TEST_CASE(a_share_that_cannot_be_passed_changes_nothing) {
  BOOST_TEST(clean({.most_waste = 1}).white == "-------w");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
