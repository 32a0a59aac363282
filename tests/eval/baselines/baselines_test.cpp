#include "core/eval/baselines/baselines.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

Targets targets(const std::string& section, const Matrix& values,
                const Eigen::VectorXd& totals) {
  Targets made;
  made.about = section;
  made.values = values;
  made.total_all = 10.0 * totals;
  made.total_chosen = totals;
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    made.names.push_back(concat(i, "x0"));
  }
  for (Eigen::Index i = 0; i < values.cols(); ++i) {
    made.variables.push_back(concat("G", i));
  }
  return made;
}

GridMap grid(const std::string& section, std::size_t spots) {
  GridMap made;
  made.section = section;
  made.rows = made.columns = 4;
  for (std::size_t i = 0; i < spots; ++i) {
    made.spots.push_back(concat(i, "x0"));
    made.row.push_back(0);
    made.column.push_back(static_cast<std::int32_t>(i));
  }
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(baselines_test)

// Spots count, not sections: (1 + 2 + 9) / 3 and (4 + 4 + 1) / 3.
BOOST_AUTO_TEST_CASE(training_mean_weights_spots_alike) {
  const Predictions predictions = mean_predictions(
      {targets("s/A", Matrix{{1.F, 4.F}, {2.F, 4.F}}, Eigen::Vector2d(1, 1)),
       targets("s/B", Matrix{{9.F, 1.F}}, Eigen::VectorXd::Ones(1))},
      {"s/C", {"0x0", "1x0"}}, "training_mean");
  BOOST_TEST(predictions.about == "s/C");
  BOOST_TEST((predictions.values == Matrix{{4.F, 3.F}, {4.F, 3.F}}));
  BOOST_TEST((predictions.predictor.kind == PredictorKind::null));
}

BOOST_AUTO_TEST_CASE(what_was_measured_stands_as_a_ceiling) {
  const Targets measured =
      targets("s/A", Matrix{{1.F, 4.F}}, Eigen::VectorXd::Ones(1));
  const Predictions predictions = measured_predictions(measured, "measured");
  BOOST_TEST(predictions.about == "s/A");
  BOOST_TEST((predictions.values == measured.values));
  BOOST_TEST((predictions.variables == measured.variables));
  BOOST_TEST(predictions.predictor.name == "measured");
  BOOST_TEST((predictions.predictor.kind == PredictorKind::ceiling));
}

BOOST_AUTO_TEST_CASE(means_of_nuclei_are_about_nuclei) {
  Targets training =
      targets("s/A", Matrix{{1.F}, {2.F}}, Eigen::Vector2d(1, 1));
  training.unit_kind = ObservedKind::nucleus;
  const Predictions predictions =
      mean_predictions({training}, {"s/B", {"17"}}, "m");
  BOOST_TEST((predictions.unit_kind == ObservedKind::nucleus));
  BOOST_TEST(predictions.names[0] == "17");
}

BOOST_AUTO_TEST_CASE(mask_is_one_at_every_spot) {
  Observations named;
  named.variable_axis = "locus";
  named.variables = {"L0", "L1"};
  const Predictions predictions =
      mask_predictions(grid("s/C", 3), named, "tissue_mask");
  BOOST_TEST(predictions.variable_axis == "locus");
  BOOST_TEST(predictions.variables == named.variables, tt::per_element());
  BOOST_TEST(predictions.predictor.name == "tissue_mask");
  BOOST_TEST((predictions.values == Matrix::Ones(3, 2)));
}

// y = 1 + 2 ln(1 + t) exactly: the line is found and carried on.
BOOST_AUTO_TEST_CASE(depth_follows_the_line_through_training_spots) {
  const Eigen::Vector3d totals(1.0, 3.0, 7.0);
  Matrix values(3, 2);
  for (int i = 0; i < 3; ++i) {
    values(i, 0) = static_cast<float>(1.0 + 2.0 * std::log1p(totals[i]));
    values(i, 1) = 5.F;  // no slope
  }
  const Predictions predictions = depth_predictions(
      {targets("s/A", values, totals)},
      targets("s/B", Matrix::Zero(1, 2), Eigen::VectorXd::Constant(1, 15.0)),
      DepthTotal::chosen, "spot_depth");
  BOOST_TEST(predictions.values(0, 0) ==
                 static_cast<float>(1.0 + 2.0 * std::log1p(15.0)),
             tt::tolerance(1e-6F));
  BOOST_TEST(predictions.values(0, 1) == 5.F, tt::tolerance(1e-6F));
}

BOOST_AUTO_TEST_CASE(depth_over_all_genes_uses_the_other_total) {
  const Eigen::Vector2d totals(1.0, 3.0);
  const Targets training = targets("s/A", Matrix{{1.F}, {2.F}}, totals);
  const auto of = [&](DepthTotal total) {
    return depth_predictions({training}, training, total, "d").values;
  };
  // Both lines pass through both training points.
  BOOST_TEST(
      (of(DepthTotal::all) - of(DepthTotal::chosen)).cwiseAbs().maxCoeff() <
      1e-6F);
  const Targets held_out =
      targets("s/B", Matrix::Zero(1, 1), Eigen::VectorXd::Zero(1));
  // At total 0 the extrapolated lines differ: slope 1 / ln 2 over the chosen
  // genes, 1 / ln(31 / 11) over all.
  BOOST_TEST(depth_predictions({training}, held_out, DepthTotal::chosen, "d")
                     .values(0, 0) == 0.F,
             tt::tolerance(1e-6F));
  BOOST_TEST(depth_predictions({training}, held_out, DepthTotal::all, "d")
                     .values(0, 0) ==
                 static_cast<float>(1.0 - std::log(11.0) / std::log(31.0 / 11)),
             tt::tolerance(1e-5F));
}

BOOST_AUTO_TEST_CASE(differing_genes_are_named) {
  Targets other = targets("s/B", Matrix{{1.F, 2.F}}, Eigen::VectorXd::Ones(1));
  other.variables[1] = "GX";
  BOOST_TEST(
      error_of([&] {
        mean_predictions(
            {targets("s/A", Matrix{{1.F, 2.F}}, Eigen::VectorXd::Ones(1)),
             other},
            {"s/C", {"0x0"}}, "m");
      }) == "mean_predictions: targets of s/B: gene 1 is 'GX', expected 'G1'");
  BOOST_TEST(error_of([&] { mean_predictions({}, {"s/C", {"0x0"}}, "m"); }) ==
             "mean_predictions: no training sections");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
