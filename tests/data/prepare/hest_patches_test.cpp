#include "core/data/prepare/hest_patches.h"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "core/base/error.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/hest_patches.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;

// Six spots of a square array, 60 px apart, at 0.25 um/px. Patches of 20 px at
// 0.5 um/px are 40 px wide there, so corners lie 20 px left of and above spots.
class Sample {
 public:
  Sample() {
    dataset.section = "hest/T1";
    dataset.patient = "hest/P1";
    dataset.um_per_px = 0.25;
    dataset.geometry = "checked";
    dataset.genes = {"A"};
    dataset.counts = {6, 1, {0, 0, 0, 0, 0, 0, 0}, {}, {}};
    dataset.array_xy.resize(6, 2);
    dataset.pixel_xy.resize(6, 2);
    patches.size_px = 20;
    for (int i = 0; i < 6; ++i) {
      dataset.spots.push_back(concat("s", i));
      dataset.array_xy.row(i) << i % 3, i / 3;
      dataset.pixel_xy.row(i) << 15.5 + 60 * (i % 3), 100 + 60. * (i / 3);
    }
    // Rows of the file turn them round; one more is of no spot here. HEST
    // rounds corners down.
    patches.spots = {"s5", "s4", "other", "s0", "s1", "s2", "s3"};
    for (const std::string& spot : patches.spots) {
      const int i = spot == "other" ? 9 : spot[1] - '0';
      patches.corners.push_back(-5 + 60 * (i % 3));
      patches.corners.push_back(80 + 60 * (i / 3));
    }
  }

  template <typename Body>
  auto with_file(Body body) const {
    const TempFolder folder;
    patches.write(folder / "a");
    const HestPatchFile file(folder / "a", "patches/T1.h5");
    return body(file);
  }
  std::string error() const {
    return with_file([&](const HestPatchFile& file) {
      return error_of([&] {
        side_of_patches(dataset, file, rows_of_patches(dataset, file), 0.5);
      });
    });
  }

  Dataset dataset;
  HestPatchesMade patches;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hest_patches_test)

// By name, never by row.
BOOST_AUTO_TEST_CASE(each_spot_has_the_patch_of_its_name) {
  const Sample sample;
  sample.with_file([&](const HestPatchFile& file) {
    const auto rows = rows_of_patches(sample.dataset, file);
    BOOST_TEST(rows == (std::vector<std::int64_t>{3, 4, 5, 6, 1, 0}),
               tt::per_element());
    std::vector<int> values;
    const auto blank = read_patches(file, rows, [&](auto tiles) {
      BOOST_TEST(tiles.size() % 1200 == 0U);
      for (std::size_t i = 0; i < tiles.size(); i += 1200) {
        values.push_back(tiles[i]);
      }
    });
    BOOST_TEST(blank == 0);
    BOOST_TEST(values == (std::vector<int>{31, 41, 51, 61, 11, 1}),
               tt::per_element());
  });
}

BOOST_AUTO_TEST_CASE(a_patch_is_as_wide_as_both_scales_say) {
  Sample sample;
  const auto side = [&] {
    return sample.with_file([&](const HestPatchFile& file) {
      return side_of_patches(sample.dataset, file,
                             rows_of_patches(sample.dataset, file), 0.5);
    });
  };
  BOOST_TEST(side() == 40);
  // Without a scale: 20 and 20.5 px from corner to spot, of which the upper
  // middle one counts.
  sample.dataset.um_per_px = 0;
  BOOST_TEST(side() == 41);
}

BOOST_AUTO_TEST_CASE(spots_without_a_patch_are_counted) {
  Sample sample;
  sample.patches.spots[3] = "s0-1";
  sample.patches.spots[4] = "s1-1";
  BOOST_TEST(sample.error() ==
             "hest_patches: 2 of 6 spots of section hest/T1 (as 's0') have no "
             "patch in patches/T1.h5, which are those beside the tissue or the "
             "slide; give the file to `dataset` too (its input `patches`), "
             "which leaves them out");
  for (std::string& spot : sample.patches.spots) spot += "-1";
  BOOST_TEST(sample.error() ==
             "hest_patches: none of the 6 spots of section hest/T1 (as 's0') "
             "has a patch in patches/T1.h5, whose first is of 's5-1'; are both "
             "of one sample?");
}

