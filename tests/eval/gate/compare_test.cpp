#include "core/eval/gate/compare.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/eval/gate/baselines.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using gate::Direction;
using gate::LeakOutcome;
using gate::Outcome;

BOOST_TEST_DONT_PRINT_LOG_VALUE(moonstain::gate::Outcome)
BOOST_TEST_DONT_PRINT_LOG_VALUE(moonstain::gate::LeakOutcome)

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Outcome outcome(const gate::Row& was, const gate::Row& is,
                bool another_class = false) {
  gate::Baseline before = baseline({was});
  const gate::Baseline after = baseline({is});
  if (another_class) before.made_by.libm = "libm: glibc 2.36, no fma";
  return gate::compare(before, after).rows.at(0).outcome;
}

Outcome outcome(double was, double is, Direction direction,
                gate::Tolerance tolerance = {}) {
  gate::Row row_was = row("pearson.mean", was, direction);
  row_was.tolerance = tolerance;
  row_was.seed_sd = 0.25;
  return outcome(row_was, row("pearson.mean", is));
}

std::vector<LeakOutcome> leak_outcomes(std::vector<gate::Leak> was,
                                       std::vector<gate::Leak> is) {
  gate::Baseline before = baseline({});
  gate::Baseline after = baseline({});
  before.leaks = std::move(was);
  after.leaks = std::move(is);
  std::vector<LeakOutcome> outcomes;
  for (const auto& one : gate::compare(before, after).leaks) {
    outcomes.push_back(one.outcome);
  }
  return outcomes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compare_test)

BOOST_AUTO_TEST_CASE(exact_is_to_the_last_bit) {
  const double next = std::nextafter(0.5, 0);
  BOOST_TEST(outcome(0.5, 0.5, Direction::higher) == Outcome::same);
  BOOST_TEST(outcome(0.5, next, Direction::higher) == Outcome::moved);
  BOOST_TEST(outcome(next, 0.5, Direction::higher) == Outcome::improved);
  BOOST_TEST(outcome(0.5, next, Direction::lower) == Outcome::improved);
  BOOST_TEST(outcome(next, 0.5, Direction::lower) == Outcome::moved);
  BOOST_TEST(outcome(next, 0.5, Direction::same) == Outcome::moved);
  BOOST_TEST(outcome(0.5, next, Direction::free) == Outcome::noted);
}

// 0.25 off; powers of two, so that no difference is rounded.
BOOST_AUTO_TEST_CASE(a_tolerance_ends_where_it_says) {
  const auto moves = [](gate::Tolerance tolerance) {
    return outcome(1, 0.75, Direction::higher, tolerance) == Outcome::moved;
  };
  BOOST_TEST(!moves({0.25, 0, 0}));
  BOOST_TEST(moves({0.249, 0, 0}));
  BOOST_TEST(!moves({0, 0.25, 0}));
  BOOST_TEST(moves({0, 0.249, 0}));
  BOOST_TEST(!moves({0, 0, 1}));
  BOOST_TEST(moves({0, 0, 0.99}));
  BOOST_TEST(outcome(1, 0.75, Direction::higher, {0.25, 0, 0}) ==
             Outcome::within);
}

BOOST_AUTO_TEST_CASE(what_becomes_undefined_fails_unless_it_is_free) {
  BOOST_TEST(outcome(0.5, kNan, Direction::higher) == Outcome::undefined);
  BOOST_TEST(outcome(0.5, kNan, Direction::free) == Outcome::noted);
  BOOST_TEST(outcome(kNan, kNan, Direction::same) == Outcome::same);
  BOOST_TEST(outcome(kNan, 0.5, Direction::higher) == Outcome::improved);
  BOOST_TEST(outcome(kNan, 0.5, Direction::same) == Outcome::moved);
  BOOST_TEST(gate::fails(Outcome::undefined));
}

BOOST_AUTO_TEST_CASE(one_more_undefined_unit_or_item_fails_a_better_mean) {
  const gate::Row was = row("pearson.mean", 0.5);
  gate::Row is = row("pearson.mean", 0.75);
  is.undefined = 1;
  is.of = "mean of 1 section";
  BOOST_TEST(outcome(was, is) == Outcome::undefined);
  gate::Row items_was = was;
  items_was.undefined_items = 3;
  gate::Row items_is = row("pearson.mean", 0.75);
  items_is.undefined_items = 4;
  BOOST_TEST(outcome(items_was, items_is) == Outcome::undefined);
  BOOST_TEST(outcome(items_is, items_was) == Outcome::moved);
}

