#include "core/eval/export/run_time.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(run_time_test)

// `date -u -d 2026-11-21T07:59:11Z +%s` says 1795247951; 2024 is a leap year.
BOOST_AUTO_TEST_CASE(times_go_on_over_the_ends_of_days_and_months) {
  BOOST_TEST(ms_since_1970("1970-01-01T00:00:00Z") == 0);
  BOOST_TEST(ms_since_1970("2026-11-21T07:59:11Z") == 1795247951000);
  BOOST_TEST(time_after("2026-11-21T07:59:11Z", 1.5) ==
             "2026-11-21T07:59:12.500+00:00");
  BOOST_TEST(time_after("2024-02-28T23:59:59Z", 1) ==
             "2024-02-29T00:00:00.000+00:00");
  BOOST_TEST(time_after("2026-12-31T23:59:59Z", 0.9996) ==
             "2027-01-01T00:00:00.000+00:00");
}

BOOST_AUTO_TEST_CASE(another_text_is_refused) {
  BOOST_TEST(error_of([] { ms_since_1970("yesterday"); }) ==
             "'yesterday' is no time, expected one as 2026-11-21T07:59:11Z");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
