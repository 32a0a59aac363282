#include "core/learn/weights/safetensors.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

NamedTensor floats(const std::string& name, std::vector<std::int64_t> shape,
                   const std::vector<float>& values) {
  return {{name, Dtype::F32, std::move(shape)},
          std::string(reinterpret_cast<const char*>(values.data()),
                      values.size() * sizeof(float))};
}

Weights two_tensors() {
  return {{{{"count", Dtype::U8, {}}, std::string("\x07", 1)},
           floats("layer.weight", {2, 2}, {1, 2, 3, 4})},
          {{"licence", "none"}}};
}

// A file with this header and so many bytes of data.
fs::path file_with(const TempFolder& folder, const std::string& header,
                   std::size_t data_bytes) {
  std::string length(8, '\0');
  for (int i = 0; i < 8; ++i) {
    length[i] = static_cast<char>(header.size() >> (8 * i) & 0xFF);
  }
  const fs::path path = folder.path / "x.safetensors";
  write_file(path, length + header + std::string(data_bytes, '\0'));
  return path;
}

std::string refusal(const std::string& header, std::size_t data_bytes) {
  const TempFolder folder;
  const fs::path path = file_with(folder, header, data_bytes);
  return error_of([&] { read_safetensors(path); }, folder.path);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(safetensors_test)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const TempFolder folder;
  write_safetensors(folder.path / "x.safetensors", two_tensors());
  const Weights back = read_safetensors(folder.path / "x.safetensors");
  BOOST_TEST(back.metadata.at("licence") == "none");
  BOOST_TEST(back.tensors.size() == 2U);
  // Floats come first, so that they are aligned.
  BOOST_TEST(back.tensors[0].spec.name == "layer.weight");
  BOOST_TEST(back.tensor("layer.weight").spec.text() == "F32 [2, 2]");
  BOOST_TEST(back.tensor("layer.weight").bytes ==
             two_tensors().tensors[1].bytes);
  BOOST_TEST(back.tensor("count").bytes == std::string("\x07", 1));
}

// By the format: 8 bytes of length, a header padded to 8 bytes, the data.
BOOST_AUTO_TEST_CASE(bytes_are_those_of_the_format) {
  const TempFolder folder;
  write_safetensors(folder.path / "x", {{floats("a", {1}, {1.0F})}, {}});
  const std::string header =
      R"({"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}})";
  BOOST_TEST(header.size() == 54U);
  BOOST_TEST(read_file(folder.path / "x") ==
             std::string("\x38\0\0\0\0\0\0\0", 8) + header + "  " +
                 std::string("\0\0\x80\x3f", 4));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_off_is_refused) {
  const TempFolder folder;
  write_safetensors(folder.path / "x", two_tensors());
  const std::string whole = read_file(folder.path / "x");
  write_file(folder.path / "short", whole.substr(0, whole.size() - 1));
  BOOST_TEST(
      error_of([&] { read_safetensors(folder.path / "short"); }, folder.path) ==
      "short: the tensors end at byte 17 of 16 bytes of data");
  write_file(folder.path / "tiny", "abc");
  BOOST_TEST(
      error_of([&] { read_safetensors(folder.path / "tiny"); }, folder.path) ==
      "tiny: 3 bytes are too few for a safetensors file");
  write_file(folder.path / "other", "\x89PNG\r\n\x1a\n and more");
  BOOST_TEST(
      error_of([&] { read_safetensors(folder.path / "other"); }, folder.path) ==
      "other: not a safetensors file, or cut off: its header would "
      "take 727905341920923785 of 17 bytes");
}

BOOST_AUTO_TEST_CASE(a_header_is_not_believed) {
  BOOST_TEST(
      refusal(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4) ==
      "x.safetensors: tensor 'a': data_offsets [0, 4] do not hold F32 "
      "[2], which takes 8 bytes");
  BOOST_TEST(
      refusal(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2) ==
      "x.safetensors: tensor 'a' begins at byte 1 of the data, expected "
      "0");
  BOOST_TEST(
      refusal(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 3) ==
      "x.safetensors: the tensors end at byte 1 of 3 bytes of data");
  BOOST_TEST(refusal(R"({"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}})",
                     1) == "x.safetensors: tensor 'a': unknown dtype 'F8'");
  BOOST_TEST(
      refusal(R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1) ==
      "x.safetensors: tensor 'a': a length in shape is -1, not a count");
  BOOST_TEST(
      refusal(
          R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
          0) == "x.safetensors: tensor 'a': shape overflows");
  BOOST_TEST(refusal("[1]", 0) ==
             "x.safetensors: not a safetensors file: its header does not begin "
             "with {");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
