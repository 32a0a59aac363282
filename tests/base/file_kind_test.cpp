#include "core/base/file_kind.h"

#include <boost/test/unit_test.hpp>

using namespace moonstain;

namespace {

std::string name_of(std::string_view bytes) {
  const auto kind = file_kind(bytes);
  return kind ? kind->name : "text";
}

std::string at(std::size_t place, const std::string& bytes) {
  return std::string(place, 'x') + bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_kind_test)

// Signatures as the file(1) command's magic has them.
BOOST_AUTO_TEST_CASE(archives_and_other_programs_files_are_known) {
  using namespace std::string_literals;
  BOOST_TEST(name_of("PK\x03\x04\x14") == "a zip archive");
  BOOST_TEST(name_of("PK\x03\x04" + at(26, "[Content_Types].xml")) ==
             "an Excel workbook");
  BOOST_TEST(name_of("\xfd"
                     "7zXZ\0"s) == "packed by xz");
  BOOST_TEST(name_of("BZh91AY&SY") == "packed by bzip2");
  BOOST_TEST(name_of(at(257, "ustar")) == "a tar archive");
  BOOST_TEST(name_of("\x89HDF\r\n\x1a\n") ==
             "an HDF5 file, as .h5 and .h5ad are");
  BOOST_TEST(name_of("RDX3\nX\n") == "a file of R");
  BOOST_TEST(name_of("PAR1\x15\x04") == "a Parquet file");
  BOOST_TEST(name_of("RIFF\x24\0\0\0WEBPVP8 "s) == "a WebP picture");
}

// Git LFS's specification, version 1; git-annex's pointer files.
BOOST_AUTO_TEST_CASE(pointers_of_version_control_are_known) {
  const auto lfs = file_kind(
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize "
      "12345\n");
  BOOST_REQUIRE(lfs.has_value());
  BOOST_TEST(lfs->name == "a Git LFS pointer to a file of 12345 bytes");
  BOOST_TEST(lfs->remedy ==
             "`git lfs pull` in its repository fetches the file itself");
  BOOST_TEST(name_of("/annex/objects/SHA256E-s31390--f50d7.csv\n") ==
             "a pointer of git-annex");
}

BOOST_AUTO_TEST_CASE(pages_of_a_server_are_known_with_their_title) {
  BOOST_TEST(name_of("\r\n<!DOCTYPE html>\n<HTML><Title>404 Not "
                     "Found</Title></html>") ==
             "a web page with title '404 Not Found'");
  BOOST_TEST(name_of("<html lang=\"en\">") == "a web page");
  BOOST_TEST(name_of("<?xml version=\"1.0\"?><Error>") == "XML");
}

BOOST_AUTO_TEST_CASE(texts_are_no_other_kind) {
  for (const char* text :
       {"", "PK\n", "PAR1\n", "RDX\nF2R\n", "X\n", "BZh9\n", "MM\n", "7z\n",
        "<1%\tx\n", "version 1\n", "\tGNAS\tFN1\n10x14\t2\t0\n"}) {
    BOOST_TEST(name_of(text) == "text");
  }
}

BOOST_AUTO_TEST_SUITE_END()
