#include "core/stats/otsu.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(otsu_test)

// Expected values: scikit-image 0.26.0, skimage.filters.threshold_otsu of the
// same float32 values.
BOOST_AUTO_TEST_CASE(values_are_parted_as_by_scikit_image) {
  const std::vector<float> few = {0.1F, 0.12F, 0.13F, 0.2F,  0.11F,
                                  0.9F, 0.8F,  0.85F, 0.95F, 0.4F};
  BOOST_TEST(otsu_threshold(few) == 0.40048827799910214, tt::tolerance(1e-7));
  BOOST_TEST(otsu_threshold(few, 8) == 0.3656249940395355, tt::tolerance(1e-7));

  std::vector<float> many;
  for (int k = 0; k < 1000; ++k) {
    const double w = ((k * 7919) % 1000) / 1000.0;
    many.push_back(
        static_cast<float>(k % 3 == 0 ? 0.2 * w : 0.6 + 0.4 * w * w));
  }
  BOOST_TEST(otsu_threshold(many) == 0.20052940910682082, tt::tolerance(1e-7));
}

// threshold_otsu(hist=(counts, centres)), and of the unsigned bytes
// 3 3 4 4 5 5 5 20 21 22 22 40, each a bin.
BOOST_AUTO_TEST_CASE(counts_are_parted_as_by_scikit_image) {
  const std::vector<std::int64_t> counts = {105, 104, 104, 21, 0,  0,  0,  0,
                                            0,   168, 143, 97, 77, 67, 60, 54};
  std::vector<double> centres;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    centres.push_back((static_cast<double>(i) + 0.5) / 16);
  }
  BOOST_TEST(otsu_threshold(counts, centres) == 0.21875);

  std::vector<std::int64_t> bytes(256, 0);
  std::vector<double> values(256);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<double>(i);
  }
  for (const std::size_t value : {3, 3, 4, 4, 5, 5, 5, 20, 21, 22, 22, 40}) {
    ++bytes[value];
  }
  BOOST_TEST(otsu_threshold(bytes, values) == 5.0);
}

// Weights of 3e9 and 1e9 have no place in float32.
BOOST_AUTO_TEST_CASE(more_pixels_than_float32_can_count_are_counted) {
  const std::vector<std::int64_t> counts = {3'000'000'000, 0, 1'000'000'000, 1};
  const std::vector<double> centres = {1, 2, 3, 4};
  BOOST_TEST(otsu_threshold(counts, centres) == 1.0);
}

BOOST_AUTO_TEST_CASE(one_value_is_its_own_threshold) {
  BOOST_TEST(otsu_threshold(std::vector<float>{0.25F, 0.25F}) == 0.25);
  BOOST_TEST(otsu_threshold(std::vector<std::int64_t>{0, 9, 0},
                            std::vector<double>{1, 2, 3}) == 2.0);
}

BOOST_AUTO_TEST_CASE(what_has_no_threshold_is_refused) {
  const auto message_of = [](const std::vector<float>& values,
                             std::int64_t bins) {
    return error_of([&] { otsu_threshold(values, bins); });
  };
  BOOST_TEST(message_of({}, 256) == "otsu_threshold: the sample is empty");
  BOOST_TEST(message_of({1, 2}, 1) ==
             "otsu_threshold: got 1 bin(s); two classes need at least 2");
  BOOST_TEST(message_of({1, std::numeric_limits<float>::infinity()}, 256) ==
             "otsu_threshold: a value is inf; a threshold needs finite ones");
  BOOST_TEST(error_of([] {
               otsu_threshold(std::vector<std::int64_t>{0, 0},
                              std::vector<double>{1, 2});
             }) == "otsu_threshold: no value is counted");
  BOOST_TEST(error_of([] {
               otsu_threshold(std::vector<std::int64_t>{1},
                              std::vector<double>{1, 2});
             }) ==
             "otsu_threshold: got 1 counts of 2 centres; each centre has a "
             "count");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace moonstain
