#include "core/learn/examples/spot_section.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "tests/data/prepare/counted_section.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

SpotSection of_spots(const Dataset& counted, std::vector<std::string> genes) {
  SpotSection made;
  made.section = counted.section;
  made.spots = counted.spots;
  made.genes = std::move(genes);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_section_test)

// Hist2ST's loader, of which the fifth spot has no count: a spot's sum over the
// median sum.
BOOST_AUTO_TEST_CASE(size_factors_are_the_published_ones) {
  const Json published =
      read_golden("learn/hist2st").at("functions").at("target_normalisation");
  const auto counts = published.at("counts")
                          .at("values")
                          .get<std::vector<std::vector<std::int32_t>>>();
  const Dataset counted = section_of("x/1", counts);
  SpotSection section = of_spots(counted, counted.genes);
  section.join_counts(counted);
  const Json& factors = published.at("size_factors");
  BOOST_REQUIRE(section.size_factors.size() == std::ssize(factors));
  for (Eigen::Index spot = 0; spot < section.size_factors.size(); ++spot) {
    const auto place = static_cast<std::size_t>(spot);
    BOOST_TEST(section.size_factors[spot] ==
               static_cast<float>(factors[place].get<double>()));
    for (Eigen::Index gene = 0; gene < section.counts.cols(); ++gene) {
      BOOST_TEST(
          section.counts(spot, gene) ==
          static_cast<float>(counts[place][static_cast<std::size_t>(gene)]));
    }
  }
}

BOOST_AUTO_TEST_CASE(genes_that_most_spots_do_not_count_are_named) {
  const Dataset counted = section_of("x/1", {{0, 4}, {0, 5}, {2, 6}});
  SpotSection section = of_spots(counted, {"g0"});
  BOOST_TEST(error_of([&] { section.join_counts(counted); }) ==
             "counts of section x/1: the median over its 3 spots of the counts "
             "of 1 genes is 0, and size factors are divided by it; choose "
             "genes that are measured there");
}

BOOST_AUTO_TEST_CASE(values_of_another_section_are_named) {
  const Dataset counted = section_of("x/1", {{1}, {2}});
  SpotSection section = of_spots(counted, {"g0"});
  Features features;
  features.section = "x/2";
  features.spots = counted.spots;
  features.values = Matrix::Zero(2, 3);
  BOOST_TEST(error_of([&] { section.join(features); }) ==
             "features are of section x/2, expected section x/1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
