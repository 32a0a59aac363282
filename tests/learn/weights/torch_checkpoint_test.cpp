#include "core/learn/weights/torch_checkpoint.h"

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/learn/weights/pickle.h"
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

std::string number(std::size_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) {
    text += static_cast<char>(value >> 8 * i & 255);
  }
  return text;
}

// Pickle: opcodes by hand.
std::string text(const std::string& value) {
  return "X" + number(value.size(), 4) + value;
}

// A tensor of 255 floats in storage "0"; `sides` are a tuple's items.
std::string tensor(const std::string& sides = "K\xff") {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") +
         "ctorch\nFloatStorage\n" + text("0") + text("cpu") + "K\xfftQ" +
         number('K', 2) + "(" + sides + "t(K\x01ttR";
}

// A dictionary with one tensor under as many names.
std::string shared_tensor(int names) {
  std::string program = tensor() + number('q', 2) + "0}";
  for (int i = 0; i < names; ++i) {
    program += text(concat("w", i)) + number('h', 2) + "s";
  }
  return program + ".";
}

// An archive as torch.save makes it; the parts follow one another.
std::string archive(
    const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string bytes;
  std::string directory;
  for (const auto& [name, part] : parts) {
    directory += "PK\1\2" + std::string(20, '\0') + number(part.size(), 4) +
                 number(name.size(), 2) + std::string(12, '\0') +
                 number(bytes.size(), 4) + name;
    bytes += "PK\3\4" + std::string(22, '\0') + number(name.size(), 2) +
             std::string(2, '\0') + name + part;
  }
  return bytes + directory + "PK\5\6" + std::string(6, '\0') +
         number(parts.size(), 2) + number(directory.size(), 4) +
         number(bytes.size(), 4) + std::string(2, '\0');
}

// What a pickle says that is no checkpoint.
std::string pickle_error(const std::string& program) {
  return error_of([&] { read_pickle(program, "x.pth"); });
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

BOOST_AUTO_TEST_CASE(an_entry_may_be_one_that_not_every_file_has) {
  const auto read = [](const fs::path& path, std::string_view entry) {
    return read_weights(path, entry, StateEntry::where_there_is_one);
  };
  BOOST_TEST(read(kCheckpoint, "model").tensors.size() == 5U);
  BOOST_TEST(error_of([&] { read(kCheckpoint, "state"); }) ==
             kCheckpoint.string() +
                 ": 'model' is not a tensor; the state may be one of its "
                 "entries");
  const TempFolder folder;
  write_file(folder.path / "x.pth",
             archive({{"a/data.pkl", shared_tensor(2)},
                      {"a/data/0", std::string(1020, '\0')}}));
  BOOST_TEST(read(folder.path / "x.pth", "model").tensors.size() == 2U);
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

// ')' is a tuple, 0x85 a tuple around what is on top. Destroyed one in the
// other, 100 000 of them would overflow the stack.
BOOST_AUTO_TEST_CASE(a_pickle_nests_at_most_1000_deep) {
  BOOST_TEST(pickle_error(")" + std::string(999, '\x85') + ".") == "no error");
  BOOST_TEST(pickle_error(")" + std::string(100'000, '\x85') + ".") ==
             "x.pth: values lie more than 1000 deep (byte 1001 of its pickle)");
}

// ']' is a list, 'a' puts the top into the list below it.
BOOST_AUTO_TEST_CASE(no_list_of_a_pickle_holds_itself) {
  const std::string keep = number('q', 2);
  const std::string recall = number('h', 2);
  BOOST_TEST(pickle_error("]" + keep + recall + "a.") ==
             "x.pth: a list or dictionary is put into itself or filled after "
             "it was put into another (byte 6 of its pickle)");
  // From the outside in, no list would know how deep it is.
  BOOST_TEST(pickle_error("]]" + keep + "a0" + recall + "]a.") ==
             "x.pth: a list or dictionary is put into itself or filled after "
             "it was put into another (byte 10 of its pickle)");
}

// A text of 1 MiB, kept once (the first copy) and recalled 64 times.
BOOST_AUTO_TEST_CASE(copies_of_texts_are_bounded) {
  std::string program = text(std::string(1 << 20, 'x')) + number('q', 2);
  for (int i = 0; i < 63; ++i) program += number('h', 2);
  BOOST_TEST(pickle_error(program + ".") == "no error");
  program += number('h', 2);
  BOOST_TEST(pickle_error(program + ".") ==
             concat("x.pth: its texts are copied to more than 67108864 bytes "
                    "(byte ",
                    program.size(), " of its pickle)"));
}

BOOST_AUTO_TEST_CASE(a_tensor_has_at_most_64_axes) {
  std::string sides;
  for (int i = 0; i < 65; ++i) sides += "K\x01";
  const std::string program = tensor(sides);
  BOOST_TEST(pickle_error(program + ".") ==
             concat("x.pth: the shape of a tensor has 65 numbers, at most 64 "
                    "are read (byte ",
                    program.size(), " of its pickle)"));
}

BOOST_AUTO_TEST_CASE(tensors_that_share_a_storage_are_copied_16_files_long) {
  const TempFolder folder;
  const fs::path path = folder.path / "x.pth";
  const std::string floats(1020, '\x3f');
  write_file(path,
             archive({{"a/data.pkl", shared_tensor(2)}, {"a/data/0", floats}}));
  const Weights tied = read_weights(path);
  BOOST_TEST(tied.tensors.size() == 2U);
  BOOST_TEST(tied.tensors[1].bytes == floats);

  const std::string bytes =
      archive({{"a/data.pkl", shared_tensor(90)}, {"a/data/0", floats}});
  rewrite(path, bytes);
  // The first with which n * 1020 / 16 is above the size.
  const std::size_t n = (16 * (bytes.size() + 1) + 1019) / 1020;
  BOOST_TEST(n < 90U);
  BOOST_TEST(error_of([&] { read_weights(path); }, folder.path) ==
             concat("x.pth: tensor 'w", n - 1,
                    "': the tensors as far as this one have ", n * 1020,
                    " bytes, expected at most 16 times the file's ",
                    bytes.size(), "; too many share one storage"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
