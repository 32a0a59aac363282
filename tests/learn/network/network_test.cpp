#include "core/learn/network/network.h"

#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(network_test)

BOOST_AUTO_TEST_CASE(rows_of_a_transposed_tensor_are_its_own) {
  prepare_torch();
  const at::Tensor values = at::tensor({1.F, 2.F, 3.F, 4.F, 5.F, 6.F});
  Matrix expected(3, 2);
  expected << 1, 4, 2, 5, 3, 6;
  BOOST_TEST((rows_of(values.reshape({2, 3}).t()) == expected));
  BOOST_TEST(error_of([&] { rows_of(values); }) ==
             "rows_of: a tensor of 1 dimension(s); expected [rows, columns]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
