#include "core/learn/network/upsampled_convolution.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/zeros.h>

#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

at::Tensor waves(const std::vector<std::int64_t>& shape, double pace) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  return at::cos(at::arange(count, at::kDouble) * pace)
      .view(shape)
      .requires_grad_();
}

double apart(const at::Tensor& a, const at::Tensor& b) {
  return ((a - b).abs().max() / b.abs().max()).item<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(upsampled_convolution_test)

// PyTorch's interpolation and convolution one after the other: values, and
// gradients of a sum that weighs every place differently.
BOOST_AUTO_TEST_CASE(it_is_a_convolution_of_the_enlarged_maps) {
  prepare_torch();
  for (const std::int64_t factor : {2, 3, 4, 8, 16}) {
    BOOST_TEST_CONTEXT("factor " << factor) {
      at::Tensor maps = waves({2, 5, 3, 4}, 0.7),
                 maps2 = waves({2, 5, 3, 4}, 0.7);
      at::Tensor weight = waves({6, 5, 3, 3}, 1.3),
                 weight2 = waves({6, 5, 3, 3}, 1.3);
      at::Tensor bias = waves({6}, 0.9), bias2 = waves({6}, 0.9);
      const at::Tensor ours = upsampled_convolution(maps, weight, bias, factor);
      const at::Tensor theirs = at::conv2d(
          at::upsample_bilinear2d(maps2, {3 * factor, 4 * factor}, false),
          weight2, bias2, 1, 1);
      BOOST_TEST(ours.sizes().equals(theirs.sizes()));
      BOOST_TEST(apart(ours, theirs) < 1e-14);
      const at::Tensor places =
          at::cos(at::arange(ours.numel(), at::kDouble) * 0.3)
              .view(ours.sizes());
      (ours * places).sum().backward();
      (theirs * places).sum().backward();
      BOOST_TEST(apart(maps.grad(), maps2.grad()) < 1e-13);
      BOOST_TEST(apart(weight.grad(), weight2.grad()) < 1e-13);
      BOOST_TEST(apart(bias.grad(), bias2.grad()) < 1e-13);
    }
  }
}

BOOST_AUTO_TEST_CASE(float32_differs_by_rounding_alone) {
  prepare_torch();
  const auto values = [](const at::Tensor& of) {
    return of.detach().to(at::kFloat);
  };
  const at::Tensor maps = values(waves({1, 16, 8, 8}, 0.7));
  const at::Tensor weight = values(waves({4, 16, 3, 3}, 1.3));
  const at::Tensor bias = values(waves({4}, 0.9));
  BOOST_TEST(apart(upsampled_convolution(maps, weight, bias, 4),
                   at::conv2d(at::upsample_bilinear2d(maps, {32, 32}, false),
                              weight, bias, 1, 1)) < 1e-6);
}

BOOST_AUTO_TEST_CASE(maps_of_other_channels_are_refused) {
  BOOST_TEST(error_of([] {
               upsampled_convolution(at::zeros({1, 2, 4, 4}),
                                     at::zeros({3, 5, 3, 3}), at::zeros({3}),
                                     2);
             }) ==
             "upsampled_convolution: maps of 2 channels, a weight for 5 and a "
             "bias of 3 for 3 outputs, factor 2; channels and outputs must be "
             "the same, the factor at least 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
