#include "core/learn/examples/nucleus_examples.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <tuple>

#include "core/learn/network/torch_runtime.h"
#include "tests/learn/examples/nucleus_sample.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

template <typename T>
std::vector<T> values(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  const T* begin = flat.const_data_ptr<T>();
  return {begin, begin + flat.numel()};
}

std::vector<NucleusSlide> slides(const NucleusSample& sample,
                                 bool spots = false) {
  prepare_torch();
  SlideOptions options;
  options.grid.side_px = 32;
  options.least_um2 = 0;
  options.spot_radius_um = 6;
  std::vector<NucleusSlide> out;
  out.push_back(spots ? spot_slide(sample.spots(), options, 1, "test")
                      : cell_slide(sample.input, options, 5, "test"));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nucleus_examples_test)

// Four patches of 2 x 2 nuclei; the second and the first.
BOOST_AUTO_TEST_CASE(rows_are_patches_in_order_and_labels_rising) {
  const NucleusSample sample(64, 64);
  const auto made = slides(sample);
  const Examples examples = nucleus_examples(made, colour_standard(made));
  BOOST_TEST(examples.count == 4U);
  const Batch batch = examples.batch({1, 0});
  BOOST_TEST(values<std::int64_t>(batch.targets[1]) ==
                 (std::vector<std::int64_t>{0, 1, 0, 1, 0, 1, 0, 1}),
             tt::per_element());
  BOOST_TEST((batch.inputs[2].sizes() == at::IntArrayRef{8, 3}));
  // Labels 3, 4, 7, 8: dark are the last two.
  const auto third = values<float>(batch.inputs[2].select(1, 2));
  const auto dark = static_cast<float>(5 * std::log1p(5.0));
  BOOST_TEST(third == (std::vector<float>{0, 0, dark, dark, 0, 0, dark, dark}),
             tt::per_element());
  const at::Tensor labels = batch.inputs[1];
  BOOST_TEST(labels[0][5][5].item<std::int64_t>() == 3);
  BOOST_TEST(labels[0][21][21].item<std::int64_t>() == 8);
  const at::Tensor map = batch.targets[0];
  BOOST_TEST(map[0][5][5].item<std::int64_t>() == 1);
  BOOST_TEST(map[0][5][21].item<std::int64_t>() == 2);
  BOOST_TEST(map[0][0][0].item<std::int64_t>() == 0);
  BOOST_TEST(batch.inputs[0][0][0][5][21].item<float>() == 200);
}

// Of 20 x 20 px the one patch has 12 rows and columns beyond.
BOOST_AUTO_TEST_CASE(what_is_not_shown_has_the_mean_colour) {
  const NucleusSample sample(20, 20);
  const auto made = slides(sample);
  const ColourStandard colour = colour_standard(made);
  const Batch batch = nucleus_examples(made, colour).batch({0});
  BOOST_TEST(batch.inputs[0][0][1][25][3].item<float>() ==
             static_cast<float>(colour.mean[1]));
  BOOST_TEST(batch.inputs[0][0][1][3][3].item<float>() == 230);
}

// All nuclei of the patch are mapped, those of the spot have rows.
BOOST_AUTO_TEST_CASE(a_batch_of_spots_has_what_was_measured_of_them) {
  const NucleusSample sample(64, 64);
  const auto made = slides(sample, true);
  const Batch batch =
      nucleus_examples(made, colour_standard(made)).batch({2, 3});
  BOOST_TEST_REQUIRE(batch.targets.size() == 4U);
  BOOST_TEST(!batch.targets[1].defined());
  BOOST_TEST((batch.targets[3].sizes() == at::IntArrayRef{2, 3}));
  BOOST_TEST(batch.targets[3][1][0].item<float>() == std::log(19.F),
             tt::tolerance(1e-6F));
  BOOST_TEST((batch.inputs[2].sizes() == at::IntArrayRef{8, 3}));
  BOOST_TEST(batch.inputs[2].abs().max().item<float>() == 0);
  BOOST_TEST(batch.targets[0].max().item<std::int64_t>() == 1);
}

// recipes/ghist_cells/METHOD.md 2.7: within half a percent over 100,000 draws.
BOOST_AUTO_TEST_CASE(orientations_have_the_published_frequencies) {
  std::map<std::tuple<bool, bool, bool>, double> found;
  RandomStream stream(1, "test", "orientation");
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const Orientation way = drawn_orientation(stream);
    found[{way.transposed, way.mirrored_x, way.mirrored_y}] += 1.0 / kDraws;
  }
  BOOST_TEST(found.size() == 8U);
  for (const auto& [way, share] : found) {
    const double expected = std::get<0>(way) ? 0.09375 : 0.15625;
    BOOST_TEST(std::abs(share - expected) < 0.005);
  }
}

// Flips and turns one after the other by LibTorch, of 200 draws from the same
// stream.
BOOST_AUTO_TEST_CASE(turns_are_those_of_rot90) {
  prepare_torch();
  const at::Tensor square = at::arange(9, at::kLong).view({1, 3, 3});
  for (std::uint64_t i = 0; i < 200; ++i) {
    RandomStream ours(7, "test", "turns", i), theirs(7, "test", "turns", i);
    Batch batch{{at::zeros({1, 3, 3, 3}), square.clone(), {}},
                {square.clone(), {}, {}}};
    nucleus_augmentation(0)(batch, {&ours, 1});
    at::Tensor expected = square;
    if (theirs.uniform() < 0.5) expected = expected.flip({-1});
    if (theirs.uniform() < 0.5) expected = expected.flip({-2});
    for (const int turns : {1, 2, 3}) {
      if (theirs.uniform() < 0.25) expected = expected.rot90(turns, {-2, -1});
    }
    BOOST_TEST(batch.inputs[1].equal(expected));
    BOOST_TEST(batch.targets[0].equal(expected));
  }
}

BOOST_AUTO_TEST_CASE(stains_move_unless_the_patch_is_white) {
  prepare_torch();
  const auto moved = [](float grey) {
    Batch batch{{at::zeros({1, 3, 8, 8}).fill_(grey),
                 at::zeros({1, 8, 8}, at::kLong),
                 {}},
                {at::zeros({1, 8, 8}, at::kLong), {}, {}}};
    RandomStream stream(3, "test", "stains");
    nucleus_augmentation(0.03)(batch, {&stream, 1});
    return (batch.inputs[0] - grey).abs().max().item<float>();
  };
  BOOST_TEST(moved(150) > 0);
  // A shift of 0.03 is exp(ln(1e-6) 0.03) = 0.66 of the light.
  BOOST_TEST(moved(150) < 150);
  BOOST_TEST(moved(250) == 0);
  BOOST_TEST(moved(5) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
