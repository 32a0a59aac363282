#include "core/learn/weights/weights.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

NamedTensor floats(const std::string& name, std::vector<std::int64_t> shape,
                   const std::vector<float>& values) {
  return {{name, Dtype::F32, std::move(shape)},
          std::string(reinterpret_cast<const char*>(values.data()),
                      values.size() * sizeof(float))};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(weights_test)

BOOST_AUTO_TEST_CASE(every_tensor_that_does_not_fit_is_listed_at_once) {
  const Weights found{{floats("a", {2}, {1, 2}),
                       floats("b", {3}, {1, 2, 3}),
                       floats("extra", {1}, {1}),
                       {{"count", Dtype::I32, {}}, std::string(4, '\0')}},
                      {}};
  const std::vector<TensorSpec> expected{{"a", Dtype::F32, {2}},
                                         {"b", Dtype::F32, {3, 1}},
                                         {"c", Dtype::F32, {4}},
                                         {"count", Dtype::I64, {}}};
  BOOST_TEST(error_of([&] {
               check_weights(found, expected, "my.pth", "hist_model");
             }) ==
             "my.pth: 4 tensors do not fit hist_model, which has 4:\n"
             "  missing: c F32 [4]\n"
             "  misshapen: b is F32 [3], expected F32 [3, 1]\n"
             "  misshapen: count is I32 [], expected I64 []\n"
             "  unexpected: extra F32 [1]");
}

BOOST_AUTO_TEST_CASE(a_missing_tensor_is_named_with_the_nearest) {
  const Weights weights{{floats("layer.weight", {1}, {1})}, {}};
  BOOST_TEST(error_of([&] { weights.tensor("layer.wieght"); }) ==
             "no tensor 'layer.wieght'; did you mean 'layer.weight'?");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
