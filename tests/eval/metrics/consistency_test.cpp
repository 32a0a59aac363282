#include "core/eval/metrics/consistency.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// A lattice of 12 x 10 spots, 10 px apart, and B's laid on it 3 px to the right
// and 2 up. Item k is sin(x / (20 + 5 k) + k) + cos(y / (17 + 3 k)) at a spot's
// place, measured with noise cos(c i i + k) on top; predicted at half its size.
struct Pair {
  PairMap map;
  ScoredSection a, b;
  TrainingMoments training;

  Pair() {
    map.section_a = "s/A";
    map.section_b = "s/B";
    map.patient_a = map.patient_b = "s/P";
    map.dice = 0.9;
    map.correlation = 0.5;
    map.xy_a.resize(120, 2);
    for (int i = 0; i < 120; ++i) {
      map.spots_a.push_back(concat("a", i));
      map.spots_b.push_back(concat("b", i));
      map.xy_a.row(i) << 10 * (i % 12), 10 * (i / 12);
    }
    map.xy_b = map.xy_a.rowwise() + Eigen::RowVector2d(3, -2);
    map.reach_px = 15;
    map.near = near_points(map.xy_a, map.xy_b, map.reach_px);
    fill(a, "s/A", map.spots_a, map.xy_a, 1.7, 3.1);
    fill(b, "s/B", map.spots_b, map.xy_b, 2.3, 0.7);
    Targets mean = a.targets;
    mean.values = Matrix{{0.1F, 0.2F, 0.4F}};
    training.add(mean, "test");
  }

  static void fill(ScoredSection& section, const std::string& name,
                   const std::vector<std::string>& spots, const Positions& xy,
                   double measured, double predicted) {
    section.targets.about = section.predictions.about = name;
    section.targets.names = section.predictions.names = spots;
    section.targets.transform = "ln";
    section.targets.variables = section.predictions.variables = {"F", "G", "H"};
    section.predictions.predictor.name = "m";
    section.targets.values.resize(120, 3);
    section.predictions.values.resize(120, 3);
    for (int i = 0; i < 120; ++i) {
      for (int k = 0; k < 3; ++k) {
        const double field = std::sin(xy(i, 0) / (20 + 5 * k) + k) +
                             std::cos(xy(i, 1) / (17 + 3 * k));
        section.targets.values(i, k) =
            static_cast<float>(field + 0.3 * std::cos(measured * i * i + k));
        section.predictions.values(i, k) = static_cast<float>(
            field * 0.5 + 0.2 * std::cos(predicted * i * i + k));
      }
    }
  }

  Scores scored(std::int64_t rotations = 0) const {
    return consistency_scores(map, a, b, training, {rotations, 1});
  }
};

double whole(const Scores& scores, std::string_view name) {
  return scores.column("mapped_spots", name)[0];
}

