#include "core/learn/network/swin.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

using Counts = std::vector<std::int64_t>;

bool is(const at::Tensor& found, const Counts& expected) {
  return at::equal(found.flatten(), at::tensor(expected));
}

// Two stages, 4 x 4 tokens of width 2 and then 2 x 2 of width 4.
SwinConfig small() {
  return {.side = 4, .width = 2, .window = 2, .stages = {{2, 1}, {2, 2}}};
}

struct Made {
  explicit Made(const SwinConfig& config)
      : network(Names(state, {{7, ""}, "swin_test"}, at::kDouble), config) {}

  const at::Tensor& tensor(const std::string& name) const {
    for (const StateTensor& one : state) {
      if (one.name == name) return one.value;
    }
    fail("no tensor ", name);
  }

  State state;
  Swin network;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(swin_test)

// 4 x 4 tokens, numbered row by row, in windows of 2 x 2.
BOOST_AUTO_TEST_CASE(windows_are_listed_row_by_row) {
  prepare_torch();
  BOOST_TEST(is(SwinWindows{4, 2, 0}.order(),
                {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15}));
}

// Rolled by one, row 0 and column 0 come last.
BOOST_AUTO_TEST_CASE(shifted_windows_wrap_around_the_border) {
  prepare_torch();
  const SwinWindows shifted{4, 2, 1};
  BOOST_TEST(is(shifted.order(),
                {5, 6, 9, 10, 7, 4, 11, 8, 13, 14, 1, 2, 15, 12, 3, 0}));
  const at::Tensor mask = shifted.mask();
  BOOST_TEST((mask.sizes() == at::IntArrayRef{4, 4, 4}));
  // The first is whole. In the second the columns were no neighbours, in the
  // third the rows, in the last all four tokens come from corners.
  const at::Tensor rows = (mask / -100).to(at::kLong);
  BOOST_TEST(is(rows[0], Counts(16, 0)));
  BOOST_TEST(is(rows[1], {0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0}));
  BOOST_TEST(is(rows[2], {0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0}));
  BOOST_TEST(is(rows[3], {0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0}));
}

// 3 x 3 ways in which two tokens of a window of 2 x 2 can lie apart.
BOOST_AUTO_TEST_CASE(pairs_have_rows_by_how_far_they_lie_apart) {
  prepare_torch();
  BOOST_TEST(is(SwinWindows{4, 2, 0}.table_rows(),
                {4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4}));
}

// Of 2 x 2 tokens 1, 2 / 3, 4 the second is the lower left one, 3, the third
// the upper right one, 2; their mean is 2.5 and their variance 1.25.
BOOST_AUTO_TEST_CASE(merged_tokens_stand_column_by_column) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  State state;
  const SwinMerging merging(Names(state, {}, at::kDouble), 1);
  BOOST_TEST_REQUIRE(state[0].name == "reduction.weight");
  state[0].value.copy_(
      at::tensor({0., 1., 0., 0., 0., 0., 1., 0.}).view({2, 4}));
  const at::Tensor out =
      merging(at::tensor({1., 2., 3., 4.}, at::kDouble).view({1, 4, 1}));
  BOOST_TEST((out.sizes() == at::IntArrayRef{1, 1, 2}));
  const double half = 0.5 / std::sqrt(1.25 + 1e-5);
  BOOST_TEST(std::fabs(out[0][0][0].item<double>() - half) < 1e-12);
  BOOST_TEST(std::fabs(out[0][0][1].item<double>() + half) < 1e-12);
}

// The first block of a stage of two windows a side is not shifted, the second
// is; a stage of one window has no mask. A change of one token moves those of
// its window alone.
BOOST_AUTO_TEST_CASE(tokens_hear_of_their_window_alone) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const Made made(small());
  Counts shape = made.tensor("layers.0.blocks.1.attn_mask").sizes().vec();
  BOOST_TEST((shape == Counts{4, 4, 4}));
  BOOST_TEST(error_of([&] { made.tensor("layers.1.blocks.1.attn_mask"); }) ==
             "no tensor layers.1.blocks.1.attn_mask");
  const at::Tensor tokens =
      at::tensor(
          {3., 1., 4., 1., 5., 9., 2., 6., 5., 3., 5., 8., 9., 7., 9., 3.,
           2., 3., 8., 4., 6., 2., 6., 4., 3., 3., 8., 3., 2., 7., 9., 5.},
          at::kDouble)
          .view({1, 16, 2});
  at::Tensor other = tokens.clone();
  other[0][5][0] = 0;  // second row, second column
  const auto moved = [&](std::size_t block) {
    const SwinBlock& of = made.network.stages()[0].blocks[block];
    const at::Tensor differs = (of(tokens) - of(other)).abs().sum(2)[0] > 0;
    Counts places;
    for (std::int64_t i = 0; i < 16; ++i) {
      if (differs[i].item<bool>()) places.push_back(i);
    }
    return places;
  };
  BOOST_TEST((moved(0) == Counts{0, 1, 4, 5}));
  BOOST_TEST((moved(1) == Counts{5, 6, 9, 10}));
}

// Two pictures at once are as each by itself, shifted windows among them.
BOOST_AUTO_TEST_CASE(pictures_of_a_batch_do_not_meet) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const Made made(small());
  at::Tensor both = at::zeros({2, 16, 2}, at::kDouble);
  for (std::int64_t i = 0; i < both.numel(); ++i) {
    both.mutable_data_ptr<double>()[i] = std::sin(static_cast<double>(i * i));
  }
  const at::Tensor out = made.network(both);
  BOOST_TEST((out.sizes() == at::IntArrayRef{2, 4, 4}));
  for (std::int64_t i : {0, 1}) {
    const at::Tensor alone = made.network(both.narrow(0, i, 1));
    BOOST_TEST((out.narrow(0, i, 1) - alone).abs().max().item<double>() <
               1e-12);
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  const auto error = [](const SwinConfig& config) {
    return error_of([&] { Made{config}; });
  };
  SwinConfig config = small();
  config.window = 3;
  BOOST_TEST(error(config) ==
             "swin: windows of 3 do not fill the 4 x 4 tokens of stage 0");
  config = small();
  config.stages[1].heads = 3;
  BOOST_TEST(error(config) ==
             "swin: 3 heads do not divide a width of 4, of stage 1");
  config = small();
  config.stages[0].depth = 0;
  BOOST_TEST(error(config) ==
             "swin: 0 blocks of stage 0; at least 1 is needed");
  config.stages.clear();
  BOOST_TEST(error(config) == "swin: no stages; at least 1 is needed");
  config = small();
  config.side = 3;
  config.window = 1;
  BOOST_TEST(error(config) ==
             "swin: the 3 x 3 tokens of stage 0 cannot be halved");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
