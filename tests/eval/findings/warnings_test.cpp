#include "core/eval/findings/warnings.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace moonstain {
namespace {

const double kNone = std::nan("");

void add(Findings& to, const std::string& name, PredictorKind kind,
         double value, std::optional<Interval> interval = {}) {
  PredictorFindings one;
  one.name = name;
  one.kind = kind;
  Estimate& estimate =
      one.readings[to.headline.reading].metrics[to.headline.metric].estimate;
  estimate.value = value;
  estimate.interval = interval;
  to.predictors.push_back(one);
}

void add_gain(Findings& to, const std::string& over, double value,
              const std::map<std::string, double>& by_unit = {}) {
  Gain gain;
  gain.baseline = over;
  gain.estimate.value = value;
  gain.by_unit = by_unit;
  to.gains.push_back(gain);
}

// A model of 0.9 beside a second measurement of 0.6 and a ceiling.
Findings findings(double ceiling, std::optional<Interval> interval, double gain,
                  const std::map<std::string, double>& by_unit = {}) {
  Findings made;
  made.model = "my_model";
  made.headline = {"pearson.mean", "tissue", "patient"};
  add(made, "my_model", PredictorKind::model, 0.9);
  add(made, "oracle", PredictorKind::oracle, 0.99);
  add(made, "second_measurement", PredictorKind::ceiling, 0.6,
      Interval{0.59, 0.61});
  add(made, "perfect_prediction", PredictorKind::ceiling, ceiling, interval);
  add_gain(made, "second_measurement", 0.3, {{"s/A", 0.3}});
  add_gain(made, "perfect_prediction", gain, by_unit);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(warnings_test)

BOOST_AUTO_TEST_CASE(a_model_above_the_highest_ceiling_is_not_believed) {
  Findings above = findings(0.8, Interval{0.78, 0.82}, 0.1);
  above.notes = {"one patient"};
  const std::string warning =
      "my model scores 0.900, above the highest ceiling: perfect prediction, "
      "0.800 (95 % interval 0.780 to 0.820). Either the model has seen what it "
      "is scored on, which is a leak, or what the ceiling assumes does not "
      "hold here: of one by thinned counts, that they are Poisson given a "
      "spot's true expression. No such number should be believed before it is "
      "known which.";
  BOOST_TEST(above_ceiling(above).value_or("") == warning);
  BOOST_TEST(noted(above) == (std::vector<std::string>{"one patient", warning}),
             boost::test_tools::per_element());
}

// 0.9 lies in the interval of 0.88, though above it, and above the second
// measurement in any case: a prediction free of noise may be.
BOOST_AUTO_TEST_CASE(within_the_interval_there_is_nothing_to_say) {
  const Findings within = findings(0.88, Interval{0.85, 0.91}, 0.02);
  BOOST_TEST(!above_ceiling(within));
  BOOST_TEST(noted(within).empty());
}

// A mean over more genes than the ceiling has a number for is no evidence.
BOOST_AUTO_TEST_CASE(of_the_items_that_both_define_the_model_must_be_above) {
  BOOST_TEST(!above_ceiling(findings(0.8, Interval{0.78, 0.82}, -0.01)));
  BOOST_TEST(!above_ceiling(findings(0.8, Interval{0.78, 0.82}, kNone)));
}

BOOST_AUTO_TEST_CASE(without_an_interval_it_must_be_above_in_every_unit) {
  const auto said = above_ceiling(
      findings(0.8, {}, 0.1, {{"s/A", 0.1}, {"s/B", 0.1}, {"s/C", kNone}}));
  BOOST_TEST(said.value_or("").find("0.800 (without an interval, but above it "
                                    "in each of 2 sections; 1 has no number on "
                                    "one side)") != std::string::npos,
             said.value_or("nothing"));
  const auto all =
      above_ceiling(findings(0.8, {}, 0.1, {{"s/A", 0.1}, {"s/B", 0.1}}));
  BOOST_TEST(all.value_or("").find("but above it in each of 2 sections)") !=
                 std::string::npos,
             all.value_or("nothing"));
  BOOST_TEST(
      !above_ceiling(findings(0.8, {}, 0.1, {{"s/A", 0.3}, {"s/B", -0.1}})));
  BOOST_TEST(!above_ceiling(findings(0.8, {}, 0.1, {{"s/A", kNone}})));
}

// Of an error the ceiling is a floor: 0.1 is better than 0.2 can be, 0.3 is
// not. The second measurement's 0.6 is the higher number, and the worse one.
BOOST_AUTO_TEST_CASE(of_an_error_the_model_must_lie_below) {
  const auto errors = [](double model, double gain) {
    Findings made;
    made.model = "my_model";
    made.headline = {"rmse.mean", "tissue", "patient"};
    add(made, "my_model", PredictorKind::model, model);
    add(made, "second_measurement", PredictorKind::ceiling, 0.6,
        Interval{0.59, 0.61});
    add(made, "perfect_prediction", PredictorKind::ceiling, 0.2,
        Interval{0.15, 0.25});
    add_gain(made, "second_measurement", 0.6 - model);
    add_gain(made, "perfect_prediction", gain);
    return above_ceiling(made).value_or("");
  };
  BOOST_TEST(errors(0.1, 0.1).starts_with(
                 "my model scores 0.100, below the lowest ceiling: perfect "
                 "prediction, 0.200 (95 % interval 0.150 to 0.250). Either"),
             errors(0.1, 0.1));
  BOOST_TEST(errors(0.18, 0.02) == "");
  BOOST_TEST(errors(0.3, -0.1) == "");
}

BOOST_AUTO_TEST_CASE(without_a_ceiling_or_a_number_there_is_nothing_to_say) {
  Findings none;
  BOOST_TEST(!above_ceiling(none));
  none.model = "my_model";
  none.headline = {"pearson.mean", "tissue", "patient"};
  add(none, "my_model", PredictorKind::model, 0.9);
  BOOST_TEST(!above_ceiling(none));
}

BOOST_AUTO_TEST_CASE(a_model_that_is_the_measurement_is_told) {
  Findings made = findings(1, Interval{0.9, 1}, 0);
  made.data.item = "gene";
  made.items.by_predictor["my_model"] = {1, kNone, 0.99951};
  BOOST_TEST(noted(made).back() ==
             "my model is the measurement: of 2 genes each has a Pearson r of "
             "1.000. Either the truth was given as predictions, or it was made "
             "of them; no number of this page says anything of a model.");
  made.items.by_predictor["my_model"] = {1, kNone, 0.9994};
  BOOST_TEST(noted(made).empty());
  made.items.by_predictor["my_model"] = {kNone};
  BOOST_TEST(noted(made).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
