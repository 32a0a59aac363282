#include "core/learn/network/label_pooling.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

using Numbers = std::vector<std::int64_t>;

// Three pictures of 2 x 3 px: the first empty, the second with the nuclei 4
// and 9, the third all nuclei and no background.
at::Tensor three_pictures() {
  return at::tensor({0, 0, 0, 0, 0, 0,  //
                     9, 4, 0, 9, 9, 0,  //
                     4, 4, 4, 4, 4, 7})
      .view({3, 2, 3})
      .to(at::kLong);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(label_pooling_test)

BOOST_AUTO_TEST_CASE(rows_are_pictures_then_labels_and_only_0_is_background) {
  const LabelRows rows = label_rows(three_pictures());
  BOOST_TEST(rows.ids == (Numbers{4, 9, 4, 7}),
             boost::test_tools::per_element());
  BOOST_TEST(rows.counts == (Numbers{0, 2, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(rows.areas == (Numbers{1, 3, 5, 1}),
             boost::test_tools::per_element());
}

// Channel 0 is the place in the batch, 0 to 17, channel 1 is 1 everywhere. In
// the second picture label 4 lies at 7, label 9 at 6, 9 and 10.
BOOST_AUTO_TEST_CASE(means_are_over_a_label_and_over_the_whole_picture) {
  prepare_torch();
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    const at::Tensor places = at::arange(18, type).view({3, 2, 3});
    const at::Tensor maps = at::stack({places, at::ones({3, 2, 3}, type)}, 1);
    const LabelMeans means = label_means(maps, label_rows(three_pictures()));
    BOOST_TEST(means.objects.equal(
        at::tensor({7.0, 1.0, 25.0 / 3, 1.0, 14.0, 1.0, 17.0, 1.0})
            .view({4, 2})
            .to(type)));
    BOOST_TEST(means.pictures.equal(
        at::tensor({2.5, 1.0, 8.5, 1.0, 14.5, 1.0}).view({3, 2}).to(type)));
  }
}

// Against one mask a nucleus, as the published code has it.
BOOST_AUTO_TEST_CASE(the_gradient_is_that_of_one_mask_a_nucleus) {
  prepare_torch();
  const at::Tensor labels = three_pictures();
  const auto maps_of = [] {
    return at::cos(at::arange(3 * 4 * 6, at::kDouble))
        .view({3, 4, 2, 3})
        .requires_grad_();
  };
  const at::Tensor weights = at::cos(at::arange(16, at::kDouble) * 2);
  const at::Tensor of_pictures = at::cos(at::arange(12, at::kDouble) * 3);

  at::Tensor maps = maps_of();
  const LabelMeans means = label_means(maps, label_rows(labels));
  ((means.objects.flatten() * weights).sum() +
   (means.pictures.flatten() * of_pictures).sum())
      .backward();

  at::Tensor again = maps_of();
  std::vector<at::Tensor> rows;
  for (std::int64_t b = 0; b < 3; ++b) {
    for (const std::int64_t id : {4, 7, 9}) {
      const at::Tensor mask = labels[b] == id;
      if (!mask.any().item<bool>()) continue;
      rows.push_back((again[b] * mask).sum({1, 2}) / mask.sum());
    }
  }
  ((at::stack(rows).flatten() * weights).sum() +
   (again.mean({2, 3}).flatten() * of_pictures).sum())
      .backward();
  BOOST_TEST(at::allclose(maps.grad(), again.grad(), 0, 1e-15));
}

BOOST_AUTO_TEST_CASE(pictures_without_any_label_have_means_of_their_own) {
  prepare_torch();
  at::Tensor maps = at::ones({2, 1, 2, 2}).requires_grad_();
  const LabelMeans means =
      label_means(maps, label_rows(at::zeros({2, 2, 2}, at::kLong)));
  BOOST_TEST(means.objects.size(0) == 0);
  BOOST_TEST(means.objects.size(1) == 1);
  (means.objects.sum() + means.pictures.sum()).backward();
  BOOST_TEST(maps.grad().equal(at::ones({2, 1, 2, 2}) / 4));
}

BOOST_AUTO_TEST_CASE(what_does_not_go_together_is_refused) {
  prepare_torch();
  at::Tensor labels = three_pictures();
  BOOST_TEST(error_of([&] {
               label_means(at::zeros({3, 1, 2, 2}), label_rows(labels));
             }) ==
             "label_means: 3 pictures of 2 x 2 px, labels of 3 of 2 x 3; they "
             "must be the same");
  BOOST_TEST(error_of([&] { label_rows(labels.to(at::kInt)); }) ==
             "label_rows: labels are int64 [pictures, height, width], not Int "
             "of 3 dimensions");
  labels[1][0][0] = -3;
  BOOST_TEST(error_of([&] { label_rows(labels); }) ==
             "label_rows: a pixel has the label -3; labels are 0, the "
             "background, or positive");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
