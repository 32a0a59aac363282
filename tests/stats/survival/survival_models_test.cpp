// Cox's model, log-rank by strata, Uno's concordance and Brier's score beside
// R's survival, lifelines and scikit-survival: the script that made the values
// lies beside them.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <sstream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/stats/survival/brier.h"
#include "core/stats/survival/censoring.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/cox.h"
#include "core/stats/survival/cox_each.h"
#include "core/stats/survival/log_rank.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;
constexpr double kNear = 1e-8;

struct Case {
  FollowUp patients;
  MatrixD x;
  Texts strata;
  Texts groups;
};

const Json& golden() {
  static const Json values = read_golden("stats/survival_models");
  return values;
}

Numbers numbers(const std::string& name, const std::string& key) {
  return golden().at(name).at(key).get<Numbers>();
}

Case made(const std::string& name) {
  Case out;
  const Json& json = golden().at(name);
  out.patients.times = json.at("times").get<Numbers>();
  for (const int died : json.at("events").get<std::vector<int>>()) {
    out.patients.died.push_back(died == 1);
  }
  const auto x = json.at("covariates").get<Numbers>();
  const auto rows = static_cast<Eigen::Index>(out.patients.patients());
  out.x = Eigen::Map<const MatrixD>(x.data(), rows,
                                    static_cast<Eigen::Index>(x.size()) / rows);
  out.strata = json.at("strata").get<Texts>();
  out.groups = json.at("groups").get<Texts>();
  return out;
}

// Columns of an ARFF file by name, as texts without their quotes.
std::map<std::string, Texts> arff(const std::string& file, Texts* names) {
  std::istringstream lines(read_file(shared_data() / "survival" / file));
  std::map<std::string, Texts> columns;
  bool data = false;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.starts_with("@attribute ")) {
      names->push_back(line.substr(11, line.find(' ', 11) - 11));
    } else if (line.starts_with("@data")) {
      data = true;
    } else if (data && !line.empty() && line.front() != '%') {
      std::istringstream fields(line);
      std::string field;
      for (std::size_t i = 0; std::getline(fields, field, ','); ++i) {
        std::erase(field, '\'');
        columns[names->at(i)].push_back(field);
      }
    }
  }
  return columns;
}

Numbers as_numbers(const Texts& texts) {
  Numbers out;
  for (const std::string& text : texts) out.push_back(std::stod(text));
  return out;
}

Numbers is(const Texts& texts, const std::string& word) {
  Numbers out;
  for (const std::string& text : texts) out.push_back(text == word ? 1 : 0);
  return out;
}

Case of(const Numbers& times, const Numbers& died,
        const std::vector<Numbers>& x, Texts strata, Texts groups) {
  Case out{{times, {}}, {}, std::move(strata), std::move(groups)};
  for (const double one : died) out.patients.died.push_back(one == 1);
  out.x.resize(static_cast<Eigen::Index>(times.size()),
               static_cast<Eigen::Index>(x.size()));
  for (std::size_t k = 0; k < x.size(); ++k) {
    out.x.col(static_cast<Eigen::Index>(k)) =
        Eigen::Map<const Eigen::VectorXd>(x[k].data(), out.x.rows());
  }
  return out;
}

Case real(const std::string& name) {
  Texts names;
  if (name == "gbsg2") {
    auto t = arff("GBSG2.arff", &names);
    Numbers grade;
    for (const std::string& text : t["tgrade"]) {
      grade.push_back(static_cast<double>(text.size()));
    }
    return of(as_numbers(t["time"]), as_numbers(t["cens"]),
              {is(t["horTh"], "yes"), as_numbers(t["age"]),
               as_numbers(t["tsize"]), grade, as_numbers(t["pnodes"]),
               as_numbers(t["progrec"]), as_numbers(t["estrec"])},
              t["menostat"], t["tgrade"]);
  }
  if (name == "veteran") {
    auto t = arff("veteran.arff", &names);
    return of(as_numbers(t["Survival_in_days"]), is(t["Status"], "dead"),
              {is(t["Treatment"], "test"), as_numbers(t["Karnofsky_score"]),
               as_numbers(t["Months_from_Diagnosis"]),
               as_numbers(t["Age_in_years"]), is(t["Prior_therapy"], "yes")},
              t["Celltype"], t["Treatment"]);
  }
  auto t = arff("breast_cancer_GSE7390-metastasis.arff", &names);
  std::vector<Numbers> genes;
  for (std::size_t i = 6; i < 26; ++i) genes.push_back(as_numbers(t[names[i]]));
  return of(as_numbers(t["t.tdm"]), as_numbers(t["e.tdm"]), genes, t["grade"],
            t["er"]);
}

