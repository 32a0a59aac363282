#include "core/eval/survival/survival_accuracy.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/random.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/survival_accuracy_panel_step.h"
#include "core/eval/survival/risk_protocol.h"
#include "core/stats/survival/concordance.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

struct Made {
  FollowUp patients;
  MatrixD x;
};

// The hazard is exp(x), patients are lost at 1 / 2 of it.
Made made(std::size_t count) {
  RandomStream stream(1, "test", "patients");
  Made out;
  out.x.resize(static_cast<Eigen::Index>(count), 1);
  for (Eigen::Index i = 0; i < out.x.rows(); ++i) {
    out.x(i, 0) = stream.normal();
    const double died = -std::log(1 - stream.uniform()) / std::exp(out.x(i, 0));
    const double lost = -2 * std::log(1 - stream.uniform());
    out.patients.times.push_back(std::min(died, lost));
    out.patients.died.push_back(died <= lost);
  }
  return out;
}

std::vector<double> column(const MatrixD& x) {
  return {x.data(), x.data() + x.size()};
}

double number(const Scores& scores, const char* name) {
  return scores.column("patients", name)[0];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_accuracy_test)

BOOST_AUTO_TEST_CASE(a_risk_that_tells_gains_over_one_that_does_not) {
  const Made one = made(300);
  RandomStream stream(2, "test", "base");
  std::vector<double> base;
  for (std::size_t i = 0; i < 300; ++i) base.push_back(stream.normal());
  const std::vector<double> risks = column(one.x);
  const Scores scores = survival_accuracy(one.patients, risks, base, {},
                                          {.times = {0.5, 1}, .draws = 200});
  BOOST_TEST(number(scores, "concordance_gain") ==
                 concordance(one.patients, risks).index() -
                     concordance(one.patients, base).index(),
             tt::tolerance(1e-12));
  BOOST_TEST(scores.fact("concordance_gain_low") > 0);
  BOOST_TEST(scores.fact("uno_gain_low") > 0);
  BOOST_TEST(number(scores, "dynamic_auc") > 0.7);
  BOOST_TEST(scores.facts.contains("auc_at_0.5"));
  BOOST_TEST(scores.find("patients", "calibration_p") == nullptr);
}

// Chances by the others' models of the true feature are right; those of a
// constant curve that falls half as fast are not.
BOOST_AUTO_TEST_CASE(chances_of_other_patients_models_are_calibrated) {
  const Made one = made(400);
  const RiskProtocol protocol{.folds = 4, .repeats = 2, .features = 1};
  const auto chances = cross_fitted_chances(one.patients, one.x, protocol);
  const auto score = [&](const std::vector<double>& values) {
    return survival_accuracy(one.patients, column(one.x), {}, values,
                             {.times = {1}});
  };
  BOOST_TEST(number(score(chances), "calibration_p") > 0.01);
  std::vector<double> slow;
  for (const double chance : chances) slow.push_back(std::sqrt(chance));
  BOOST_TEST(number(score(slow), "calibration_p") < 1e-6);
}

// A later end of its own lets its own curve be read later and moves no model
// that holds it out.
BOOST_AUTO_TEST_CASE(a_patients_own_end_is_only_where_its_curve_is_read) {
  const Made one = made(30);
  const RiskProtocol protocol{.folds = 2, .repeats = 1, .features = 1};
  const auto chances = cross_fitted_chances(one.patients, one.x, protocol);
  FollowUp longer = one.patients;
  longer.times[4] = 1e-6;
  BOOST_TEST(cross_fitted_chances(longer, one.x, protocol)[4] == 1.0);
  longer.times[4] = 100;
  BOOST_TEST(cross_fitted_chances(longer, one.x, protocol)[4] < chances[4]);
}

BOOST_AUTO_TEST_CASE(the_panel_is_a_row_a_risk) {
  const TempFolder folder;
  const Made one = made(60);
  const auto risks = column(one.x);
  std::vector<double> reversed;
  for (const double risk : risks) reversed.push_back(-risk);
  Scores base = survival_accuracy(one.patients, risks, {}, {}, {.times = {1}});
  base.predictor.name = "clinical";
  base.unit = "x/all";
  Scores worse = survival_accuracy(one.patients, reversed, risks, {},
                                   {.times = {1}, .draws = 50});
  worse.predictor.name = "reversed";
  worse.unit = "x/all";
  base.write(folder / "base");
  worse.write(folder / "worse");
  const Panel panel = run_step(
      survival_accuracy_panel_step(),
      {{"scores", {{folder / "base", "", ""}, {folder / "worse", "", ""}}}},
      {{"base", "clinical"}}, folder / "panel");
  const auto& columns = std::get<TablePanel>(panel.data).columns;
  BOOST_TEST(
      columns[0].texts == (std::vector<std::string>{"clinical", "reversed"}),
      tt::per_element());
  BOOST_TEST(columns[4].head == "gain of Harrell's concordance");
  BOOST_TEST(std::isnan(columns[4].numbers[0]));
  BOOST_TEST(columns[4].high[1] < 0);
  BOOST_TEST((columns[6].kind == CellKind::p));
  BOOST_TEST(panel.caption.starts_with("Gains are over clinical, with"));
}

BOOST_AUTO_TEST_SUITE_END()
