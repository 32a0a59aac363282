#include "core/base/zip.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

std::string from_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), {}, 16));
  }
  return out;
}

// Made with Python's zipfile, entries of 1 January 1980: a.csv, 20 lines of
// "x,y", deflated.
const std::string kOne = from_hex(
    "504b030414000000080000002100a2ccce6c090000005000000005000000612e637376"
    "abd0a9e4aaa0220600504b0102140314000000080000002100a2ccce6c090000005000"
    "0000050000000000000000000000800100000000612e637376504b0506000000000100"
    "0100330000002c0000000000");

// data/, data/a.csv and data/b.csv, stored.
const std::string kTwo = from_hex(
    "504b03041400000000000000210000000000000000000000000005000000646174612f"
    "504b0304140000000000000021008316dc8c01000000010000000a000000646174612f"
    "612e63737678504b0304140000000000000021001526dbfb01000000010000000a0000"
    "00646174612f622e63737679504b010214031400000000000000210000000000000000"
    "0000000000050000000000000000000000800100000000646174612f504b0102140314"
    "0000000000000021008316dc8c01000000010000000a00000000000000000000008001"
    "23000000646174612f612e637376504b01021403140000000000000021001526dbfb01"
    "000000010000000a000000000000000000000080014c000000646174612f622e637376"
    "504b05060000000003000300a3000000750000000000");

// t/, t/a.csv ("x,y") and __MACOSX/t/._a.csv, stored.
const std::string kMac = from_hex(
    "504b03041400000000000000210000000000000000000000000002000000742f504b03"
    "04140000000000000021004ac3b0a0040000000400000007000000742f612e63737678"
    "2c790a504b030414000000000000002100399cfb060400000004000000120000005f5f"
    "4d41434f53582f742f2e5f612e6373766a756e6b504b01021403140000000000000021"
    "00000000000000000000000000020000000000000000000000800100000000742f504b"
    "01021403140000000000000021004ac3b0a00400000004000000070000000000000000"
    "000000800120000000742f612e637376504b0102140314000000000000002100399cfb"
    "0604000000040000001200000000000000000000008001490000005f5f4d41434f5358"
    "2f742f2e5f612e637376504b05060000000003000300a50000007d0000000000");

std::string refused(const std::string& bytes, std::uint64_t limit = 1000) {
  return error_of([&] { unzip_if_needed(bytes, "t.zip", limit); });
}

// Made with Python's zipfile: l, a link to x, and ../x.
const std::string kLink = from_hex(
    "504b0304140000000000000021008316dc8c0100000001000000010000006c78504b0102"
    "1403140000000000000021008316dc8c0100000001000000010000000000000000000000"
    "ffa1000000006c504b050600000000010001002f000000200000000000");
const std::string kAbove = from_hex(
    "504b0304140000000000000021001526dbfb0100000001000000040000002e2e2f787950"
    "4b01021403140000000000000021001526dbfb0100000001000000040000000000000000"
    "0000008001000000002e2e2f78504b0506000000000100010032000000230000000000");

std::string refused_files(const std::string& bytes) {
  return error_of([&] { unzip_files(bytes, "t.moon"); });
}

std::string refused_path(const std::string& path) {
  return error_of([&] { zip_files({{path, "x"}}); });
}

std::string with_byte(std::string bytes, std::size_t at, char byte) {
  bytes[at] = byte;
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zip_test)

BOOST_AUTO_TEST_CASE(the_one_file_of_an_archive_comes_out) {
  std::string lines;
  for (int i = 0; i < 20; ++i) lines += "x,y\n";
  BOOST_TEST(unzip_if_needed(kOne, "t.zip") == lines);
  BOOST_TEST(unzip_if_needed(kMac, "t.zip") == "x,y\n");
}

BOOST_AUTO_TEST_CASE(other_bytes_pass_as_they_are) {
  BOOST_TEST(unzip_if_needed("", "x") == "");
  BOOST_TEST(unzip_if_needed("x,y\n", "x") == "x,y\n");
  const std::string workbook =
      "PK\x03\x04" + std::string(26, 'x') + "[Content_Types].xml";
  BOOST_TEST(unzip_if_needed(workbook, "x") == workbook);
}

BOOST_AUTO_TEST_CASE(of_several_files_none_is_chosen) {
  BOOST_TEST(refused(kTwo) ==
             "t.zip: is a zip archive of 2 files: data/a.csv, data/b.csv; "
             "expected one, unpack it and name the file that was meant");
}

// At 26 of the list's row for a.csv stands the size that comes out.
BOOST_AUTO_TEST_CASE(more_than_the_limit_does_not_come_out) {
  BOOST_TEST(refused(kOne, 79) ==
             "t.zip: file 'a.csv' of its zip archive unpacks to 80 bytes, at "
             "most 79 are read");
  BOOST_TEST(refused(with_byte(kOne, 44 + 24, '\x10'), 79) ==
             "t.zip: file 'a.csv' of its zip archive cannot be found; the "
             "archive is damaged");
}