// As the script shortens long lists.
Numbers ends(const Numbers& all) {
  return {all.front(), all[all.size() / 2], all.back(),
          std::accumulate(all.begin(), all.end(), 0.0)};
}

void expect_near(const Numbers& ours, const Numbers& theirs,
                 const std::string& what) {
  BOOST_REQUIRE_EQUAL(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double most = kNear * std::max(1e-2, std::abs(theirs[i]));
    BOOST_TEST(
        std::abs(ours[i] - theirs[i]) <= most,
        what << " " << i << ": " << ours[i] << ", expected " << theirs[i]);
  }
}

Numbers list(const Eigen::MatrixXd& values) {
  return {values.data(), values.data() + values.size()};
}

void expect_cox(const Case& one, const std::string& name) {
  for (const Ties ties : {Ties::breslow, Ties::efron}) {
    for (const bool strata : {false, true}) {
      const std::string key = concat(word_of(ties), strata ? "_strata" : "");
      const CoxFit fit =
          cox(one.patients, one.x,
              {.ties = ties, .strata = strata ? one.strata : Texts{}});
      const auto near = [&](const Numbers& ours, const char* what) {
        expect_near(ours, numbers(name, concat(key, ".", what)),
                    concat(name, " ", key, " ", what));
      };
      BOOST_TEST(fit.converged);
      near(list(fit.coefficients), "coefficients");
      near(ends(list(fit.covariance)), "covariance_ends");
      near({fit.null_log_likelihood, fit.log_likelihood}, "log_likelihoods");
      near({fit.likelihood_ratio.statistic, fit.likelihood_ratio.p,
            fit.wald.statistic, fit.wald.p, fit.score.statistic, fit.score.p},
           "tests");
      Numbers hazards;
      for (const BaselineStep& step : fit.baseline) {
        hazards.push_back(step.cumulative_hazard);
      }
      near(ends(hazards), "baseline_ends");
    }
  }
  if (golden().at(name).contains("ridge.coefficients")) {
    expect_near(list(cox(one.patients, one.x, {.ridge = 2.5}).coefficients),
                numbers(name, "ridge.coefficients"), name + " ridge");
  }
  // One covariate at a time is Cox's model of that column.
  const RiskSets sets = risk_sets(one.patients, one.strata, "test");
  const auto each = cox_each(sets, one.x, Ties::efron);
  for (Eigen::Index k = 0; k < one.x.cols(); ++k) {
    const CoxFit fit = cox(one.patients, one.x.col(k), {.strata = one.strata});
    const CoxOfOne& alone = each[static_cast<std::size_t>(k)];
    expect_near({alone.coefficient, alone.error,
                 alone.likelihood_ratio.statistic, alone.likelihood_ratio.p},
                {fit.coefficients[0], fit.errors()[0],
                 fit.likelihood_ratio.statistic, fit.likelihood_ratio.p},
                name + " alone");
  }
}

