#include "tools/cli/commands/check_difference.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/writer.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

/// A group with the array `x`, four values a chunk, uncompressed.
template <typename T>
fs::path group(const fs::path& folder, const std::vector<T>& values) {
  zarr::Writer out(folder);
  zarr::ArrayOptions plain;
  plain.chunks = {4};
  plain.codec = zarr::Codec::none;
  out.array("x", std::span<const T>(values),
            {static_cast<std::int64_t>(values.size())}, plain);
  return folder;
}

std::vector<std::string> words(const fs::path& a, const fs::path& b) {
  std::vector<std::string> said;
  for (const FileDifference& one : object_differences(a, b)) {
    said.push_back(difference_words(one));
  }
  return said;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(check_difference_test)

BOOST_AUTO_TEST_CASE(equal_objects_have_no_difference) {
  const TempFolder folder;
  BOOST_TEST(words(group<float>(folder / "a", {1, 2, 3}),
                   group<float>(folder / "b", {1, 2, 3}))
                 .empty());
}

// 1.5F is 00 00 C0 3F, 1.25F is 00 00 A0 3F: byte 2 of the third value.
BOOST_AUTO_TEST_CASE(values_of_a_float_array_are_counted) {
  const TempFolder folder;
  const Lines expected = {
      "x/c/0: first differs at byte 10, 1 byte differs; array x: 1 of 6 values "
      "differ, by 0.25 at most"};
  BOOST_TEST(
      words(group<float>(folder / "a", {1, 2, 1.5F, 4, 5, 6}),
            group<float>(folder / "b", {1, 2, 1.25F, 4, 5, 6})) == expected,
      boost::test_tools::per_element());
}

// A chunk of zeros is left out; its values count all the same, once for both
// files of the array.
BOOST_AUTO_TEST_CASE(a_chunk_on_one_side_alone_is_part_of_the_count) {
  const TempFolder folder;
  const Lines expected = {
      "x/c/0: first differs at byte 7, 1 byte differs; array x: 3 of 8 values "
      "differ, by 7 at most",
      "x/c/1: only in the first result"};
  BOOST_TEST(
      words(group<double>(folder / "a", {1, 0, 0, 0, 7, 3, 0, 0}),
            group<double>(folder / "b", {-1, 0, 0, 0, 0, 0, 0, 0})) == expected,
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nan_and_the_sign_of_zero_count_as_they_are_stored) {
  const TempFolder folder;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto found =
      object_differences(group<double>(folder / "a", {nan, 1, 0.0, 1}),
                         group<double>(folder / "b", {nan, 1, -0.0, 1}));
  BOOST_TEST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].values_differ == 1U);
  BOOST_TEST(found[0].largest == 0);
  const auto lost =
      object_differences(group<double>(folder / "c", {nan, 1, 3, 1}),
                         group<double>(folder / "d", {2, 1, 4, 1}));
  BOOST_TEST(std::isnan(lost.at(0).largest));
  BOOST_TEST(lost[0].values_differ == 2U);
}

BOOST_AUTO_TEST_CASE(other_files_are_compared_byte_by_byte) {
  const TempFolder folder;
  for (const char* name : {"a", "b"}) make_folders(folder / name);
  write_file(folder / "a/text", "abcdef");
  write_file(folder / "b/text", "abXde");
  write_file(folder / "b/more", "m");
  const Lines expected = {"more: only in the second result",
                          "text: first differs at byte 2, 2 bytes differ"};
  BOOST_TEST(words(folder / "a", folder / "b") == expected,
             boost::test_tools::per_element());
  // Integers are not measured.
  const Lines integers = {"x/c/0: first differs at byte 0, 1 byte differs"};
  BOOST_TEST(words(group<std::int32_t>(folder / "c", {1, 2}),
                   group<std::int32_t>(folder / "d", {3, 2})) == integers,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
