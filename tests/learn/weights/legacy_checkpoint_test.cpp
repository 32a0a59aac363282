#include "core/learn/weights/legacy_checkpoint.h"

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/learn/weights/torch_checkpoint.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

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

// The machine, little-endian (0x88, True) or not.
std::string machine(char flag = '\x88') {
  return std::string("\x80\x02}(", 4) + text("protocol_version") +
         std::string("M\xe9\x03", 3) + text("little_endian") + flag + "u.";
}

// A tensor of `count` floats of storage `name`, as PyTorch 0.3 wrote it.
std::string tensor(const std::string& name, int count) {
  return "ctorch._utils\n_rebuild_tensor\n((" + text("storage") +
         "ctorch\nFloatStorage\n" + text(name) + text("cpu") + "K" +
         number(count, 1) + "NtQ" + number('K', 2) + "(K" + number(count, 1) +
         "t(K\x01ttR";
}

// {"a": two floats, "b": one}
std::string value() {
  return std::string("\x80\x02}(", 4) + text("a") + tensor("71", 2) +
         text("b") + tensor("70", 1) + "u.";
}

std::string names(const std::vector<std::string>& storages) {
  std::string list = std::string("\x80\x02](", 4);
  for (const std::string& name : storages) list += text(name);
  return list + "e.";
}

std::string floats(const std::vector<float>& values) {
  std::string bytes = number(values.size(), 8);
  for (const float one : values) {
    bytes.append(reinterpret_cast<const char*>(&one), sizeof one);
  }
  return bytes;
}

std::string whole() {
  return std::string(kLegacyBeginning) + machine() + value() +
         names({"70", "71"}) + floats({5}) + floats({1, 2});
}

struct Saved {
  explicit Saved(const std::string& bytes) { write_file(path, bytes); }
  std::string refused() const {
    return error_of([&] { read_weights(path); }, folder.path);
  }

  TempFolder folder;
  fs::path path = folder.path / "x.pth";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(legacy_checkpoint_test)

// The first bytes of what PyTorch 2.13.0 writes with
// _use_new_zipfile_serialization=False.
BOOST_AUTO_TEST_CASE(it_begins_as_pytorch_wrote_it) {
  const unsigned char written[] = {0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c,
                                   0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
                                   0x2e, 0x80, 0x02, 0x4d, 0xe9, 0x03, 0x2e};
  BOOST_TEST(kLegacyBeginning.size() == sizeof written);
  BOOST_TEST(std::memcmp(kLegacyBeginning.data(), written, sizeof written) ==
             0);
}

// Storages lie in the order of their names, tensors in that of the state.
BOOST_AUTO_TEST_CASE(tensors_come_by_name_from_their_storages) {
  const Weights weights = read_weights(Saved(whole()).path);
  BOOST_TEST_REQUIRE(weights.tensors.size() == 2U);
  BOOST_TEST(weights.tensors[0].spec.name == "a");
  BOOST_TEST(weights.tensors[0].spec.text() == "F32 [2]");
  BOOST_TEST(weights.tensors[0].bytes == floats({1, 2}).substr(8));
  BOOST_TEST(weights.tensors[1].spec.name == "b");
  BOOST_TEST(weights.tensors[1].bytes == floats({5}).substr(8));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  const std::string begin = std::string(kLegacyBeginning) + machine() + value();
  const auto refused = [&](const std::string& rest) {
    return Saved(begin + rest).refused();
  };
  BOOST_TEST(refused(names({"70", "71"}) + floats({5}) + floats({1})) ==
             "x.pth: storage '71' has 1 elements, expected 2");
  BOOST_TEST(refused(names({"70"}) + floats({5})) ==
             "x.pth: the file has no storage '71'");
  BOOST_TEST(refused(names({"70", "72"}) + floats({5}) + floats({1})) ==
             "x.pth: storage '72' is of no tensor");
  BOOST_TEST(refused(names({"70", "70"}) + floats({5}) + floats({5})) ==
             "x.pth: storage '70' is there twice");
  BOOST_TEST(refused(names({"70", "71"}) + floats({5}) +
                     floats({1, 2}).substr(0, 15)) ==
             "x.pth: cut off: storage '71' has 2 elements of F32, the file 7 "
             "bytes for them");
  BOOST_TEST(refused(names({"70", "71"}) + floats({5}) + "1234567") ==
             "x.pth: cut off: storage '71' begins behind its end");
  BOOST_TEST(refused("\x80\x02}.") ==
             "x.pth: the names of its storages are no list");
  BOOST_TEST(Saved(std::string(kLegacyBeginning) + machine('\x89')).refused() ==
             "x.pth: its bytes are in order 'big', only little-endian is read");
  BOOST_TEST(
      Saved(std::string(kLegacyBeginning.substr(0, 15)) + "x").refused() ==
      "x.pth: not of torch.save before PyTorch 1.6, or of another "
      "version than 1001 of its form");
}

// A part of a storage, as PyTorch until 0.1 had them.
BOOST_AUTO_TEST_CASE(parts_of_storages_are_refused) {
  std::string part = value();
  part.replace(part.find("NtQ"), 1, ")");
  const std::string said =
      Saved(std::string(kLegacyBeginning) + machine() + part).refused();
  BOOST_TEST(said.starts_with("x.pth: a storage is a part of another one"),
             said);
}

// One storage as floats and as integers would be read as either.
BOOST_AUTO_TEST_CASE(a_storage_is_of_one_type) {
  std::string twice = tensor("70", 1);
  twice.replace(twice.find("Float"), 5, "Int");
  const std::string said =
      Saved(std::string(kLegacyBeginning) + machine() + "\x80\x02}(" +
            text("a") + tensor("70", 1) + text("b") + twice + "u.")
          .refused();
  BOOST_TEST(said.starts_with("x.pth: storage '70' is of two types or lengths"),
             said);
}

// Every shorter file gives an Error, every changed byte reads or gives one.
BOOST_AUTO_TEST_CASE(damaged_files_give_errors) {
  const std::string good = whole();
  for (std::size_t i = 4; i < good.size(); ++i) {
    BOOST_TEST(Saved(good.substr(0, i)).refused() != "no error");
    std::string changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 0x55);
    const Saved saved(changed);
    saved.refused();
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
