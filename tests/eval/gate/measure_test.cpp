#include "core/eval/gate/measure.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

using namespace moonstain;
using gate::Direction;

namespace {

MetricScores scores(double value, int undefined) {
  MetricScores out;
  out.estimate.value = value;
  out.estimate.unit = "section";
  out.estimate.units = 2 - undefined;
  out.estimate.undefined = undefined;
  out.by_unit = {
      {"mob/A", value},
      {"mob/B",
       undefined > 0 ? std::numeric_limits<double>::quiet_NaN() : value}};
  out.seed_sd = 0.25;
  return out;
}

PredictorFindings predictor(const std::string& name, PredictorKind kind) {
  PredictorFindings out;
  out.name = name;
  out.kind = kind;
  ReadingScores& reading = out.readings["tissue"];
  reading.metrics["pearson.mean"] = scores(0.5, 1);
  reading.metrics["rmse.mean"] = scores(2, 0);
  reading.metrics["r_true.mean"] = scores(1, 0);
  reading.items.counts.undefined = 4;
  return out;
}

Findings findings() {
  Findings out;
  out.headline.metric = "pearson.mean";
  out.predictors = {predictor("ridge", PredictorKind::model),
                    predictor("mean", PredictorKind::null)};
  return out;
}

const gate::Row& only(const std::vector<gate::Row>& rows,
                      const std::string& name) {
  const gate::Row* found = nullptr;
  for (const gate::Row& row : rows) {
    if (row.name() == name) found = &row;
  }
  BOOST_REQUIRE_MESSAGE(found != nullptr, name);
  return *found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(measure_test)

BOOST_AUTO_TEST_CASE(a_model_may_get_better_and_a_baseline_must_stay) {
  const auto rows = gate::rows_of("findings", findings(), gate::RowsOf::mean);
  BOOST_TEST(rows.size() == 6U);
  const auto direction = [&](const std::string& name) {
    return only(rows, name).direction;
  };
  BOOST_TEST((direction("ridge pearson.mean, tissue") == Direction::higher));
  BOOST_TEST((direction("ridge rmse.mean, tissue") == Direction::lower));
  // What it says is of the measurement alone.
  BOOST_TEST((direction("ridge r_true.mean, tissue") == Direction::same));
  BOOST_TEST((direction("mean pearson.mean, tissue") == Direction::same));
  BOOST_TEST(rows.front().name() == "mean pearson.mean, tissue");
}

BOOST_AUTO_TEST_CASE(a_row_has_the_number_and_what_is_lacking) {
  const auto rows = gate::rows_of("findings", findings(), gate::RowsOf::mean);
  const gate::Row& row = only(rows, "ridge pearson.mean, tissue");
  BOOST_TEST(row.value == 0.5);
  BOOST_TEST(row.undefined == 1);
  BOOST_TEST(row.units.value() == 2);
  BOOST_TEST(row.undefined_items.value() == 4);
  BOOST_TEST(row.of.value() == "mean of 1 section");
  BOOST_TEST(row.seed_sd.value() == 0.25);
  BOOST_TEST(row.tolerance.exact());
  BOOST_TEST(!only(rows, "ridge rmse.mean, tissue").undefined_items);
}

BOOST_AUTO_TEST_CASE(each_unit_is_a_row_of_its_own_where_asked) {
  const auto rows = gate::rows_of("findings", findings(), gate::RowsOf::each);
  BOOST_TEST(rows.size() == 18U);
  BOOST_TEST(only(rows, "ridge pearson.mean, tissue, mob/A").value == 0.5);
  const gate::Row& none = only(rows, "ridge pearson.mean, tissue, mob/B");
  BOOST_TEST(std::isnan(none.value));
  BOOST_TEST(none.undefined == 1);
  BOOST_TEST(!none.of.has_value());
  BOOST_TEST(!none.units.has_value());
  gate::check_rows(rows, "g.json");
}

BOOST_AUTO_TEST_CASE(leaks_that_are_alike_are_one_of_all_their_units) {
  const auto leaks = gate::tidied(
      {{"label", "section", {"s/2"}, {"net", "ridge", "net"}, "unit"},
       {"label", "section", {"s/1", "s/2"}, {"ridge", "net"}, "unit"},
       {"label", "section", {"s/1"}, {"ridge", "net"}, ""}});
  BOOST_REQUIRE(leaks.size() == 2U);
  BOOST_TEST(leaks[0].acknowledged_by == "");
  BOOST_TEST(leaks[1].words() == "label, section s/1, s/2, by net, ridge");
}

BOOST_AUTO_TEST_SUITE_END()
