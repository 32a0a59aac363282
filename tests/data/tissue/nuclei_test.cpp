#include "core/data/tissue/nuclei.h"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/random.h"
#include "core/data/image/png.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

struct Disc {
  double x = 0;
  double y = 0;
  double radius_px = 0;
};

/// Pink glass with discs as blue as nuclei.
/// @param noise  the most that a channel is changed by
Picture picture_of(std::int64_t width, std::int64_t height,
                   const std::vector<Disc>& discs, std::uint64_t noise = 0) {
  RandomStream random(1, "nuclei_test", "noise");
  Picture out{width, height, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const bool blue =
          std::any_of(discs.begin(), discs.end(), [&](const Disc& disc) {
            return std::hypot(static_cast<double>(x) - disc.x,
                              static_cast<double>(y) - disc.y) <=
                   disc.radius_px;
          });
      for (const int channel :
           blue ? std::array{90, 80, 140} : std::array{230, 200, 220}) {
        out.rgb.push_back(static_cast<std::uint8_t>(
            channel + static_cast<int>(random.below(noise + 1))));
      }
    }
  }
  return out;
}

struct Found {
  FoundNuclei nuclei;
  std::vector<std::int32_t> labels;
};

Found find(const Picture& picture, std::int64_t tile_px,
           const NucleiOptions& options = {}, double um_per_px = 0.5) {
  const TempFolder folder;
  write_file(folder / "picture.png", png_encode(picture));
  const auto image = Image::open(folder / "picture.png");
  Found out;
  out.nuclei = find_nuclei(
      *image, um_per_px, options,
      [&](std::span<const std::int32_t> rows) {
        out.labels.insert(out.labels.end(), rows.begin(), rows.end());
      },
      tile_px);
  return out;
}

