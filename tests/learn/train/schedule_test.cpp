#include "core/learn/train/schedule.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(schedule_test)

// eta_min + (first - eta_min) (1 + cos(pi e / E)) / 2
BOOST_AUTO_TEST_CASE(rates_follow_the_closed_form) {
  CosineSchedule schedule(1e-3, 1e-5, 200);
  for (int epoch = 0; epoch < 200; ++epoch) {
    const double expected =
        1e-5 + (1e-3 - 1e-5) * (1 + std::cos(M_PI * epoch / 200)) / 2;
    BOOST_TEST(schedule.rate() == expected, tt::tolerance(1e-11));
    schedule.next_epoch();
  }
  BOOST_TEST(schedule.rate() == 1e-5, tt::tolerance(1e-11));
}

// From PyTorch 2.13's CosineAnnealingLR, which tests/peers/hist_peer_test.py
// prints: the recursion's rounding is part of the number.
BOOST_AUTO_TEST_CASE(rates_are_pytorchs_to_the_last_bit) {
  CosineSchedule schedule(1e-3, 1e-5, 200);
  for (int epoch = 0; epoch < 200; ++epoch) {
    if (epoch == 1) BOOST_TEST(schedule.rate() == 0x1.0620c40ff14eep-10);
    if (epoch == 50) BOOST_TEST(schedule.rate() == 0x1.c0468ddb121d1p-11);
    if (epoch == 100) BOOST_TEST(schedule.rate() == 0x1.08c3f3e0370ccp-11);
    if (epoch == 150) BOOST_TEST(schedule.rate() == 0x1.450567956ff17p-13);
    if (epoch == 199) BOOST_TEST(schedule.rate() == 0x1.5197e822defcbp-17);
    schedule.next_epoch();
  }
}

BOOST_AUTO_TEST_CASE(behind_the_last_epoch_it_rises_again) {
  CosineSchedule schedule(1, 0, 2);
  schedule.next_epoch();
  schedule.next_epoch();
  BOOST_TEST(std::abs(schedule.rate()) < 1e-12);
  schedule.next_epoch();
  BOOST_TEST(schedule.rate() == 0.5, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(no_epochs_are_refused) {
  BOOST_TEST(error_of([] { CosineSchedule(1, 0, 0); }) ==
             "a schedule over 0 epochs");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
