#include "core/engine/step/needs.h"

#include <boost/test/unit_test.hpp>

#include "core/engine/step/options.h"

namespace moonstain {

namespace {

InputSizes sizes() {
  InputSizes sizes;
  sizes.add("features", 300);
  sizes.add("targets", 50);
  sizes.add("features", 1000);
  return sizes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(needs_test)

BOOST_AUTO_TEST_CASE(sizes_are_summed_over_a_list) {
  BOOST_TEST(sizes().of("features") == 1300U);
  BOOST_TEST(sizes().of("targets") == 50U);
  BOOST_TEST(sizes().total() == 1350U);
}

BOOST_AUTO_TEST_CASE(an_input_that_was_not_given_has_no_size) {
  BOOST_TEST(sizes().of("weights") == 0U);
  BOOST_TEST(InputSizes().total() == 0U);
}

BOOST_AUTO_TEST_CASE(content_that_nobody_told_is_guessed_of_its_files) {
  BOOST_TEST(content_bytes_of(100, 2100) == 2100U);
  BOOST_TEST(content_bytes_of(100, 40) == 40U);
  BOOST_TEST(content_bytes_of(100, 0) == 800U);
}

// 1.234 and 1.235 thousand millions of bytes: a GB is 1e9, half is up.
BOOST_AUTO_TEST_CASE(bytes_are_said_in_gb_to_two_places) {
  BOOST_TEST(rounded_gb(1'234'000'000) == 1.23);
  BOOST_TEST(rounded_gb(1'235'000'000) == 1.24);
  BOOST_TEST(rounded_gb(4'000'000) == 0.0);
}

// As the engine sends them to the worker.
BOOST_AUTO_TEST_CASE(sizes_go_through_json) {
  const Json json = sizes();
  BOOST_TEST(canonical_json(json) == "{\"features\":1300,\"targets\":50}");
  BOOST_TEST(json.get<InputSizes>().of("features") == 1300U);
}

// 128 MiB and 4 * 1350 bytes.
BOOST_AUTO_TEST_CASE(arrays_take_some_times_what_the_inputs_do) {
  const Needs needs =
      in_memory(4, 2.5)(Options("step", {}, Json::object()), sizes());
  BOOST_TEST(needs.memory_bytes == 134'217'728U + 5400U);
  BOOST_TEST(needs.seconds == 2.5);
  BOOST_TEST(needs.threads == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