BOOST_AUTO_TEST_CASE(a_mean_over_other_units_is_another_number) {
  gate::Row is = row("pearson.mean", 0.5);
  is.of = "mean of 3 sections";
  BOOST_TEST(outcome(row("pearson.mean", 0.5), is) == Outcome::regrouped);
}

// Of six sections one had no number; now only three are scored. Undefined units
// are fewer, and the mean is one of other sections all the same.
BOOST_AUTO_TEST_CASE(units_that_are_no_longer_scored_fail_a_better_mean) {
  gate::Row was = row("pearson.mean", 0.5);
  was.of = "mean of 5 sections";
  was.undefined = 1;
  was.units = 6;
  gate::Row is = row("pearson.mean", 0.75);
  is.of = "mean of 3 sections";
  is.units = 3;
  BOOST_TEST(outcome(was, is) == Outcome::regrouped);
  // All six have a number: the mean may be better, and is not another one.
  is.of = "mean of 6 sections";
  is.units = 6;
  BOOST_TEST(outcome(was, is) == Outcome::improved);
  // As many patients, of fewer sections.
  was = row("pearson.mean", 0.5);
  was.of = "mean of 8 patients";
  was.units = 36;
  is = was;
  is.value = 0.75;
  is.units = 20;
  BOOST_TEST(outcome(was, is) == Outcome::regrouped);
  // A file that does not say how many were scored.
  was.units.reset();
  BOOST_TEST(outcome(was, is) == Outcome::improved);
}

// 0.45 - 0.445 is 0.0050000000000000044 in float64.
BOOST_AUTO_TEST_CASE(a_decimal_tolerance_ends_where_it_is_written) {
  BOOST_TEST(outcome(0.45, 0.445, Direction::higher, {0.005, 0, 0}) ==
             Outcome::within);
  BOOST_TEST(outcome(0.45, 0.4449, Direction::higher, {0.005, 0, 0}) ==
             Outcome::moved);
}

BOOST_AUTO_TEST_CASE(a_metric_that_vanished_fails_and_a_new_one_is_told) {
  const gate::Comparison found =
      gate::compare(baseline({row("mae", 1)}), baseline({row("rmse", 1)}));
  BOOST_TEST(found.rows.at(0).outcome == Outcome::vanished);
  BOOST_TEST(!found.rows.at(0).is.has_value());
  BOOST_TEST(found.added.at(0).metric == "rmse");
  BOOST_TEST(found.failed());
  gate::Baseline chosen = baseline({row("rmse", 1)});
  chosen.new_metrics = gate::NewMetrics::leave_out;
  const gate::Comparison left =
      gate::compare(chosen, baseline({row("mae", 1), row("rmse", 1)}));
  BOOST_TEST(left.added.empty());
  BOOST_TEST(!left.failed());
}

// 0.001 off a value of 0.5: inside the thousandth that stands for exact.
BOOST_AUTO_TEST_CASE(another_class_is_compared_by_tolerance) {
  const gate::Row was = row("pearson.mean", 0.5);
  BOOST_TEST(outcome(was, row("pearson.mean", 0.4995), true) ==
             Outcome::within);
  BOOST_TEST(outcome(was, row("pearson.mean", 0.4995)) == Outcome::moved);
  BOOST_TEST(outcome(was, row("pearson.mean", 0.49), true) == Outcome::moved);
  gate::Baseline before = baseline({was});
  before.made_by.torch = "torch native: 2.13.0, GenuineIntel, avx512";
  BOOST_TEST(gate::compare(before, baseline({was})).another_class);
  BOOST_TEST(!gate::compare(before, before).another_class);
  before.made_by.torch = "torch cuda: 2.13.0, CUDA 13.0, NVIDIA H200";
  BOOST_TEST(gate::compare(before, before).another_class);
}

