// HisToGene's loaders: what the authors' code makes of a picture of 460 rows
// and 500 columns and of six spots in it (tests/golden/learn/README.md).

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/image/png.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/dense_dataset.h"
#include "core/learn/examples/spot_rows.h"
#include "core/learn/network/torch_runtime.h"
#include "models/networks/histogene_model.h"
#include "models/networks/spot_patches.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& loaders() {
  static const Json made = read_golden("learn/histogene").at("functions");
  return made;
}

Dataset published_spots() {
  Dataset made;
  made.section = "x/1";
  const Json& centres = loaders().at("super_resolution_grid").at("centres_xy");
  made.pixel_xy.resize(std::ssize(centres), 2);
  made.array_xy.setZero(std::ssize(centres), 2);
  for (std::size_t i = 0; i < centres.size(); ++i) {
    made.spots.push_back(concat("s", i));
    made.pixel_xy.row(static_cast<Eigen::Index>(i))
        << centres[i][0].get<double>(),
        centres[i][1].get<double>();
  }
  return made;
}

// [spots, side, side, 3]
at::Tensor crops_of(const Dataset& dataset, std::int64_t side_px) {
  const at::Tensor pixels =
      made_by_rule("input:image", {460, 500, 3}, [](double u) {
        return std::floor(256 * u);
      }).to(at::kByte);
  const std::uint8_t* from = pixels.const_data_ptr<std::uint8_t>();
  const TempFolder folder;
  write_file(folder / "picture.png",
             png_encode(Picture{500, 460, {from, from + pixels.numel()}}));
  std::vector<std::uint8_t> tiles;
  crop_patches(dataset, *Image::open(folder / "picture.png"),
               {.crop_px = side_px, .tile_px = side_px, .blank = false},
               [&](std::span<const std::uint8_t> some) {
                 tiles.insert(tiles.end(), some.begin(), some.end());
               });
  return at::tensor(tiles, at::kByte).view({-1, side_px, side_px, 3});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(histogene_loaders_test)

BOOST_AUTO_TEST_CASE(patches_are_vectors_in_the_published_order) {
  prepare_torch();
  const at::Tensor found = patch_vectors(crops_of(published_spots(), 112));
  const Json& expected = loaders().at("patches");
  check_recorded("patches", found, expected, 1e-12);
  for (std::int64_t i = 0; i < 8; ++i) {
    BOOST_TEST(found[0][i].item<float>() ==
               expected.at("first_8_of_spot_0").at(i).get<float>());
  }
}

BOOST_AUTO_TEST_CASE(patches_of_super_resolution_are_the_published_ones) {
  prepare_torch();
  const Json& of = loaders().at("super_resolution_grid");
  Json expected = of.at("patches");
  expected["shape"] = of.at("patches_shape");
  check_recorded(
      "patches",
      patch_vectors(crops_of(dense_dataset(published_spots(), {}), 112)),
      expected, 1e-12);
}

BOOST_AUTO_TEST_CASE(the_first_patch_is_what_the_loader_of_cscc_leaves) {
  prepare_torch();
  const Dataset dataset = published_spots();
  const at::Tensor crops = crops_of(dataset, 112);
  const std::uint8_t* from = crops.const_data_ptr<std::uint8_t>();
  SpotSection section;
  section.section = dataset.section;
  section.spots = dataset.spots;
  section.array_xy = dataset.array_xy;
  section.picture_px = 112;
  section.pictures.assign(from, from + crops.numel());
  const at::Tensor patches = histogene_method()
                                 .batch(rows_of_section({&section, 1}, 0),
                                        {{"filled_patches", "first"}}, {})
                                 .inputs.at(0);
  const Json& published = loaders().at("cscc_loader");
  BOOST_TEST(patches.size(0) == published.at("rows").get<std::int64_t>());
  Json filled = Json::array();
  for (std::int64_t row = 0; row < patches.size(0); ++row) {
    if (patches[row].any().item<bool>()) filled.push_back(row);
  }
  BOOST_TEST(filled == published.at("nonzero_rows"));
  BOOST_TEST(patches[0].equal(patch_vectors(crops)[0]) ==
             published.at("row_0_equals_the_her2st_loader").get<bool>());
}

// The release's own baseline: a window of 224 px, from 0 to 1, channels first.
BOOST_AUTO_TEST_CASE(the_window_of_the_published_baseline_is_met) {
  prepare_torch();
  const at::Tensor found =
      crops_of(published_spots(), 224)[0].permute({2, 0, 1}).to(at::kDouble) /
      255;
  const Json& published = loaders().at("cnn_baseline_loader");
  BOOST_TEST(Json(found.sizes().vec()) == published.at("shape"));
  check_near("sum", found.sum().item<double>(), published.at("sum"), 1e-6);
  BOOST_TEST(found.min().item<double>() == published.at("min").get<double>());
  BOOST_TEST(found.max().item<double>() == published.at("max").get<double>());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
