#include "core/learn/torch_checkpoint.h"

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// tests/golden/learn/README.md says how they were made.
const fs::path kCheckpoint = "tests/golden/learn/checkpoint.pth";
const fs::path kEvil = "tests/golden/learn/evil.pth";

template <typename Number>
std::vector<Number> values(const NamedTensor& tensor) {
  std::vector<Number> numbers(tensor.spec.count());
  BOOST_REQUIRE(tensor.bytes.size() == numbers.size() * sizeof(Number));
  std::memcpy(numbers.data(), tensor.bytes.data(), tensor.bytes.size());
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(torch_checkpoint_test)

BOOST_AUTO_TEST_CASE(tensors_come_by_name_in_order_and_contiguous) {
  const Weights weights = read_weights(kCheckpoint, "model");
  std::vector<std::string> names;
  for (const auto& tensor : weights.tensors) names.push_back(tensor.spec.name);
  BOOST_TEST(names == (std::vector<std::string>{"layer.weight", "layer.bias",
                                                "count", "slice", "shared"}),
             boost::test_tools::per_element());
  // Saved as a transposed view of 0..5 in [3, 2].
  BOOST_TEST(weights.tensor("layer.weight").spec.text() == "F32 [2, 3]");
  BOOST_TEST(values<float>(weights.tensor("layer.weight")) ==
                 (std::vector<float>{0, 2, 4, 1, 3, 5}),
             boost::test_tools::per_element());
  BOOST_TEST(values<double>(weights.tensor("layer.bias")) ==
                 (std::vector<double>{0.5, -1.5}),
             boost::test_tools::per_element());
  BOOST_TEST(weights.tensor("count").spec.text() == "I64 []");
  BOOST_TEST(values<std::int64_t>(weights.tensor("count"))[0] == 7);
  BOOST_TEST(values<std::int64_t>(weights.tensor("slice")) ==
                 (std::vector<std::int64_t>{4, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_state_is_named) {
  const std::string file = kCheckpoint.string();
  BOOST_TEST(error_of([] { read_weights(kCheckpoint); }) ==
             file +
                 ": 'model' is not a tensor; the state may be one of its "
                 "entries");
  BOOST_TEST(error_of([] { read_weights(kCheckpoint, "state"); }) ==
             file + ": no entry 'state'; there are: model, epoch");
  BOOST_TEST(error_of([] { read_weights(kCheckpoint, "epoch"); }) ==
             file + ": entry 'epoch' is not a dictionary");
}

BOOST_AUTO_TEST_CASE(a_pickle_that_calls_anything_else_is_refused_by_name) {
  BOOST_TEST(error_of([] { read_weights(kEvil, "model"); }) ==
             kEvil.string() +
                 ": it wants to use 'posix.system'; only tensors, numbers, "
                 "texts and dictionaries are read (byte 31 of its pickle)");
}

// Every shorter file and every file with one byte changed either reads or
// gives an Error: nothing crashes, nothing is read outside.
BOOST_AUTO_TEST_CASE(damaged_files_give_errors) {
  const TempFolder folder;
  const std::string whole = read_file(kCheckpoint);
  int refused = 0;
  for (std::size_t i = 0; i < whole.size(); i += 3) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x55);
    const fs::path path = folder.path / "x";
    write_file(path, changed);
    refused += error_of([&] { read_weights(path, "model"); }) != "no error";
    remove_file(path);
    write_file(path, whole.substr(0, i));
    BOOST_TEST(error_of([&] { read_weights(path, "model"); }) != "no error");
    remove_file(path);
  }
  BOOST_TEST(refused > 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
