// Targets of HisToGene's and Hist2ST's loaders on their recorded counts
// (tests/golden/learn/README.md): in float32 of numbers up to 10,000.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "core/data/prepare/expression.h"
#include "tests/data/prepare/counted_section.h"
#include "tests/support/golden.h"

namespace moonstain {
namespace {

struct Published {
  Json golden;
  Dataset counted;

  explicit Published(const std::string& method)
      : golden(read_golden("learn/" + method)
                   .at("functions")
                   .at("target_normalisation")),
        counted(section_of(
            "x/1", golden.at("counts")
                       .at("values")
                       .get<std::vector<std::vector<std::int32_t>>>())) {}

  void check(Log log, const char* recorded) const {
    const Targets made = normalise(counted, {}, Total::all, 1e4, log);
    const Json& values = golden.at(recorded).at("values");
    BOOST_REQUIRE(made.values.size() == std::ssize(values));
    for (Eigen::Index i = 0; i < made.values.size(); ++i) {
      const auto expected = values[static_cast<std::size_t>(i)].get<double>();
      BOOST_TEST(std::fabs(made.values.data()[i] - expected) <=
                 1e-7 * expected);
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(published_targets_test)

// The fifth spot has no count: it is 0 in all genes.
BOOST_AUTO_TEST_CASE(histogene_scales_by_the_total_and_takes_the_logarithm) {
  const Published published("histogene");
  published.check(Log::none, "library_size_normalised");
  published.check(Log::log10_1p, "log");
}

BOOST_AUTO_TEST_CASE(hist2st_does_the_same) {
  Published("hist2st").check(Log::log10_1p, "log");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
