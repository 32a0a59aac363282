// How often a method that is the published one is said to differ. The table of
// core/eval/findings/README.md, "False alarms", is what this test prints.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <iostream>

#include "core/base/number_text.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/eval/findings/verdict.h"
#include "core/stats/student_t.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr int kTrials = 20'000;

// Normal, or exponential of the same mean and spread.
double draw(RandomStream& random, bool skewed) {
  return skewed ? -std::log(1 - random.uniform()) - 1 : random.normal();
}

double share(int differs) { return static_cast<double>(differs) / kTrials; }

// `seeds` draws of ours and one published, all of one distribution.
double same_data(int seeds, bool skewed) {
  RandomStream random(1, "verdict_rate", "seeds",
                      static_cast<std::uint64_t>(2 * seeds + skewed));
  int differs = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> ours;
    for (int seed = 0; seed < seeds; ++seed) {
      ours.push_back(0.45 + 0.01 * draw(random, skewed));
    }
    Claim claim;
    claim.metric = "pearson.mean";
    claim.published = 0.45 + 0.01 * draw(random, skewed);
    const Summary summary = summarise(ours);
    OurNumber number;
    number.estimate.value = summary.mean;
    number.seed_sd = summary.sd;
    number.seeds = seeds;
    number.same_data = true;
    differs += judge_number(claim, number).verdict == NumberVerdict::differs;
  }
  return share(differs);
}

// A published mean over `published` patients with its interval, and ours over
// patients of which each has `sizes[i]` sections alike.
double other_data(int published, const std::vector<int>& sizes, bool skewed) {
  RandomStream random(
      1, "verdict_rate", "patients",
      static_cast<std::uint64_t>(published) * 100 + sizes.size() * 2 + skewed);
  int differs = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> theirs;
    for (int i = 0; i < published; ++i) {
      theirs.push_back(0.45 + 0.1 * draw(random, skewed));
    }
    std::vector<UnitValue> ours;
    for (std::size_t patient = 0; patient < sizes.size(); ++patient) {
      const double of_patient = 0.45 + 0.1 * draw(random, skewed);
      for (int section = 0; section < sizes[patient]; ++section) {
        ours.push_back({concat(patient, "/", section), concat("P", patient), "",
                        of_patient, 1});
      }
    }
    const Summary summary = summarise(theirs);
    Claim claim;
    claim.metric = "pearson.mean";
    claim.published = summary.mean;
    claim.half_width = summary.half_width;
    claim.units = published;
    claim.unit = "patient";
    OurNumber number;
    number.estimate = estimate(ours, {});
    differs += judge_number(claim, number).verdict == NumberVerdict::differs;
  }
  return share(differs);
}

void check_rate(const std::string& what, double rate, double most) {
  std::cout << what << ": " << fixed(100 * rate, 1) << " %\n";
  BOOST_TEST(rate <= most, what << ": " << rate);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict_rate_test)

// Beyond 99 of 100 predictions: 1 % where the scores are normal, with three
// standard errors of 20,000 trials at most 1.2 %.
BOOST_AUTO_TEST_CASE(draws_of_one_method_rarely_differ) {
  for (const int seeds : {5, 10}) {
    check_rate(concat("same data, ", seeds, " seeds, normal"),
               same_data(seeds, false), 0.013);
    check_rate(concat("same data, ", seeds, " seeds, skewed"),
               same_data(seeds, true), 0.05);
  }
  BOOST_TEST(same_data(4, false) == 0);  // too few to say it
}

BOOST_AUTO_TEST_CASE(patients_of_one_population_rarely_differ) {
  const std::vector<int> equal(8, 1);
  const std::vector<int> her2st{6, 6, 6, 6, 3, 3, 3, 3};
  for (const int published : {8, 36}) {
    check_rate(concat("other data, ", published, " and 8 patients, normal"),
               other_data(published, equal, false), 0.013);
    check_rate(concat("other data, ", published,
                      " and 8 patients of 6 or 3 sections, normal"),
               other_data(published, her2st, false), 0.013);
    check_rate(concat("other data, ", published, " and 8 patients, skewed"),
               other_data(published, equal, true), 0.05);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