void expect_others(const Case& one, const std::string& name) {
  for (const bool strata : {false, true}) {
    const std::string key = concat("log_rank", strata ? "_strata" : "");
    const LogRank test =
        log_rank(one.patients, one.groups, strata ? one.strata : Texts{});
    Numbers seen, expected;
    for (const GroupDeaths& group : test.groups) {
      seen.push_back(static_cast<double>(group.died));
      expected.push_back(group.expected);
    }
    expect_near({test.statistic, test.variance}, numbers(name, key), key);
    expect_near(seen, numbers(name, key + ".seen"), key);
    expect_near(expected, numbers(name, key + ".expected"), key);
  }

  const Numbers risks = numbers(name, "risks");
  const double before = numbers(name, "before")[0];
  const auto half = static_cast<std::ptrdiff_t>(risks.size() / 2);
  FollowUp second;
  second.times.assign(one.patients.times.begin() + half,
                      one.patients.times.end());
  second.died.assign(one.patients.died.begin() + half, one.patients.died.end());
  const Censoring censoring(one.patients);
  expect_near({uno_concordance(censoring, one.patients, risks, before),
               uno_concordance(censoring, second,
                               {risks.begin() + half, risks.end()}, before)},
              numbers(name, "uno"), name + " Uno");

  const Numbers times = numbers(name, "brier_times");
  const Numbers chances = numbers(name, "chances");
  const MatrixD chance = Eigen::Map<const MatrixD>(
      chances.data(), static_cast<Eigen::Index>(risks.size()),
      static_cast<Eigen::Index>(times.size()));
  const Numbers scores = brier_scores(censoring, one.patients, times, chance);
  expect_near(scores, numbers(name, "brier"), name + " Brier");
  expect_near(brier_scores(censoring, second, times,
                           chance.bottomRows(
                               static_cast<Eigen::Index>(second.patients()))),
              numbers(name, "brier_halves"), name + " Brier, half");
  expect_near({integrated_brier_score(times, scores)},
              numbers(name, "integrated_brier"), name + " integrated Brier");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_models_test)

BOOST_AUTO_TEST_CASE(made_up_patients_equal_the_peers) {
  for (const char* name : {"ties", "no_ties", "one"}) {
    const Case one = made(name);
    expect_cox(one, name);
    expect_others(one, name);
  }
}

BOOST_AUTO_TEST_CASE(real_patients_equal_the_peers,
                     *boost::unit_test::precondition(has_shared_data)) {
  for (const char* name : {"gbsg2", "veteran", "gse7390"}) {
    const Case one = real(name);
    expect_cox(one, name);
    expect_others(one, name);
  }
}

// Two patients, of whom the one with the covariate dies first: the likelihood
// e^b / (e^b + 1) rises without end, by a step of about 1 in b each time.
BOOST_AUTO_TEST_CASE(a_covariate_that_tells_all_has_no_bound) {
  const FollowUp patients{{1, 2}, {true, true}};
  const MatrixD x{{1.0}, {0.0}};
  const CoxFit fit = cox(patients, x);
  BOOST_TEST(!fit.converged);
  BOOST_TEST(fit.coefficients[0] > 10);
  BOOST_TEST(fit.likelihood_ratio.statistic == 2 * std::log(2.0),
             tt::tolerance(1e-6));
  const auto each = cox_each(risk_sets(patients, {}, "t"), x, Ties::efron);
  BOOST_TEST(!each[0].converged);
  BOOST_TEST(each[0].likelihood_ratio.statistic == 2 * std::log(2.0),
             tt::tolerance(1e-6));
  // A penalty bounds it: b = 1 / (1 + e^b) at ridge 1, which is 0.4011.
  const CoxFit bound = cox(patients, x, {.ridge = 1});
  BOOST_TEST(bound.converged);
  BOOST_TEST(
      bound.coefficients[0] * (1 + std::exp(bound.coefficients[0])) == 1.0,
      tt::tolerance(1e-9));
}

// Deaths at 1 (b = 1 of 3 at risk), 2 and 3: by hand with b = 0 the score is
// (1 - 1/3) + (0 - 0) + 0 and the information 2/9.
BOOST_AUTO_TEST_CASE(the_score_test_is_that_counted_by_hand) {
  const FollowUp patients{{1, 2, 3}, {true, true, true}};
  const CoxFit fit = cox(patients, MatrixD{{1.0}, {0.0}, {0.0}});
  BOOST_TEST(fit.score.statistic == (2.0 / 3) * (2.0 / 3) / (2.0 / 9),
             tt::tolerance(1e-12));
}

