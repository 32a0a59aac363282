#include "core/stats/kfold.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/json.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// Made by NumPy and scikit-learn; the script lies beside it.
const Json& golden() {
  static const Json values = read_golden("stats/folds");
  return values;
}

std::optional<std::uint32_t> seed_of(const Json& one) {
  return one["seed"].is_null()
             ? std::nullopt
             : std::optional(one["seed"].get<std::uint32_t>());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kfold_test)

BOOST_AUTO_TEST_CASE(shuffles_equal_numpys) {
  for (const Json& one : golden()["shuffles"]) {
    std::vector<std::size_t> order(one["n"].get<std::size_t>());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    NumpyRandomState(*seed_of(one)).shuffle(order);
    BOOST_TEST((order == one["order"].get<std::vector<std::size_t>>()),
               one["n"] << " with seed " << one["seed"]);
  }
}

BOOST_AUTO_TEST_CASE(folds_equal_scikit_learns) {
  BOOST_TEST(golden()["folds"].size() == 56U);
  for (const Json& one : golden()["folds"]) {
    BOOST_TEST((k_folds(one["n"], one["k"], seed_of(one)) ==
                one["folds"].get<Folds>()),
               one["n"] << " in " << one["k"] << " with seed " << one["seed"]);
  }
}

BOOST_AUTO_TEST_CASE(stratified_folds_equal_scikit_learns) {
  int refused = 0;
  int scarce = 0;
  for (const Json& one : golden()["stratified"]) {
    const auto labels = one["labels"].get<std::vector<std::string>>();
    if (one.contains("error")) {
      ++refused;
      BOOST_CHECK_THROW(stratified_k_folds(labels, one["k"], seed_of(one)),
                        Error);
      continue;
    }
    const StratifiedFolds made =
        stratified_k_folds(labels, one["k"], seed_of(one));
    BOOST_TEST(
        (made.folds == one["folds"].get<Folds>()),
        one["name"] << " in " << one["k"] << " with seed " << one["seed"]);
    const auto expected = one.value("scarce", std::vector<std::string>());
    BOOST_TEST(made.scarce == expected, boost::test_tools::per_element());
    scarce += !expected.empty();
  }
  BOOST_TEST(refused == 14);
  BOOST_TEST(scarce > 0);
}

BOOST_AUTO_TEST_CASE(impossible_folds_are_named) {
  BOOST_TEST(error_of([] { k_folds(5, 1, 0); }) ==
             "k_folds: 1 fold(s); at least 2 are needed, one to hold out and "
             "one to train on");
  BOOST_TEST(error_of([] { k_folds(5, 6, 0); }) ==
             "k_folds: 6 folds of 5 unit(s); each fold needs one at least");
  BOOST_TEST(error_of([] { stratified_k_folds({"a"}, 2, 0); }) ==
             "stratified_k_folds: 2 folds of 1 unit(s); each fold needs one "
             "at least");
  BOOST_TEST(error_of([] { stratified_k_folds({"a", "b", "a"}, 3, 0); }) ==
             "stratified_k_folds: 3 folds, the largest class has 2 unit(s); at "
             "least one class must reach every fold");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