// Byte 22 from the end begins the end record, 44 the list of files, 8 and 35
// are within the first file's own head and its packed bytes.
BOOST_AUTO_TEST_CASE(damage_is_named) {
  BOOST_TEST(refused(kOne.substr(0, 90)) ==
             "t.zip: is a zip archive without its list of files; the file is "
             "damaged or cut off");
  BOOST_TEST(refused(with_byte(kOne, 44, 'Q')) ==
             "t.zip: the list of files of its zip archive is damaged");
  BOOST_TEST(refused(with_byte(kOne, 40, '\x01')) ==
             "t.zip: file 'a.csv' of its zip archive is damaged: its checksum "
             "or size is another");
  BOOST_TEST(refused(with_byte(with_byte(kOne, 44 + 8, '\x01'), 6, '\x01')) ==
             "t.zip: file 'a.csv' of its zip archive has a password; unpack it "
             "and name the file inside");
  BOOST_TEST(refused(with_byte(with_byte(kOne, 44 + 10, '\x0c'), 8, '\x0c')) ==
             "t.zip: file 'a.csv' of its zip archive is packed by method 12, "
             "expected deflate (8); unpack it and name the file inside");
}

// Whatever byte is damaged, bytes or an Error come out, and no more than the
// limit.
BOOST_AUTO_TEST_CASE(no_damaged_byte_does_harm) {
  for (const std::string& archive : {kOne, kTwo, kMac}) {
    for (std::size_t at = 0; at < archive.size(); ++at) {
      for (const char byte : {'\x00', '\x01', '\x7f', '\xff'}) {
        try {
          BOOST_TEST(unzip_if_needed(with_byte(archive, at, byte), "t.zip", 400)
                         .size() <= 400U);
        } catch (const Error&) {
        }
      }
      refused(archive.substr(0, at));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_archive_unpacks_to_its_files) {
  const TempFolder folder;
  write_file(folder / "two.zip", kTwo);
  make_folders(folder / "out");
  unzip_into(folder / "two.zip", "two.zip", folder / "out");
  BOOST_TEST(read_file(folder / "out/data/a.csv") == "x");
  BOOST_TEST(read_file(folder / "out/data/b.csv") == "y");
  const std::string up = [] {
    std::string bytes = kTwo;
    for (std::size_t at; (at = bytes.find("data/b.csv")) != bytes.npos;) {
      bytes.replace(at, 10, "../bbb.csv");
    }
    return bytes;
  }();
  write_file(folder / "up.zip", up);
  BOOST_TEST(error_of([&] {
               unzip_into(folder / "up.zip", "up.zip", folder / "new");
             }) ==
             "up.zip: its zip archive has a file '../bbb.csv', whose path "
             "leaves the archive");
  write_file(folder / "text", "x,y");
  BOOST_TEST(error_of([&] {
               unzip_into(folder / "text", "text", folder / "out");
             }) == "text: is no zip archive");
}

// As a Zarr store in a zip has an attribute that was written again.
BOOST_AUTO_TEST_CASE(wanted_files_are_unpacked_and_the_last_of_a_path) {
  const TempFolder folder;
  const std::string twice = [] {
    std::string bytes = kTwo;
    for (std::size_t at; (at = bytes.find("data/b.csv")) != bytes.npos;) {
      bytes.replace(at, 10, "data/a.csv");
    }
    return bytes;
  }();
  write_file(folder / "two.zip", kTwo);
  write_file(folder / "twice.zip", twice);
  const std::vector<std::string> paths = zip_paths(folder / "two.zip", "two");
  BOOST_TEST(paths == (std::vector<std::string>{"data/a.csv", "data/b.csv"}),
             boost::test_tools::per_element());
  make_folders(folder / "some");
  unzip_into(folder / "two.zip", "two", folder / "some", 1000,
             [](std::string_view path) { return path == "data/b.csv"; });
  BOOST_TEST(
      list_files(folder / "some") == (std::vector<std::string>{"data/b.csv"}),
      boost::test_tools::per_element());
  make_folders(folder / "twice");
  unzip_into(folder / "twice.zip", "twice.zip", folder / "twice");
  BOOST_TEST(read_file(folder / "twice/data/a.csv") == "y");
  write_file(folder / "text", "x,y");
  BOOST_TEST(error_of([&] { zip_paths(folder / "text", "text"); }) ==
             "text: is no zip archive");
}

BOOST_AUTO_TEST_CASE(a_packed_archive_unpacks_to_its_files) {
  const TempFolder folder;
  write_file(folder / "a.zip", zip_files({{"data/a.csv", "x"}, {"empty", ""}}));
  make_folders(folder / "out");
  unzip_into(folder / "a.zip", "a.zip", folder / "out");
  BOOST_TEST(list_files(folder / "out") ==
                 (std::vector<std::string>{"data/a.csv", "empty"}),
             boost::test_tools::per_element());
  BOOST_TEST(read_file(folder / "out/data/a.csv") == "x");
}

const std::map<std::string, std::string> kFiles = {
    {"a", "x"}, {"b/c.txt", ""}, {"b/d", std::string(300'000, 'y')}};

BOOST_AUTO_TEST_CASE(files_come_back_and_their_bytes_are_fixed) {
  const std::string packed = zip_files(kFiles);
  BOOST_TEST((unzip_files(packed, "t.moon") == kFiles));
  // What Python's zipfile makes of ZipInfo("l", (1980, 1, 1, 0, 0, 0)) with
  // create_system and create_version 0, its mode of a Unix file zeroed.
  BOOST_TEST(
      zip_files({{"l", "x"}}) ==
      from_hex("504b0304140000000000000021008316dc8c0100000001000000010000006c"
               "78504b01020000140000000000000021008316dc8c01000000010000000100"
               "000000000000000000000000000000006c504b050600000000010001002f00"
               "0000200000000000"));
}

BOOST_AUTO_TEST_CASE(a_path_that_leads_elsewhere_is_refused) {
  const std::string says = "a zip archive: the path '";
  for (const auto& [path, problem] : std::map<std::string, std::string>{
           {"", "is empty"},
           {"/a", "begins at the root of the file system"},
           {"a//b", "has an empty part"},
           {"a/", "has an empty part"},
           {"..", "has the part '..'"},
           {"a/../b", "has the part '..'"},
           {"./a", "has the part '.'"},
           {"a\\b", "holds a backslash"}}) {
    BOOST_TEST(refused_path(path) ==
               says + path + "' of one of its files " + problem);
  }
  BOOST_TEST(refused_path("a\nb") ==
             says + "a?b' of one of its files holds what is not shown");
  BOOST_TEST(refused_path("1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7") ==
             says +
                 "1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7' of one of its files has "
                 "more than 16 levels");
  BOOST_TEST(refused_path("1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6") == "no error");
  BOOST_TEST(
      refused_path(std::string(1001, 'a'))
          .ends_with("...' of one of its files is longer than 1,000 bytes"));
  BOOST_TEST(error_of([] {
               zip_files({{"a", "x"}, {"a.b", "x"}, {"a/b", "x"}});
             }) == "a zip archive: 'a' is a file, and 'a/b' lies below it");
}

BOOST_AUTO_TEST_CASE(an_archive_of_other_hands_is_refused) {
  BOOST_TEST(refused_files(kLink) ==
             "t.moon: file 'l' in it is a link; files alone are taken");
  BOOST_TEST(refused_files(kAbove) ==
             "t.moon: the path '../x' of one of its files has the part '..'");
  BOOST_TEST(refused_files(kOne) ==
             "t.moon: file 'a.csv' in it is packed or locked; expected its "
             "bytes as they are");
  BOOST_TEST(refused_files(kTwo) ==
             "t.moon: the path 'data/' of one of its files has an empty part");
  BOOST_TEST(refused_files("no archive") ==
             "t.moon: is a zip archive without its list of files; the file is "
             "damaged or cut off");
}

BOOST_AUTO_TEST_CASE(a_path_that_comes_twice_is_refused) {
  std::string packed = zip_files({{"a", "x"}, {"b", "x"}});
  for (std::size_t at = 0; (at = packed.find('b', at)) != std::string::npos;) {
    packed[at] = 'a';
  }
  BOOST_TEST(refused_files(packed) == "t.moon: holds 'a' twice");
}

BOOST_AUTO_TEST_CASE(a_size_that_is_not_there_is_refused) {
  std::string packed = zip_files({{"a", "x"}});
  const std::size_t list = packed.find("PK\x01\x02");
  packed.replace(list + 20, 8, "\xff\xff\xff\x7f\xff\xff\xff\x7f");
  BOOST_TEST(refused_files(packed) ==
             "t.moon: file 'a' in it is said to have 2147483647 bytes, which "
             "are not there");
}

BOOST_AUTO_TEST_CASE(bytes_beside_the_files_are_refused) {
  const std::string packed = zip_files({{"a", "x"}});
  const std::string says =
      "t.moon: holds bytes that are of none of its files; it was changed, or "
      "other hands have packed it";
  BOOST_TEST(refused_files("x" + packed) == says);
  BOOST_TEST(refused_files(packed + "x") == says);
}

// Each single byte and each length.
BOOST_AUTO_TEST_CASE(no_changed_byte_is_taken) {
  const std::string packed = zip_files({{"a", "x"}, {"b/c", "yz"}});
  for (std::size_t at = 0; at < packed.size(); ++at) {
    BOOST_TEST(refused_files(packed.substr(0, at)) != "no error");
    for (int by = 1; by < 256; ++by) {
      std::string changed = packed;
      changed[at] = static_cast<char>(changed[at] ^ by);
      if (refused_files(changed) == "no error") {
        BOOST_ERROR("byte " << at << " changed by " << by << " is taken");
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