std::map<std::int32_t, std::int64_t> areas_of(const Found& found) {
  std::map<std::int32_t, std::int64_t> out;
  for (const std::int32_t label : found.labels) {
    if (label != 0) ++out[label];
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nuclei_test)

// At 0.5 um/px: two nuclei of 9 um that touch (a blob of two maxima 16 px
// apart), one of 6 um, a speck of 1.5 um, a fold of 60 um.
BOOST_AUTO_TEST_CASE(discs_are_found_parted_and_numbered_from_the_top) {
  const Picture picture = picture_of(
      300, 260,
      {{200, 40, 6}, {60, 60, 9}, {76, 60, 9}, {120, 30, 1.5}, {150, 170, 60}});
  const Found found = find(picture, 512);
  BOOST_TEST(found.nuclei.nuclei == 3);
  const auto label_at = [&](std::int64_t x, std::int64_t y) {
    return found.labels[static_cast<std::size_t>(y * 300 + x)];
  };
  BOOST_TEST(label_at(200, 40) == 1);
  BOOST_TEST(label_at(60, 60) == 2);
  BOOST_TEST(label_at(76, 60) == 3);
  BOOST_TEST(label_at(120, 30) == 0);
  BOOST_TEST(label_at(150, 170) == 0);
  // Discs of 6 and 9 px have 113 and 254 px, the pair 16 of overlap.
  const auto areas = areas_of(found);
  BOOST_TEST(std::abs(areas.at(1) - 113) <= 12);
  BOOST_TEST(std::abs(areas.at(2) - 250) <= 25);
  BOOST_TEST(std::abs(areas.at(3) - 250) <= 25);
}

// Nuclei anywhere, many of which touch or lie on borders of tiles, and a band
// across the whole picture that is longer than any nucleus.
BOOST_AUTO_TEST_CASE(labels_are_the_same_whatever_the_tiles) {
  RandomStream random(1, "nuclei_test", "discs");
  std::vector<Disc> discs;
  for (int i = 0; i < 350; ++i) {
    discs.push_back({700 * random.uniform(), 420 * random.uniform(),
                     2 + 18 * random.uniform() * random.uniform()});
  }
  for (int i = 0; i < 700; i += 4) {
    discs.push_back({static_cast<double>(i), 200 + 30 * std::sin(i / 60.0), 7});
  }
  const Picture picture = picture_of(700, 420, discs, 25);
  // As it is by default, and with steps that reach far.
  for (const NucleiOptions& options :
       {NucleiOptions{}, NucleiOptions{.smooth_um = 1.5, .seed_um = 12}}) {
    const Found whole = find(picture, 700, options);
    BOOST_TEST(whole.nuclei.nuclei > 50);
    const auto areas = areas_of(whole);
    BOOST_TEST(static_cast<std::int64_t>(areas.size()) == whole.nuclei.nuclei);
    BOOST_TEST(areas.rbegin()->first == whole.nuclei.nuclei);
    for (const std::int64_t tile_px : {37, 64, 100, 512}) {
      const Found tiled = find(picture, tile_px, options);
      BOOST_TEST(tiled.nuclei.threshold == whole.nuclei.threshold);
      BOOST_TEST((tiled.labels == whole.labels), "tiles of " << tile_px);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_picture_of_one_colour_has_no_nuclei) {
  const Found found = find(picture_of(50, 40, {}), 512);
  BOOST_TEST(found.nuclei.nuclei == 0);
  BOOST_TEST(found.labels.size() == 2000U);
  BOOST_TEST(std::ranges::count(found.labels, 0) == 2000);
}

BOOST_AUTO_TEST_CASE(scales_and_sizes_that_have_no_nuclei_are_refused) {
  const Picture picture = picture_of(20, 20, {});
  BOOST_TEST(error_of([&] { find(picture, 64, {}, 3.5); }) ==
             "nuclei: a pixel is 3.5 um wide, a nucleus of least_um = 3 less "
             "than two pixels; expected at most 1.5 um/px: use the picture at "
             "full resolution, or leave nuclei out");
  BOOST_TEST(
      error_of([&] { find(picture, 64, {.least_um = 9, .greatest_um = 8}); }) ==
      "nuclei: least_um = 9 and greatest_um = 8; a nucleus is wider "
      "than the least and narrower than the greatest, both above 0");
}

// The step, on a section whose picture is 60 x 50 px with one nucleus of 6 um.
BOOST_AUTO_TEST_CASE(the_step_takes_scale_and_size_from_the_dataset) {
  const auto run = [](double um_per_px, std::int64_t width_px,
                      const TempFolder& folder) {
    Dataset d;
    d.section = "x/1";
    d.patient = "x/a";
    d.spots = {"1x1"};
    d.genes = {"A"};
    d.counts = {1, 1, {0, 1}, {0}, {1}};
    d.array_xy.setOnes(1, 2);
    d.pixel_xy.setOnes(1, 2);
    d.um_per_px = um_per_px;
    d.picture_width_px = width_px;
    d.picture_height_px = 50;
    d.write(folder / "dataset");
    write_file(folder / "p.png", png_encode(picture_of(60, 50, {{30, 25, 6}})));
    make_folders(folder / "out");
    const StepKind step = nuclei_step();
    step.run(Inputs("nuclei", {{"dataset", {{folder / "dataset", "", "x/1"}}},
                               {"picture", {{folder / "p.png", "p.png", ""}}}}),
             complete_options(step.decl(), Json::object()), folder / "out");
  };
  const TempFolder folder;
  run(0.5, 60, folder);
  const LabelImage image = LabelImage::read(folder / "out");
  BOOST_TEST(image.section == "x/1");
  BOOST_TEST(image.width_px == 60);
  BOOST_TEST(image.labels == 1);
  BOOST_TEST(image.values[25 * 60 + 30] == 1);
  BOOST_TEST(image.rule ==
             "nuclei: haematoxylin above Otsu's threshold of the picture, "
             "watershed on the distance to the background; Gaussians of 0.5 "
             "um, seeds 2 um apart, diameters of 3 to 20 um");
  const auto message = [&](double um_per_px, std::int64_t width_px) {
    const TempFolder other;
    return error_of([&] { run(um_per_px, width_px, other); });
  };
  BOOST_TEST(message(0, 60) ==
             "nuclei: sizes in um need the scale of section x/1, which is not "
             "known; give `dataset` um_per_px or spot_pitch_um");
  BOOST_TEST(message(0.5, 61) ==
             "nuclei: picture p.png is 60 x 50 px, section x/1 has one of 61 x "
             "50 px; give the picture that its positions are of");
}

BOOST_AUTO_TEST_SUITE_END()