// A row's own allowance stands for the file's, wider or narrower, and says
// nothing of a run in the baseline's class.
BOOST_AUTO_TEST_CASE(a_row_may_say_what_another_class_allows) {
  gate::Row was = row("pearson.mean", 0.5);
  was.another_class = {0.05, 0, 0};
  BOOST_TEST(outcome(was, row("pearson.mean", 0.46), true) == Outcome::within);
  BOOST_TEST(outcome(was, row("pearson.mean", 0.44), true) == Outcome::moved);
  BOOST_TEST(outcome(was, row("pearson.mean", 0.4999)) == Outcome::moved);
  was.another_class = {0.0001, 0, 0};
  BOOST_TEST(outcome(was, row("pearson.mean", 0.4995), true) ==
             Outcome::moved);
  was.another_class->seeds = 2;
  BOOST_TEST(error_of([&] { gate::check_rows({was}, "g.json"); })
                 .find("no spread between seeds is known") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_leak_is_new_by_its_unit_its_step_or_its_kind) {
  const gate::Leak known = leak("p/1", "ridge_model");
  BOOST_TEST(leak_outcomes({known}, {known}).at(0) == LeakOutcome::known);
  BOOST_TEST(leak_outcomes({}, {known}).at(0) == LeakOutcome::fresh);
  BOOST_TEST(leak_outcomes({known}, {}).at(0) == LeakOutcome::gone);
  BOOST_TEST(leak_outcomes({known}, {leak("p/2", "ridge_model")}).at(0) ==
             LeakOutcome::fresh);
  BOOST_TEST(leak_outcomes({known}, {leak("p/1", "knn")}).at(0) ==
             LeakOutcome::fresh);
  gate::Leak worse = known;
  worse.kind = "selection";
  BOOST_TEST(leak_outcomes({worse}, {known}).at(0) == LeakOutcome::fresh);
  // Told together with another step now.
  gate::Leak both = known;
  both.by = {"knn", "ridge_model"};
  BOOST_TEST(leak_outcomes({known}, {both}).at(0) == LeakOutcome::known);
}

BOOST_AUTO_TEST_CASE(of_a_leak_that_grew_the_new_units_are_named) {
  gate::Baseline before = baseline({});
  gate::Baseline after = baseline({});
  before.leaks = {leak("p/1", "ridge_model")};
  after.leaks = {leak("p/1", "ridge_model")};
  after.leaks[0].units.push_back("p/2");
  const auto leaks = gate::compare(before, after).leaks;
  BOOST_TEST(leaks.size() == 1U);
  BOOST_TEST(leaks.at(0).leak.words() == "label, patient p/2, by ridge_model");
  BOOST_TEST(gate::fails(leaks.at(0).outcome));
}

BOOST_AUTO_TEST_CASE(a_leak_that_no_switch_acknowledges_any_longer_fails) {
  gate::Leak acknowledged = leak("p/1", "ridge_model");
  acknowledged.acknowledged_by = "unit";
  const gate::Leak bare = leak("p/1", "ridge_model");
  BOOST_TEST(leak_outcomes({acknowledged}, {bare}).at(0) ==
             LeakOutcome::unacknowledged);
  BOOST_TEST(gate::fails(LeakOutcome::unacknowledged));
  BOOST_TEST(leak_outcomes({bare}, {acknowledged}).at(0) == LeakOutcome::known);
}

BOOST_AUTO_TEST_CASE(an_update_keeps_what_a_person_set_and_old_reasons) {
  gate::Row set = row("mae", 1, Direction::free);
  set.tolerance = {0.5, 0, 0};
  set.another_class = {0.75, 0, 0};
  gate::Baseline was = baseline({set, row("pearson.mean", 0.5)});
  was.another_class = {0.25, 0, 0};
  const gate::Baseline is =
      baseline({row("mae", 1), row("pearson.mean", 0.75), row("rmse", 2)});
  const gate::Baseline now = gate::updated(was, is, "a new stain", "g.json");
  BOOST_TEST((now.metrics.at(0).direction == Direction::free));
  BOOST_TEST(now.metrics.at(0).tolerance.absolute == 0.5);
  BOOST_TEST(now.metrics.at(0).another_class.value().absolute == 0.75);
  BOOST_TEST(!now.metrics.at(1).another_class.has_value());
  BOOST_TEST(now.metrics.at(0).why == "the first");
  BOOST_TEST(now.metrics.at(1).why == "a new stain");
  BOOST_TEST(now.metrics.at(1).value == 0.75);
  BOOST_TEST(now.metrics.at(2).why == "a new stain");
  BOOST_TEST(now.another_class.absolute == 0.25);
  BOOST_TEST(now.why == "a new stain");
  was.new_metrics = gate::NewMetrics::leave_out;
  BOOST_TEST(gate::updated(was, is, "w", "g.json").metrics.size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_update_with_one_seed_loses_no_tolerance_in_silence) {
  gate::Row set = row("mae", 1);
  set.seed_sd = 0.1;
  set.tolerance = {0, 0, 2};
  BOOST_TEST(error_of([&] {
               gate::updated(baseline({set}), baseline({row("mae", 1)}), "w",
                             "g.json");
             }) ==
             "g.json: ridge mae, tissue: its tolerance is 'seeds 2', and no "
             "spread between seeds is known: it was run with one seed");
}

BOOST_AUTO_TEST_SUITE_END()
