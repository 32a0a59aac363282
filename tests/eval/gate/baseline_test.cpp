#include "core/eval/gate/baseline.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/json.h"
#include "tests/eval/gate/baselines.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using gate::Baseline;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Baseline whole() {
  gate::Row seeds = row("pearson.mean", 0.25);
  seeds.units = 2;
  seeds.undefined_items = 3;
  seeds.seed_sd = 0.125;
  seeds.tolerance = {0, 0, 2};
  gate::Row one = row("pearson.mean", kNan, gate::Direction::same);
  one.of.reset();
  one.unit = "mob/MOB1";
  one.undefined = 1;
  one.another_class = {0.05, 0, 0};
  Baseline out = baseline({seeds, one});
  out.settings = {{"profile", "quick"}};
  out.rows = gate::RowsOf::each;
  out.new_metrics = gate::NewMetrics::leave_out;
  out.leaks = {leak("mob/mouse1", "ridge_model")};
  out.made_by.params["epochs"] = 5;
  out.made_by.switches["unit"] = "section";
  out.made_by.steps["ridge_model"] = {2, {{"alpha", 10.0}}};
  out.made_by.files["mob/a.tsv"] = std::string(64, '1');
  return out;
}

// The error on the text with one part replaced.
std::string refused(const std::string& from, const std::string& to) {
  std::string text = whole().text();
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  text.replace(at, from.size(), to);
  return error_of([&] { Baseline::parse(text, "g.json"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(baseline_test)

BOOST_AUTO_TEST_CASE(a_file_reads_back_as_what_was_written) {
  const std::string text = whole().text();
  const Baseline read = Baseline::parse(text, "g.json");
  BOOST_TEST(read.text() == text);
  BOOST_TEST(std::isnan(read.metrics.at(1).value));
  BOOST_TEST(read.metrics.at(0).tolerance.seeds == 2.0);
  BOOST_TEST(!read.metrics.at(0).another_class.has_value());
  BOOST_TEST(read.metrics.at(1).another_class.value().absolute == 0.05);
  BOOST_TEST(read.settings.at("profile") == "quick");
  BOOST_TEST(read.made_by.steps.at("ridge_model").version == 2);
}

BOOST_AUTO_TEST_CASE(a_metric_is_a_line_with_its_members_in_order) {
  const std::string text = whole().text();
  BOOST_TEST(
      text.find(
          "    {\"findings\": \"findings\", \"predictor\": \"ridge\", "
          "\"reading\": \"tissue\", \"metric\": \"pearson.mean\", \"of\": "
          "\"mean of 2 sections\", \"value\": 0.25, \"undefined\": 0, "
          "\"units\": 2, "
          "\"undefined_items\": 3, \"seed_sd\": 0.125, \"direction\": "
          "\"higher\", \"tolerance\": \"seeds 2\", \"why\": \"the first\"},\n"
          "    {\"findings\"") != std::string::npos);
  BOOST_TEST(text.find("\"another_class\": \"absolute 0.001 or relative "
                       "0.001\",\n") != std::string::npos);
  // JSON for others, too.
  BOOST_TEST(parse_json(text, "g.json")["metrics"][1]["value"].is_null());
}

BOOST_AUTO_TEST_CASE(rows_are_sorted_whatever_the_file_says) {
  std::string text = baseline({row("rmse", 1), row("mae", 2)}).text();
  const Baseline read = Baseline::parse(text, "g.json");
  BOOST_TEST(read.metrics.at(0).metric == "mae");
  BOOST_TEST(read.find(row("rmse", 0))->value == 1.0);
  BOOST_TEST(!read.find(row("dice", 0)));
}

BOOST_AUTO_TEST_CASE(names_say_findings_and_unit_where_they_must) {
  gate::Row one = row("dice", 1);
  BOOST_TEST(one.name() == "ridge dice, tissue");
  one.unit = "mob/MOB1";
  one.findings = "survival";
  BOOST_TEST(one.name() == "survival: ridge dice, tissue, mob/MOB1");
  gate::Leak many = leak("p/1", "ridge_model");
  for (int i = 2; i < 10; ++i) many.units.push_back("p/" + std::to_string(i));
  BOOST_TEST(many.words() ==
             "label, patient p/1, p/2, p/3, p/4, p/5, p/6, p/7, p/8 and 1 "
             "more, by ridge_model");
}

BOOST_AUTO_TEST_CASE(what_a_hand_spoils_is_named) {
  BOOST_TEST(error_of([] { Baseline::parse("[1]", "g.json"); }) ==
             "g.json: is no baseline of a gate");
  BOOST_TEST(error_of([] { Baseline::parse("{\"kind\": 1}", "g.json"); }) ==
             "g.json: is no baseline of a gate");
  BOOST_TEST(refused("\"schema\": 1", "\"schema\": 2") ==
             "g.json: baseline of schema 2, this program reads schema 1");
  BOOST_TEST(refused("\"value\": 0.25, ", "") ==
             "g.json: /metrics/0: member 'value' is missing");
  BOOST_TEST(refused("\"value\": 0.25", "\"value\": \"0.25\"") ==
             "g.json: /metrics/0/value: expected a number, found string");
  BOOST_TEST(refused("\"why\": \"the first\"}",
                     "\"why\": \"the first\", \"tolerence\": 1}") ==
             "g.json: /metrics/0: no member 'tolerence'; did you mean "
             "'tolerance'?");
  BOOST_TEST(refused("\"direction\": \"higher\"", "\"direction\": \"up\"") ==
             "g.json: /metrics/0/direction: is 'up'; expected 'higher', "
             "'lower', 'same' or 'free'");
  BOOST_TEST(
      refused("\"tolerance\": \"seeds 2\"", "\"tolerance\": \"2 seeds\"") ==
      "g.json: /metrics/0/tolerance: is '2 seeds'; expected exact, or "
      "absolute, relative or seeds and a number above 0, with 'or' "
      "between them: 'absolute 0.005', 'relative 0.01 or seeds 2'");
  BOOST_TEST(refused("\"plan\": \"aa", "\"plan\": \"a") ==
             "g.json: /made_by/plan: a SHA-256 has 64 hexadecimal digits, '" +
                 std::string(63, 'a') + "' has 63");
  BOOST_TEST(
      refused("\"settings\": {\"profile\": \"quick\"}", "\"settings\": []") ==
      "g.json: /settings: expected an object, found array");
}

BOOST_AUTO_TEST_CASE(a_number_that_json_has_not_is_refused) {
  BOOST_TEST(refused("\"value\": 0.25", "\"value\": NaN")
                 .starts_with("g.json: line 11, column "));
}

BOOST_AUTO_TEST_CASE(rows_that_cannot_be_compared_are_refused) {
  BOOST_TEST(refused("\"seed_sd\": 0.125, ", "") ==
             "g.json: ridge pearson.mean, tissue: its tolerance is 'seeds 2', "
             "and no spread between seeds is known: it was run with one seed");
  BOOST_TEST(refused("\"of\": \"mean of 2 sections\", ", "") ==
             "g.json: ridge pearson.mean, tissue: expected one of 'unit' and "
             "'of'");
  const std::string text = baseline({row("mae", 1), row("mae", 1)}).text();
  BOOST_TEST(error_of([&] { Baseline::parse(text, "g.json"); }) ==
             "g.json: ridge mae, tissue: stands twice");
}

BOOST_AUTO_TEST_SUITE_END()
