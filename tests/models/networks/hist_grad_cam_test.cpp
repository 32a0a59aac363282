#include "models/networks/hist_grad_cam.h"

#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/examples/grid_maps.h"
#include "core/learn/network/torch_runtime.h"
#include "models/networks/hist_model.h"
#include "tests/models/networks/grid_sample.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// 36 spots on 32 x 32 cells with three features and two genes.
GridSection section() {
  GridSection value = square_section("s", 6, 4, {"ACTB", "GAPDH"});
  for (int spot = 0; spot < 36; ++spot) {
    value.features.row(spot) << 0.1F * static_cast<float>(spot), -1, 2;
    value.targets.row(spot) << static_cast<float>(spot % 6), 1;
  }
  return value;
}

Model model_of(const GridSection& one) {
  prepare_torch();
  HistTraining training;
  training.epochs = 4;
  return train_hist({one}, {}, training, {});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_grad_cam_test)

// PyTorch's autograd and interpolation on the same weights and input, in
// float64 (tests/golden/learn/hist_grad_cam.py).
BOOST_AUTO_TEST_CASE(maps_of_all_layers_are_those_of_pytorch) {
  prepare_torch();
  const Json golden = read_golden("learn/hist_grad_cam");
  const auto network =
      hist_network({.channels = 8, .genes = 4, .float64 = true}, {});
  fill_by_rule(network->state());
  const at::Tensor features = made_by_rule("input:features", {1, 8, 48, 32},
                                           [](double u) { return 2 * u - 1; });
  std::vector<std::int64_t> tissue, all;
  for (std::int64_t cell = 0; cell < 48 * 32; ++cell) {
    all.push_back(cell);
    const std::int64_t row = cell / 32, column = cell % 32;
    if (row >= 10 && row < 30 && column >= 5 && column < 25) {
      tissue.push_back(cell);
    }
  }
  for (const auto& [over, cells] :
       {std::pair{"tissue", tissue}, {"grid", all}}) {
    const auto cams = grad_cam(*network, features, 1, cells);
    BOOST_TEST(cams.size() == 14U);
    for (const LayerCam& cam : cams) {
      check_recorded(concat(over, " ", cam.layer), cam.map,
                     golden.at(over).at(cam.layer), 1e-10);
    }
  }
}

// Of the last layer, whose maps are the genes themselves, the sum over 36 of
// 1,024 cells has the gradient 1 in these cells of the gene and 0 elsewhere.
BOOST_AUTO_TEST_CASE(
    the_last_layers_map_is_the_share_of_tissue_times_the_gene) {
  const GridSection one = section();
  const Model model = model_of(one);
  const GridValues cam = grad_cam(model, one, "GAPDH", CamOver::tissue);
  BOOST_TEST(cam.variable_axis == "layer");
  BOOST_TEST(cam.variables.size() == 14U);
  BOOST_TEST(cam.variables.back() == "Conv_1x1");
  BOOST_TEST(cam.predictor.name == "Grad-CAM of GAPDH");
  const Matrix said = predict_grid(*hist_network_of(model), one);
  bool positive = false;
  for (Eigen::Index cell = 0; cell < 1024; ++cell) {
    const float expected = std::max(0.F, 36.F / 1024 * said(cell, 1));
    positive |= expected > 0;
    BOOST_TEST(cam.values(cell, 13) == expected, tt::tolerance(1e-5F));
  }
  BOOST_TEST(positive);
  const GridValues whole = grad_cam(model, one, "GAPDH", CamOver::grid);
  BOOST_TEST(whole.values(300, 13) == std::max(0.F, said(300, 1)),
             tt::tolerance(1e-5F));
  // The network that it looks at stays as it was.
  BOOST_TEST((predict_grid(*hist_network_of(model), one) == said));
}

// Targets one row below: the cells that are summed over move along.
BOOST_AUTO_TEST_CASE(tissue_is_where_the_model_has_learned_to_put_it) {
  const GridSection one = section();
  Model model = model_of(one);
  GridSection lower = one;
  for (std::int32_t& row : lower.grid.row) ++row;
  model.config["target_row_shift"] = 1;
  const Matrix shifted = grad_cam(model, one, "ACTB", CamOver::tissue).values;
  model.config["target_row_shift"] = 0;
  std::vector<std::int64_t> cells;
  for (std::size_t i = 0; i < 36; ++i) cells.push_back(lower.grid.cell(i));
  const auto cams =
      grad_cam(*hist_network_of(model), feature_maps({one}, {0}), 0, cells);
  for (std::size_t layer = 0; layer < 14; ++layer) {
    const at::Tensor map = cams[layer].map.contiguous();
    for (Eigen::Index cell = 0; cell < 1024; ++cell) {
      BOOST_TEST_REQUIRE(shifted(cell, static_cast<Eigen::Index>(layer)) ==
                         map.const_data_ptr<float>()[cell]);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_the_model_does_not_predict_is_refused) {
  const GridSection one = section();
  const Model model = model_of(one);
  BOOST_TEST(error_of([&] { grad_cam(model, one, "ACTA", CamOver::tissue); }) ==
             "grad_cam: the model predicts no gene 'ACTA'; did you mean "
             "'ACTB'?");
  Model other = model;
  other.kind = "hespotex_model";
  BOOST_TEST(error_of([&] { grad_cam(other, one, "ACTB", CamOver::tissue); }) ==
             "the model is a hespotex_model, expected a hist_model, "
             "hist_tumour_model or hist_ablation_model");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