// Of those alive after 1 one of two is censored at 1.5: deaths after that
// count for (1 / 0.5)^2.
BOOST_AUTO_TEST_CASE(late_deaths_weigh_for_those_who_were_lost) {
  const FollowUp patients{{1, 1.5, 2, 3}, {true, false, true, false}};
  // Pairs: the first death with three, of risk 3 above 1, 2 but not 4; the
  // second with one, of risk 2 above 1.
  BOOST_TEST(concordance(patients, {3, 4, 2, 1}).index() == 3.0 / 4);
  const double weight = 1 / ((2.0 / 3) * (2.0 / 3));
  BOOST_TEST(uno_concordance(Censoring(patients), patients, {3, 4, 2, 1}) ==
                 (2 + weight) / (3 + weight),
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  const FollowUp two{{1, 2}, {true, false}};
  const MatrixD x{{1.0}, {0.0}};
  BOOST_TEST(error_of([&] { cox(two, MatrixD(3, 1)); }) ==
             "cox: 2 patients, 3 rows of covariates; each has one");
  BOOST_TEST(error_of([&] { cox(two, MatrixD(2, 0)); }) ==
             "cox: no covariates");
  BOOST_TEST(error_of([&] { cox(two, MatrixD{{1.0}, {NAN}}); }) ==
             "cox: covariate 0 of patient 1 is nan; expected a finite number");
  BOOST_TEST(error_of([&] { cox({{1, 2}, {false, false}}, x); }) ==
             "cox: of 2 patients none died; nothing can be learned");
  BOOST_TEST(error_of([&] { cox({{1, -2}, {true, false}}, x); }) ==
             "cox: patient 1 was followed for -2; a time is 0 or more");
  BOOST_TEST(error_of([&] { cox(two, x, {.strata = {"a"}}); }) ==
             "cox: 2 patients, 1 names of strata; each has one");
  BOOST_TEST(error_of([&] { cox(two, MatrixD{{1.0}, {1.0}}); }) ==
             "cox: covariate 0 is constant, or a combination of the others, "
             "among those at risk; leave it out, or take a ridge above 0");
  const std::string dependent = error_of([] {
    cox({{1, 2, 3, 4}, {true, true, true, true}},
        MatrixD{{1, 2}, {0, 0}, {3, 6}, {1, 2}});
  });
  BOOST_TEST(dependent.ends_with(
      "is constant, or a combination of the others, among those at risk; leave "
      "it out, or take a ridge above 0"));
  BOOST_TEST(error_of([&] {
               cox_each(risk_sets({{1, 2}, {false, false}}, {}, "t"), x,
                        Ties::efron);
             }) == "cox_each: of 2 patients none died; nothing can be learned");
  BOOST_TEST(error_of([&] {
               uno_concordance(Censoring({{1, 2}, {true, false}}),
                               {{1, 2}, {true, true}}, {1, 2});
             }) ==
             "uno_concordance: patient 1 died at 2, for longer than which "
             "nobody was followed; take a `before` of at most 2");
  BOOST_TEST(error_of([&] { brier_scores(Censoring(two), two, {2}, x); }) ==
             "brier_scores: time 2 lies outside of the follow-up, 1 to before "
             "2");
  BOOST_TEST(
      error_of([&] { brier_scores(Censoring(two), two, {1, 1.5}, x); }) ==
      "brier_scores: survival is [2, 1], expected [2 patients, 2 times]");
  BOOST_TEST(error_of([&] {
               brier_scores(Censoring(two), two, {1}, MatrixD{{1.5}, {0.0}});
             }) == "brier_scores: a chance of survival lies outside 0 to 1");
}

BOOST_AUTO_TEST_SUITE_END()
