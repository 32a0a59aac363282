#include "core/eval/findings/training.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(training_test)

BOOST_AUTO_TEST_CASE(a_model_no_better_than_without_features_is_not_fitted) {
  Training training;
  BOOST_TEST(training.not_fitted() == "");
  training.models = {{"A", 42, 60, 60, 0.158, 0.08},
                     {"B", 42, 60, 60, 0.05, 0.09},
                     {"C", 42, 60, 60, 0.08, 0.08}};
  BOOST_TEST(!training.models[2].fitted());
  BOOST_TEST(training.not_fitted() ==
             "not fitted: in 2 of 3 models the loss (0.119 in the mean) is not "
             "below that of a prediction without features on what they were "
             "trained on (0.080)");
  training.models[0].constant_loss.reset();
  BOOST_TEST(training.not_fitted() ==
             "not fitted: in 1 of 3 models the loss (0.080) is not below that "
             "of a prediction without features on what they were trained on "
             "(0.080)");
  training.models = {{"A", 42, 60, 60, 0.158, 0.08}};
  BOOST_TEST(training.not_fitted() ==
             "not fitted: the loss (0.158) is not below that of a prediction "
             "without features on what it was trained on (0.080)");
}

BOOST_AUTO_TEST_CASE(steps_are_named_where_they_are_not_the_papers) {
  Training training;
  training.published_steps = 1800;
  BOOST_TEST(training.steps_words() == "");
  training.models = {{"A", 42, 200, 200, 0, {}}, {"B", 42, 200, 200, 0, {}}};
  BOOST_TEST(training.steps_words() ==
             "optimiser steps: 200 a model, 1800 published");
  training.models[1].steps = 400;
  BOOST_TEST(training.steps_words() ==
             "optimiser steps: 200 to 400 a model, 1800 published");
  training.published_steps = 0;
  BOOST_TEST(training.steps_words() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
