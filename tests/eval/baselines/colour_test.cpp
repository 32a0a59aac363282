#include "core/eval/baselines/colour.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/data/stored/patches.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/encoder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// One tile of 2 x 2 pixels and a white one. Red 0, 100, 100, 200.
Features of_two_tiles(ColourStatistics statistics) {
  Patches patches;
  patches.section = "her2st/B4";
  patches.spots = {"1x1"};
  patches.size_px = 2;
  patches.has_blank = true;
  patches.pixels = {0, 51, 255, 100, 51, 255, 100, 51, 255, 200, 51, 255};
  patches.pixels.resize(24, 255);
  const TempFolder folder;
  patches.write(folder / "patches");
  PatchReader reader(folder / "patches");
  return encode(colour_encoder(statistics), reader);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(colour_test)

BOOST_AUTO_TEST_CASE(means_lie_in_0_to_1) {
  const Features features = of_two_tiles(ColourStatistics::mean);
  BOOST_TEST(features.section == "her2st/B4");
  BOOST_TEST(features.encoder == "colour/mean");
  BOOST_TEST(features.values.cols() == 3);
  BOOST_TEST(features.values(0, 0) == 100.F / 255.F, tt::tolerance(1e-6F));
  BOOST_TEST(features.values(0, 1) == 0.2F, tt::tolerance(1e-6F));
  BOOST_TEST(features.values(0, 2) == 1.F);
  BOOST_TEST(features.blank == Eigen::VectorXf(Eigen::VectorXf::Ones(3)));
}

// Offsets -100, 0, 0, 100: variance 20000 / 4, divisor n.
BOOST_AUTO_TEST_CASE(standard_deviation_has_the_divisor_n) {
  const Features features = of_two_tiles(ColourStatistics::mean_sd);
  BOOST_TEST(features.values.cols() == 6);
  BOOST_TEST(features.values(0, 3) == std::sqrt(5000.F) / 255.F,
             tt::tolerance(1e-6F));
  BOOST_TEST(features.values(0, 4) == 0.F);
  BOOST_TEST(features.blank[3] == 0.F);
}

// Position 0.1 * 3 = 0.3 between 0 and 100, 0.9 * 3 = 2.7 between 100 and 200.
BOOST_AUTO_TEST_CASE(percentiles_interpolate) {
  const Features features = of_two_tiles(ColourStatistics::nine);
  BOOST_TEST(features.values.cols() == 9);
  BOOST_TEST(features.values(0, 3) == 30.F / 255.F, tt::tolerance(1e-6F));
  BOOST_TEST(features.values(0, 6) == 170.F / 255.F, tt::tolerance(1e-6F));
  BOOST_TEST(features.values(0, 7) == 0.2F, tt::tolerance(1e-6F));
}

// 5,000 tiles of 224 px, 717 MiB, of which a chunk is in memory.
BOOST_AUTO_TEST_CASE(the_step_needs_a_chunk_and_not_a_section) {
  InputSizes sizes;
  sizes.add("patches", 717 * kMiB);
  const StepKind step = colour_step();
  BOOST_TEST(step.needs_of(complete_options(step.decl(), Json::object()), sizes)
                     .memory_bytes /
                 kMiB ==
             128U + 717U / 16);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
