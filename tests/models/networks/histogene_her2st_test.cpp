// HisToGene on six sections of her2st, as the authors' loader and module have
// it (tests/golden/learn/README.md).

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mse_loss.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/image/image.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/expression.h"
#include "core/data/source/legacy_st.h"
#include "core/learn/examples/spot_rows.h"
#include "core/learn/network/torch_runtime.h"
#include "core/stats/correlation.h"
#include "models/networks/histogene.h"
#include "models/networks/spot_patches.h"
#include "tests/models/networks/whole_section.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"

namespace moonstain {
namespace {

const Json& published() {
  static const Json made = read_golden("learn/histogene_her2st");
  return made;
}

// What the published code gets of a section: 112 px about each spot, of which
// it is told by the picture and the array, and the logarithms of 785 genes.
struct Section {
  Dataset dataset;
  Targets targets;
  at::Tensor patches;    // float32 [spots, 37632]
  at::Tensor positions;  // int64 [spots, 2]

  explicit Section(const std::string& name) {
    const fs::path data = shared_data() / "her2st/data";
    dataset =
        read_legacy_st(data / concat("ST-cnts/", name, ".tsv.gz"), name,
                       data / concat("ST-spotfiles/", name, "_selection.tsv"),
                       name, {name, name.substr(0, 1)});
    targets = normalise(
        dataset,
        parse_gene_list(read_file(shared_data() / "genes/her2st_785.txt"),
                        "her2st_785.txt"),
        Total::chosen, 1e4, Log::log10_1p);
    const fs::path pictures = data / "ST-imgs" / name.substr(0, 1) / name;
    std::vector<std::uint8_t> pixels;
    crop_patches(
        dataset, *Image::open(pictures / list_folder(pictures).front()),
        {.crop_px = 112, .tile_px = 112, .blank = false, .edge = Edge::refuse},
        [&](std::span<const std::uint8_t> tiles) {
          pixels.insert(pixels.end(), tiles.begin(), tiles.end());
        });
    const auto spots = static_cast<std::int64_t>(dataset.spots.size());
    patches = patch_vectors(
        at::from_blob(pixels.data(), {spots, 112, 112, 3}, at::kByte));
    positions = at::empty({spots, 2}, at::kLong);
    std::int64_t* to = positions.mutable_data_ptr<std::int64_t>();
    for (Eigen::Index spot = 0; spot < dataset.array_xy.rows(); ++spot) {
      for (const int axis : {0, 1}) *to++ = dataset.array_xy(spot, axis);
    }
  }

  at::Tensor truth() const {
    return at::from_blob(const_cast<float*>(targets.values.data()),
                         {targets.values.rows(), targets.values.cols()},
                         at::kFloat);
  }

  Batch batch(at::ScalarType type) const {
    return {{patches.to(type), positions}, {truth().to(type)}};
  }
};

void check_prediction(const Section& section, const at::Tensor& said,
                      const Json& expected, double relative) {
  Json recorded = expected.at("prediction");
  recorded["shape"] = said.sizes().vec();
  check_recorded("prediction", said, recorded, relative);
  const at::Tensor truth = section.truth().to(said.scalar_type());
  check_near("mse", at::mse_loss(said, truth).item<double>(),
             expected.at("mse"), relative);
  const Eigen::VectorXd by_gene =
      pearson_by_gene(rows_of(said.to(at::kFloat)), section.targets.values);
  double sum = 0;
  int defined = 0;
  for (const double r : by_gene) {
    if (std::isnan(r)) continue;
    sum += r;
    ++defined;
  }
  BOOST_TEST(std::fabs(sum / defined - expected.at("pcc_mean").get<double>()) <
             relative);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(histogene_her2st_test,
                      *boost::unit_test::precondition(has_shared_data))

// Tolerances are those of another decoder's grey levels.
BOOST_AUTO_TEST_CASE(twenty_steps_on_five_sections_are_the_published_ones) {
  prepare_torch();
  std::map<std::string, Section> sections;
  for (const auto& [name, loaded] : published().at("loader").items()) {
    const Section& one = sections.emplace(name, Section(name)).first->second;
    BOOST_TEST_CONTEXT("section " << name) {
      BOOST_TEST(std::ssize(one.dataset.spots) ==
                 loaded.at("spots").get<int>());
      Json patches = loaded.at("patches");
      patches["shape"] = loaded.at("patches_shape");
      check_recorded("patches", one.patches, patches, 1e-3);
      BOOST_TEST(Json(std::vector<std::int64_t>{
                     one.positions.select(1, 0).sum().item<std::int64_t>(),
                     one.positions.select(1, 1).sum().item<std::int64_t>()}) ==
                 loaded.at("positions_sum"));
      BOOST_TEST(Json({one.dataset.pixel_xy.col(0).array().floor().sum(),
                       one.dataset.pixel_xy.col(1).array().floor().sum()}) ==
                 loaded.at("centres_sum"));
      Json targets = loaded.at("target_float32_cast");
      targets["shape"] = one.truth().sizes().vec();
      check_recorded("targets", one.truth(), targets, 1e-6);
    }
  }

  const Json& training = published().at("training");
  for (const auto& [type, name] :
       {std::pair(at::kDouble, "float64"), std::pair(at::kFloat, "float32")}) {
    const Json& expected = training.at(name);
    const auto network = histogene_network({.genes = 785,
                                            .width = 128,
                                            .depth = 2,
                                            .dropout = 0,
                                            .float64 = type == at::kDouble},
                                           {});
    fill_with_positions(network->state());
    const Section& held_out = sections.at("B4");
    const auto said = [&] {
      const c10::NoGradGuard no_gradient;
      return network->forward(held_out.batch(type).inputs, Mode::evaluation)
          .at(0);
    };
    check_prediction(held_out, said(), expected.at("test_before"), 1e-3);
    Optimiser adam(network->state(), {});
    std::size_t step = 0;
    for (int epoch = 0; epoch < training.at("epochs").get<int>(); ++epoch) {
      for (const Json& section : training.at("train_order_per_epoch")) {
        const Batch batch = sections.at(section.get<std::string>()).batch(type);
        check_near(concat("loss before step ", step + 1),
                   train_step(*network, batch, {{mse_term()}}, adam, 1e-5).loss,
                   expected.at("losses").at(step), 1e-3);
        ++step;
      }
    }
    BOOST_TEST(step == expected.at("losses").size());
    check_prediction(held_out, said(), expected.at("test_after"), 1e-3);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
