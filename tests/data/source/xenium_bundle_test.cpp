#include "core/data/source/xenium_bundle.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

XeniumExperiment experiment(const std::string& json) {
  const TempFolder folder;
  write_file(folder / "e", json);
  return read_xenium_experiment({folder / "e", "experiment.xenium"});
}

std::string experiment_error(const std::string& json) {
  return error_of([&] { experiment(json); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_bundle_test)

BOOST_AUTO_TEST_CASE(the_scale_and_the_version_are_those_of_the_experiment) {
  const XeniumExperiment one = experiment(
      "{\"pixel_size\": 0.2125, \"analysis_sw_version\": "
      "\"xenium-1.3.0.6\", \"num_cells\": 4}");
  BOOST_TEST(one.um_per_px == 0.2125);
  BOOST_TEST(one.software == "xenium-1.3.0.6");
  BOOST_TEST(one.major == 1);
  BOOST_TEST(one.minor == 3);
}

// Who has segmented the cells anew has written their files.
BOOST_AUTO_TEST_CASE(the_version_of_xenium_ranger_decides) {
  const XeniumExperiment one = experiment(
      "{\"pixel_size\": 0.2125, \"analysis_sw_version\": "
      "\"xenium-1.3.0.6\", \"xenium_ranger\": {\"version\": "
      "\"xenium-3.0.1.1\", \"command_line\": \"\"}}");
  BOOST_TEST(one.software == "xenium-3.0.1.1");
  BOOST_TEST(one.major == 3);
  BOOST_TEST(experiment("{\"pixel_size\": 0.2125}").major == 0);
}

BOOST_AUTO_TEST_CASE(a_pixel_size_that_is_none_is_refused) {
  BOOST_TEST(experiment_error("{}") ==
             "experiment.xenium: pixel_size is 0, expected um of a pixel, as "
             "0.2125");
  BOOST_TEST(experiment_error("{\"pixel_size\": 212.5}") ==
             "experiment.xenium: pixel_size is 212.5, expected um of a pixel, "
             "as 0.2125");
}

// The example of 10x Genomics' documentation; the others by hand: 1437536272
// is 55af1010 in hexadecimal digits, 5 -> f, a -> k, f -> p, 1 -> b, 0 -> a.
BOOST_AUTO_TEST_CASE(numbers_of_a_cell_are_written_as_letters) {
  BOOST_TEST(xenium_cell_name(1437536272, 1) == "ffkpbaba-1");
  BOOST_TEST(xenium_cell_name(0, 1) == "aaaaaaaa-1");
  BOOST_TEST(xenium_cell_name(1, 12) == "aaaaaaab-12");
  BOOST_TEST(xenium_cell_name(4294967295, 1) == "pppppppp-1");
  for (const std::uint32_t prefix : {0U, 1U, 1437536272U, 4294967295U}) {
    const auto back = xenium_cell_numbers(xenium_cell_name(prefix, 7));
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST(back->first == prefix);
    BOOST_TEST(back->second == 7U);
  }
  for (const char* other : {"", "17", "ffkpbaba", "ffkpbaba-", "ffkpbaba-x",
                            "ffkqbaba-1", "FFKPBABA-1", "ffkpbab-11"}) {
    BOOST_TEST(!xenium_cell_numbers(other).has_value(), other);
  }
}

BOOST_AUTO_TEST_CASE(a_name_of_another_kind_is_told_what_it_is) {
  const std::vector<std::string> texts = {"aaaaaaab-1", "ffkpbaba-1"};
  const std::vector<std::string> numbers = {"1", "1437536272"};
  BOOST_TEST(guess_of_cell_name("b'ffkpbaba-1'", texts) ==
             "; that is a byte string as Python prints it: take b'...' off");
  BOOST_TEST(guess_of_cell_name("1437536272", texts) ==
             "; the number 1437536272 is written ffkpbaba-1 there: write names "
             "as texts");
  BOOST_TEST(guess_of_cell_name("ffkpbaba-1", numbers) ==
             "; ffkpbaba-1 is the number 1437536272 there: write names as "
             "texts");
  BOOST_TEST(guess_of_cell_name("5", texts) ==
             "; are both of the same bundle?");
  BOOST_TEST(guess_of_cell_name("b'", texts) ==
             "; are both of the same bundle?");
}

BOOST_AUTO_TEST_SUITE_END()