BOOST_AUTO_TEST_CASE(corners_that_are_centres_are_refused) {
  Sample sample;
  for (std::int64_t& corner : sample.patches.corners) corner += 20;
  const std::string expected =
      "hest_patches: coords of patches/T1.h5 are the centres of spots (in the "
      "mean 0.5 and 0 px from obsm/spatial), expected the upper left corners "
      "of "
      "patches, as HEST writes them; take half a side at full resolution from "
      "both columns";
  BOOST_TEST(sample.error() == expected);
  sample.dataset.um_per_px = 0;
  BOOST_TEST(sample.error() == expected);
}

// Barcodes are alike on all slides of a kind; places are not.
BOOST_AUTO_TEST_CASE(patches_of_another_section_are_refused) {
  Sample sample;
  sample.patches.corners[2 * 4] += 33;  // of s1
  BOOST_TEST(sample.error() ==
             "hest_patches: the patch of spot 's1' in patches/T1.h5 begins at "
             "(88, 80), the spot lies at (75.5, 100); expected a corner 20 px "
             "left of and above it, half of 20 px at 0.5 um/px in a slide of "
             "0.25 um/px; are both of section hest/T1?");
  sample.dataset.um_per_px = 0;
  BOOST_TEST(sample.error() ==
             "hest_patches: the patch of spot 's1' in patches/T1.h5 begins at "
             "(88, 80), the spot lies at (75.5, 100); expected a corner 20 px "
             "left of and above it, as most are; are both of section hest/T1?");
}

// The embedded pixel size in place of the estimated one.
BOOST_AUTO_TEST_CASE(a_scale_that_corners_deny_is_refused) {
  Sample sample;
  sample.dataset.um_per_px = 0.5;
  BOOST_TEST(sample.error() ==
             "hest_patches: the patch of spot 's0' in patches/T1.h5 begins at "
             "(-5, 80), the spot lies at (15.5, 100); expected a corner 10 px "
             "left of and above it, half of 20 px at 0.5 um/px in a slide of "
             "0.5 um/px; are both of section hest/T1?");
}

BOOST_AUTO_TEST_CASE(the_step_writes_tiles_as_patches_does) {
  const Sample sample;
  const TempFolder folder;
  sample.patches.write(folder / "a");
  sample.dataset.write(folder / "dataset");
  const StepKind step = hest_patches_step();
  std::map<std::string, std::vector<Inputs::Item>> items;
  items["dataset"] = {{folder / "dataset", "", "hest/T1"}};
  items["patches"] = {{folder / "a", "patches/T1.h5", ""}};
  step.run(Inputs("hest_patches", std::move(items)),
           complete_options(step.decl(), Json::object()), folder / "out");

  PatchReader made(folder / "out");
  BOOST_TEST(made.info().section == "hest/T1");
  BOOST_TEST(made.info().spots == sample.dataset.spots, tt::per_element());
  BOOST_TEST(made.info().size_px == 20);
  BOOST_TEST(made.info().has_blank);
  BOOST_TEST(int{made.tiles(5, 6)[0]} == 1);
  BOOST_TEST(int{made.tiles(6, 7)[0]} == 255);
  BOOST_REQUIRE(made.notes().has_value());
  BOOST_TEST(made.notes()->crop_px == 40);
  BOOST_TEST(made.notes()->width.pitches == 40. / 60, tt::tolerance(1e-12));
  BOOST_TEST(made.notes()->geometry == "checked");
  BOOST_TEST(made.notes()->blank_tiles == 0);
  // Corners of s0 and s3 are 5 px left of the slide.
  BOOST_TEST(made.notes()->outside_tiles == 2);
}

BOOST_AUTO_TEST_SUITE_END()
