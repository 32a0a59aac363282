#include "core/learn/train/batches.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Batching batching(std::int64_t size) {
  Batching value;
  value.step = "batches_test";
  value.size = size;
  return value;
}

// Each example is its number.
Examples numbers(std::size_t count) {
  return {.count = count,
          .batch =
              [](const auto& which) {
                Batch batch{{at::empty({std::ssize(which)}, at::kFloat)}, {}};
                float* to = batch.inputs[0].template mutable_data_ptr<float>();
                for (const std::size_t i : which) {
                  *to++ = static_cast<float>(i);
                }
                return batch;
              },
          .units = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batches_test)

BOOST_AUTO_TEST_CASE(an_epoch_visits_each_example_once) {
  bool shuffled = false;
  for (std::int64_t epoch = 0; epoch < 4; ++epoch) {
    const auto batches = batches_of_epoch(5, batching(2), epoch);
    BOOST_REQUIRE(batches.size() == 3U);
    std::vector<std::size_t> seen;
    for (const auto& which : batches) {
      seen.insert(seen.end(), which.begin(), which.end());
    }
    BOOST_TEST(batches.back().size() == 1U);  // the last one is kept
    shuffled |= !std::is_sorted(seen.begin(), seen.end());
    std::sort(seen.begin(), seen.end());
    BOOST_TEST(seen == (std::vector<std::size_t>{0, 1, 2, 3, 4}),
               boost::test_tools::per_element());
  }
  BOOST_TEST(shuffled);
}

BOOST_AUTO_TEST_CASE(order_and_last_batch_are_as_asked) {
  Batching plain = batching(2);
  plain.shuffle = false;
  plain.drop_last = true;
  const auto batches = batches_of_epoch(5, plain, 3);
  BOOST_REQUIRE(batches.size() == 2U);
  BOOST_TEST(batches[0] == (std::vector<std::size_t>{0, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(batches[1] == (std::vector<std::size_t>{2, 3}),
             boost::test_tools::per_element());
}

// What is drawn for example 3 in epoch 1 is the same whichever examples stand
// beside it, and other than in epoch 2 or in another fold.
BOOST_AUTO_TEST_CASE(augmentation_draws_by_example_and_epoch) {
  const auto draws = [](const std::vector<std::size_t>& which,
                        std::int64_t epoch, const std::string& fold) {
    Batching noisy = batching(2);
    noisy.seed = {1, fold};
    std::vector<std::uint64_t> bits;
    noisy.augmentation = [&](Batch& batch, std::span<RandomStream> streams) {
      BOOST_TEST(streams.size() == which.size());
      for (RandomStream& stream : streams) bits.push_back(stream.bits());
      batch.inputs[0].add_(100);
    };
    const Batch batch = make_batch(numbers(5), which, noisy, epoch);
    BOOST_TEST(batch.inputs[0][0].item<float>() ==
               100 + static_cast<float>(which[0]));
    return bits;
  };
  BOOST_TEST(draws({3, 0}, 1, "")[0] == draws({2, 3}, 1, "")[1]);
  BOOST_TEST(draws({3}, 1, "")[0] != draws({3}, 2, "")[0]);
  BOOST_TEST(draws({3}, 1, "")[0] != draws({3}, 1, "B")[0]);
}

BOOST_AUTO_TEST_CASE(batches_that_cannot_be_made_are_refused) {
  BOOST_TEST(error_of([] { batches_per_epoch(3, batching(0)); }) ==
             "batches_test: batch = 0, it must be at least 1");
  Batching whole = batching(4);
  whole.drop_last = true;
  BOOST_TEST(error_of([&] { batches_per_epoch(3, whole); }) ==
             "batches_test: 3 example(s) do not fill one batch of 4, and "
             "smaller ones are dropped");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
