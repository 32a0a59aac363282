#include "core/learn/train/schedule.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace tt = boost::test_tools;

namespace {

std::vector<double> rates(const ScheduleOptions& options, std::int64_t epochs,
                          std::int64_t count) {
  Schedule schedule(options, epochs);
  std::vector<double> rates;
  for (std::int64_t e = 0; e < count; ++e) {
    rates.push_back(schedule.rate());
    schedule.next_epoch();
  }
  return rates;
}

// From 0.3; a warm-up of 3 of the 10 epochs from a tenth of it.
ScheduleOptions course(decltype(ScheduleOptions::course) course) {
  return {.learning_rate = 0.3, .course = course, .warm_up = {}};
}
ScheduleOptions warmed(decltype(ScheduleOptions::course) course) {
  return {.learning_rate = 0.3, .course = course, .warm_up = {3, 0.1}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule_test)

// eta_min + (first - eta_min) (1 + cos(pi e / E)) / 2
BOOST_AUTO_TEST_CASE(a_cosine_follows_its_closed_form) {
  const auto all = rates({1e-3, CosineRate{1e-5}, {}}, 200, 201);
  for (int epoch = 0; epoch <= 200; ++epoch) {
    const double expected =
        1e-5 + (1e-3 - 1e-5) * (1 + std::cos(M_PI * epoch / 200)) / 2;
    BOOST_TEST(all[epoch] == expected, tt::tolerance(1e-11));
  }
}

// From PyTorch 2.13's CosineAnnealingLR, which tests/peers/hist_peer_test.py
// prints: the recursion's rounding is part of the number.
BOOST_AUTO_TEST_CASE(a_cosine_is_pytorchs_to_the_last_bit) {
  const auto all = rates({1e-3, CosineRate{1e-5}, {}}, 200, 200);
  BOOST_TEST(all[1] == 0x1.0620c40ff14eep-10);
  BOOST_TEST(all[50] == 0x1.c0468ddb121d1p-11);
  BOOST_TEST(all[100] == 0x1.08c3f3e0370ccp-11);
  BOOST_TEST(all[150] == 0x1.450567956ff17p-13);
  BOOST_TEST(all[199] == 0x1.5197e822defcbp-17);
}

// These and the next from PyTorch 2.13, as tests/peers/learn_peer_test.py
// compares them for more epochs: StepLR(3, 0.9), LinearLR(1.0, 0.1, 7).
BOOST_AUTO_TEST_CASE(steps_and_lines_are_pytorchs_to_the_last_bit) {
  const std::vector<double> steps{0x1.3333333333333p-2, 0x1.3333333333333p-2,
                                  0x1.3333333333333p-2, 0x1.147ae147ae148p-2,
                                  0x1.147ae147ae148p-2, 0x1.147ae147ae148p-2,
                                  0x1.f1a9fbe76c8b5p-3, 0x1.f1a9fbe76c8b5p-3,
                                  0x1.f1a9fbe76c8b5p-3, 0x1.bfe5c91d14e3dp-3};
  BOOST_TEST(rates(course(StepRate{3, 0.9}), 10, 10) == steps,
             tt::per_element());
  const std::vector<double> line{
      0x1.3333333333333p-2, 0x1.0bb3ee721a54dp-2, 0x1.c869536202ecep-3,
      0x1.796ac9dfd1303p-3, 0x1.2a6c405d9f738p-3, 0x1.b6db6db6db6dap-4,
      0x1.18de5ab277f44p-4, 0x1.eb851eb851eb5p-6, 0x1.eb851eb851eb5p-6};
  BOOST_TEST(rates(course(LinearRate{0.1}), 7, 9) == line, tt::per_element());
}

// SequentialLR of LinearLR(0.1, 1.0, 3) and of the course.
BOOST_AUTO_TEST_CASE(a_warm_up_is_pytorchs_to_the_last_bit) {
  const std::vector<double> rise{0x1.eb851eb851eb8p-6, 0x1.eb851eb851eb7p-4,
                                 0x1.ae147ae147ae0p-3, 0x1.3333333333333p-2};
  const auto constant = rates(warmed(ConstantRate{}), 10, 6);
  const auto steps = rates(warmed(StepRate{3, 0.9}), 10, 10);
  const auto line = rates(warmed(LinearRate{0}), 10, 10);
  for (std::size_t e = 0; e < rise.size(); ++e) {
    BOOST_TEST(constant[e] == rise[e]);
    BOOST_TEST(steps[e] == rise[e]);
    BOOST_TEST(line[e] == rise[e]);
  }
  BOOST_TEST(constant[5] == 0.3);
  BOOST_TEST(steps[6] == 0x1.147ae147ae148p-2);
  BOOST_TEST(steps[9] == 0x1.f1a9fbe76c8b5p-3);
  BOOST_TEST(line[4] == 0x1.0750750750751p-2);
  BOOST_TEST(line[9] == 0x1.5f15f15f15f19p-5);

  const auto cosine = rates({0.3, CosineRate{0.007}, {3, 1.0 / 3}}, 10, 10);
  BOOST_TEST(cosine[0] == 0x1.9999999999999p-4);
  BOOST_TEST(cosine[3] == 0x1.3333333333333p-2);
  BOOST_TEST(cosine[4] == 0x1.2457ffb7a4e07p-2);
  BOOST_TEST(cosine[9] == 0x1.6063587d80d1ep-6);
}

BOOST_AUTO_TEST_CASE(behind_the_last_epoch_a_cosine_rises_again) {
  const auto all = rates({1, CosineRate{0}, {}}, 2, 4);
  BOOST_TEST(std::abs(all[2]) < 1e-12);
  BOOST_TEST(all[3] == 0.5, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_makes_no_schedule_is_refused) {
  const auto made = [](const ScheduleOptions& options, std::int64_t epochs) {
    return error_of([&] { Schedule(options, epochs); });
  };
  BOOST_TEST(made(course(ConstantRate{}), 0) ==
             "a schedule over 0 epochs, of which 0 warm up");
  BOOST_TEST(made(warmed(ConstantRate{}), 3) ==
             "a schedule over 3 epochs, of which 3 warm up");
  BOOST_TEST(made(course(StepRate{0, 0.5}), 3) ==
             "a schedule with a step after 0 epochs");
  BOOST_TEST(made(course(LinearRate{2}), 3) ==
             "a linear schedule to 2 of the learning rate; it must lie in 0 to "
             "1");
  BOOST_TEST(made({1, ConstantRate{}, {1, 0}}, 3) ==
             "a warm-up from 0 of the learning rate; it must lie above 0 and "
             "up to 1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
