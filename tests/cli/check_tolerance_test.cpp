#include "tools/cli/commands/check_tolerance.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <span>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/writer.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

fs::path array(const fs::path& folder, const std::vector<float>& values) {
  zarr::Writer out(folder);
  zarr::ArrayOptions plain;
  plain.chunks = {4};
  plain.codec = zarr::Codec::none;
  out.array("x", std::span<const float>(values),
            {static_cast<std::int64_t>(values.size())}, plain);
  return folder;
}

fs::path model(const fs::path& folder, const std::string& loss,
               const std::string& weights) {
  make_folders(folder);
  write_file(folder / "training.json", "{\"final_loss\": " + loss + "}");
  write_file(folder / "weights.safetensors", weights);
  return folder;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_tolerance_test)

// |a - b| <= 2e-3 + 1e-2 max(|a|, |b|): at 100 that is 1.002.
BOOST_AUTO_TEST_CASE(arrays_agree_number_by_number) {
  const TempFolder folder;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const fs::path a = array(folder / "a", {100, 0, nan, 1, 0, 0, 0, 0});
  const auto alike = [&](const char* name, const std::vector<float>& values) {
    return alike_by_tolerance(a, array(folder / name, values));
  };
  BOOST_TEST(alike("same", {100, 0, nan, 1, 0, 0, 0, 0}));
  // The second chunk, of zeros, is left out on one side alone.
  BOOST_TEST(alike("near", {101, 0.0019F, nan, 1, 0.001F, 0, 0, 0}));
  BOOST_TEST(!alike("far", {101.1F, 0, nan, 1, 0, 0, 0, 0}));
  BOOST_TEST(!alike("zero", {100, 0.0021F, nan, 1, 0, 0, 0, 0}));
  BOOST_TEST(!alike("number", {100, 0, 5, 1, 0, 0, 0, 0}));
  BOOST_TEST(!alike("more", {100, 0, nan, 1, 0, 0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(of_a_training_its_losses_are_compared_not_its_weights) {
  const TempFolder folder;
  const fs::path a = model(folder / "a", "0.5", "weights");
  BOOST_TEST(alike_by_tolerance(a, model(folder / "b", "0.504", "others")));
  BOOST_TEST(!alike_by_tolerance(a, model(folder / "c", "0.51", "weights")));
  write_file(folder / "b" / "note", "more");
  BOOST_TEST(!alike_by_tolerance(a, folder / "b"));
}

// Weights that no training made are a file like others.
BOOST_AUTO_TEST_CASE(other_files_agree_by_their_bytes) {
  const TempFolder folder;
  for (const char* name : {"a", "b"}) {
    make_folders(folder / name);
    write_file(folder / name / "x.safetensors", name);
  }
  BOOST_TEST(!alike_by_tolerance(folder / "a", folder / "b"));
  BOOST_TEST(alike_by_tolerance(folder / "a", folder / "a"));
}

BOOST_AUTO_TEST_CASE(the_tolerance_is_said) {
  BOOST_TEST(tolerance_words() ==
             "numbers within 0.01 (and 0.002), trainings by their losses");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