double median(const Scores& scores, const std::string& name) {
  return metric_value(scores, "mapped_spots", parse_metric(name + ".median"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(consistency_test)

// NumPy 2.4.6, in float64 on the same float32 values: the four nearest spots
// within 15 px weighted by 1 / d^2, then numpy.corrcoef item by item.
BOOST_AUTO_TEST_CASE(three_correlations_are_those_of_numpy) {
  const Scores scores = Pair().scored();
  const auto near = [&](std::string_view name,
                        const Eigen::Vector3d& expected) {
    BOOST_TEST(
        (scores.column("mapped_spots", name) - expected).cwiseAbs().maxCoeff() <
            1e-12,
        name);
  };
  near("r_pred", {0.9366299838768501, 0.9477052523113089, 0.9505769218787551});
  near("r_true", {0.9720672624689928, 0.9737243752737583, 0.9644152666922992});
  near("r_cross", {0.9517729697291094, 0.9464359482386506, 0.9521820751038318});
  BOOST_TEST(whole(scores, "profile_pearson") == -0.5245487464103816,
             tt::tolerance(1e-9));
  BOOST_TEST(whole(scores, "pseudo_bulk_pearson") == 0.9998033945356319,
             tt::tolerance(1e-6));
  BOOST_TEST(whole(scores, "pseudo_bulk_true") == 0.9996304153983843,
             tt::tolerance(1e-6));
  BOOST_TEST(scores.unit == "s/A+B");
  BOOST_TEST((scores.unit_kind == ScoredUnit::section_pair));
  BOOST_TEST((scores.sections == std::vector<std::string>{"s/A", "s/B"}));
  BOOST_TEST(scores.places_in("mapped_spots") == 120);
}

// The same ramp for every item in both sections agrees with itself, whatever
// was measured: only r_cross knows.
BOOST_AUTO_TEST_CASE(a_smooth_wrong_predictor_agrees_with_itself_alone) {
  Pair pair;
  for (Eigen::Index i = 0; i < 120; ++i) {
    pair.a.predictions.values.row(i).setConstant(
        static_cast<float>(pair.map.xy_a.row(i).sum()));
    pair.b.predictions.values.row(i).setConstant(
        static_cast<float>(pair.map.xy_b.row(i).sum()));
  }
  const Scores scores = pair.scored();
  BOOST_TEST(median(scores, "r_pred") > 0.99);
  BOOST_TEST(median(scores, "r_cross") < 0.3);
}

// Maps that lie on each other agree better than turned ones, and noise does
// not.
BOOST_AUTO_TEST_CASE(rotations_are_what_a_tissue_gives_by_itself) {
  Pair pair;
  const Scores scores = pair.scored(199);
  BOOST_TEST(scores.facts.at("rotations") > 150);
  for (const char* name : {"p_r_pred", "p_r_true", "p_r_cross"}) {
    BOOST_TEST(whole(scores, name) <= 0.05, name);
    BOOST_TEST(whole(scores, name) >= 1.0 / 200, name);
  }
  BOOST_TEST(whole(scores, "null_r_true") < 0.6);
  // Of noise the p is uniform: of 40 some 2 lie below 0.05, and not 8.
  int low = 0;
  for (std::uint64_t trial = 0; trial < 40; ++trial) {
    RandomStream random(1, "consistency_test", "noise", trial);
    for (float& value : pair.b.targets.values.reshaped()) {
      value = static_cast<float>(random.normal());
    }
    low += whole(pair.scored(99), "p_r_cross") <= 0.05;
  }
  BOOST_TEST(low < 8);
  // Of a seed and a pair, not of chance.
  BOOST_TEST(whole(Pair().scored(49), "null_r_cross") ==
             whole(Pair().scored(49), "null_r_cross"));
  BOOST_TEST(std::isnan(whole(Pair().scored(0), "p_r_cross")));
}

BOOST_AUTO_TEST_CASE(a_pair_that_was_refused_is_listed) {
  Pair pair;
  pair.map.refusal = "the masks do not match: Dice 0.41, 0.80 is needed";
  pair.map.dice = 0.41;
  pair.map.near = near_points(pair.map.xy_a, MatrixD(0, 2), 15);
  const TempFolder folder;
  pair.scored(9).write(folder / "scores");
  const Scores scores = Scores::read(folder / "scores");
  BOOST_TEST(scores.refusal ==
             "the masks do not match: Dice 0.41, 0.80 is needed");
  BOOST_TEST((scores.sections == std::vector<std::string>{"s/A", "s/B"}));
  BOOST_TEST(scores.facts.at("dice") == 0.41);
  BOOST_TEST(scores.places_in("mapped_spots") == 0);
  for (const ScoreColumn& one : scores.columns) {
    BOOST_TEST(one.values.array().isNaN().all(), one.name);
  }
  for (const ScoreColumn& one : scores.whole) {
    BOOST_TEST(std::isnan(one.values[0]), one.name);
  }
}

// F is predicted as one value in A, but for one spot; G is measured as one
// value in B, whose means by weights are equal but for the last bits.
BOOST_AUTO_TEST_CASE(undefined_items_are_told_apart) {
  Pair pair;
  pair.a.predictions.values.col(0).setConstant(0.1F);
  pair.a.predictions.values(7, 0) = 3;
  pair.b.targets.values.col(1).setConstant(0.1F);
  const Scores scores = pair.scored();
  const auto undefined = [&](std::string_view name) {
    return scores.column("mapped_spots", name).array().isNaN().eval();
  };
  BOOST_TEST(
      (undefined("r_pred") == Eigen::Array3<bool>(true, false, false)).all());
  BOOST_TEST(
      (undefined("r_cross") == Eigen::Array3<bool>(true, true, false)).all());
  BOOST_TEST(
      (undefined("r_true") == Eigen::Array3<bool>(false, true, false)).all());
  BOOST_TEST(scores.column("mapped_spots", "predicted_flat") ==
             Eigen::Vector3d(1, 0, 0));
}

// The training mean for every spot differs from itself by float32 alone.
BOOST_AUTO_TEST_CASE(the_training_mean_has_no_profile) {
  Pair pair;
  for (ScoredSection* one : {&pair.a, &pair.b}) {
    one->predictions.values.rowwise() = Eigen::RowVector3f(0.1F, 0.2F, 0.4F);
  }
  const Scores scores = pair.scored();
  BOOST_TEST(std::isnan(whole(scores, "pseudo_bulk_pearson")));
  BOOST_TEST(!std::isnan(whole(scores, "pseudo_bulk_true")));
}

BOOST_AUTO_TEST_CASE(pairs_are_named_by_both_sections) {
  BOOST_TEST(pair_name("her2st/C2", "her2st/C3") == "her2st/C2+C3");
  BOOST_TEST(pair_name("her2st/C2", "mob/MOB1") == "her2st/C2+mob/MOB1");
  BOOST_TEST(pair_name("C2", "C3") == "C2+C3");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  Pair pair;
  const auto error = [&] { return error_of([&] { pair.scored(); }); };
  pair.b.predictions.predictor.name = "n";
  BOOST_TEST(error() ==
             "consistency_scores: predictions of s/A are by m (seed 0), those "
             "of s/B by n (seed 0); expected one predictor");
  pair = Pair();
  pair.map.section_b = "s/C";
  BOOST_TEST(error() ==
             "consistency_scores: values are of s/A and s/B, the pair is s/A "
             "and s/C");
  pair = Pair();
  pair.b.targets.transform = "log10";
  BOOST_TEST(error() ==
             "consistency_scores: the target of s/A is ln, that of s/B log10");
  pair = Pair();
  pair.b.targets.variables = {"F", "K", "H"};
  BOOST_TEST(error() ==
             "consistency_scores: targets of s/B: gene 1 is 'K', expected 'G'");
  pair = Pair();
  pair.map.spots_a[5] = "x";
  BOOST_TEST(error() ==
             "consistency_scores: s/A: predictions: no spot 'x' (120 given, as "
             "'a0')");
  pair = Pair();
  pair.training = {};
  BOOST_TEST(error() ==
             "consistency_scores: the training sections hold no spots");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
