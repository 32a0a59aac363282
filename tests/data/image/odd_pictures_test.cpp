// Pictures that can be decoded and are not what they seem: turned, grey, of few
// bits in many, of formats that are not read.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/image/exif.h"
#include "core/data/image/image.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/png.h"
#include "core/data/image/remarks.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Lines = std::vector<std::string>;

// A TIFF header, and a directory of one entry at byte 8: tag 0x0112, a short,
// one of it, the value.
std::string turned(char value, bool big_endian) {
  const auto number = [&](int value, int width) {
    std::string bytes;
    for (int i = 0; i < width; ++i) {
      const int shift = 8 * (big_endian ? width - 1 - i : i);
      bytes.push_back(static_cast<char>(value >> shift));
    }
    return bytes;
  };
  return (big_endian ? "MM" : "II") + number(42, 2) + number(8, 4) +
         number(1, 2) + number(0x0112, 2) + number(3, 2) + number(1, 4) +
         number(value, 2) + number(0, 2) + number(0, 4);
}

std::string with_exif(const std::string& jpeg, const std::string& tiff) {
  const std::string data = std::string("Exif\0\0", 6) + tiff;
  const auto size = data.size() + 2;
  return jpeg.substr(0, 2) + "\xff\xe1" + static_cast<char>(size >> 8) +
         static_cast<char>(size & 255) + data + jpeg.substr(2);
}

Picture plain(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Picture picture{16, 8, {}};
  for (int i = 0; i < 128; ++i) {
    picture.rgb.insert(picture.rgb.end(), {red, green, blue});
  }
  return picture;
}

std::string said_of(std::string_view bytes) {
  const TempFolder folder;
  write_file(folder / "p", bytes);
  return error_of([&] { Image::open(folder / "p", "p"); });
}

Lines remarks_of(std::string_view bytes) {
  const TempFolder folder;
  write_file(folder / "p", bytes);
  return remarks_on(*Image::open(folder / "p", "p"), "p");
}

std::string of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(
        std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string little(std::uint64_t value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) {
    bytes.push_back(static_cast<char>(value >> 8 * i));
  }
  return bytes;
}

// A TIFF of one tile of 16 x 16 px, of 3 samples of 8 bits, not packed. Its
// directory at byte 8 (16 in a BigTIFF) notes a turn.
std::string slide_turned(std::uint64_t turn, bool big) {
  const int width = big ? 8 : 4;
  const std::uint64_t bits_at =
      big ? 16 + 8 + 20 * 12 + 8 : 8 + 2 + 12 * 12 + 4;
  std::string file = big ? "II" + little(43, 2) + little(8, 2) + little(0, 2) +
                               little(16, 8) + little(12, 8)
                         : "II" + little(42, 2) + little(8, 4) + little(12, 2);
  const auto entry = [&](std::uint64_t tag, std::uint64_t type,
                         std::uint64_t count, std::uint64_t value) {
    file += little(tag, 2) + little(type, 2) + little(count, width) +
            little(value, width);
  };
  entry(256, 4, 1, 16);
  entry(257, 4, 1, 16);
  // In a BigTIFF three shorts lie where the value is.
  entry(258, 3, 3, big ? 0x000800080008 : bits_at);
  entry(259, 3, 1, 1);
  entry(262, 3, 1, 2);
  entry(274, 3, 1, turn);
  entry(277, 3, 1, 3);
  entry(284, 3, 1, 1);
  entry(322, 4, 1, 16);
  entry(323, 4, 1, 16);
  entry(324, 4, 1, bits_at + 6);
  entry(325, 4, 1, 768);
  return file + little(0, width) + little(0x000800080008, 6) +
         std::string(768, 'x');
}

// A row of grey samples of 16 bits, as Pillow 13 writes it: 0, 1000 and 4080
// (12 bits), or 40000 at the end.
constexpr std::string_view kStart =
    "89504e470d0a1a0a0000000d49484452000000030000000110000000006e1b972b"
    "0000000f49444154789c636";
constexpr std::string_view k12Bits =
    "460607ec1c3010002f20101ebc075300000000049454e44ae426082";
constexpr std::string_view k16Bits =
    "060607e31c70100044301c8e0adcff90000000049454e44ae426082";

}  // namespace

BOOST_AUTO_TEST_SUITE(odd_pictures_test)

BOOST_AUTO_TEST_CASE(the_turn_is_read_in_either_byte_order) {
  BOOST_TEST(exif_orientation(turned(6, false)) == 6);
  BOOST_TEST(exif_orientation(turned(8, true)) == 8);
  BOOST_TEST(exif_orientation(turned(9, true)) == 1);
  BOOST_TEST(exif_orientation("II*") == 1);
  BOOST_TEST(exif_orientation("") == 1);
  // A directory beyond the end, and one that claims more than there is.
  std::string far = turned(6, false);
  far[5] = 100;
  BOOST_TEST(exif_orientation(far) == 1);
  std::string many = turned(6, false);
  many[8] = 2;
  BOOST_TEST(exif_orientation(many) == 6);
}

BOOST_AUTO_TEST_CASE(a_turned_picture_is_refused) {
  const std::string jpeg = jpeg_encode(plain(200, 100, 150), 80);
  BOOST_TEST(said_of(with_exif(jpeg, turned(1, false))) == "no error");
  BOOST_TEST(
      said_of(with_exif(jpeg, turned(6, false))) ==
      "picture p: is noted to be turned (Exif orientation 6); some "
      "programs turn it and some do not, and the positions belong to one "
      "of the two: save it the way the positions mean it, without the "
      "note (exiftool -Orientation= removes it)");
}

BOOST_AUTO_TEST_CASE(a_turned_slide_is_refused) {
  for (const bool big : {false, true}) {
    BOOST_TEST(said_of(slide_turned(1, big)) == "no error");
    BOOST_TEST(
        said_of(slide_turned(8, big)) ==
        "picture p: is noted to be turned (Exif orientation 8); some "
        "programs turn it and some do not, and the positions belong to one "
        "of the two: save it the way the positions mean it, without the "
        "note (exiftool -Orientation= removes it)");
  }
}

// A directory that begins or ends beyond the file, or claims to be endless.
BOOST_AUTO_TEST_CASE(a_cut_slide_has_no_turn) {
  const TempFolder folder;
  const auto turn_of = [&](const std::string& bytes) {
    remove_file(folder / "p");
    write_file(folder / "p", bytes);
    return tiff_orientation(folder / "p");
  };
  std::string endless = slide_turned(6, true);
  endless.replace(16, 8, 8, '\xff');
  BOOST_TEST(turn_of(endless) == 6);
  std::string beyond = slide_turned(6, true);
  beyond.replace(8, 8, 8, '\xff');
  BOOST_TEST(turn_of(beyond) == 1);
  for (std::size_t bytes : {0, 1, 4, 8, 10, 40}) {
    BOOST_TEST(turn_of(slide_turned(6, false).substr(0, bytes)) == 1);
  }
}

BOOST_AUTO_TEST_CASE(grey_and_transparent_pictures_are_remarked) {
  const Lines grey{
      "picture p is grey: it holds no stain, as an H&E picture does"};
  BOOST_TEST(remarks_of(png_encode(plain(90, 90, 90))) == grey,
             tt::per_element());
  BOOST_TEST(remarks_of(jpeg_encode(plain(90, 90, 90), 80)) == grey,
             tt::per_element());
  BOOST_TEST(remarks_of(png_encode(plain(200, 100, 150))).empty());
  std::vector<std::uint8_t> rgba;
  for (int i = 0; i < 12; ++i) rgba.insert(rgba.end(), {200, 100, 150, 200});
  BOOST_TEST(remarks_of(png_encode(rgba, 4, 3, 4)) ==
                 (Lines{"picture p has an alpha channel: what is transparent "
                        "was laid on white"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(few_bits_in_many_are_refused) {
  BOOST_TEST(said_of(of_hex(concat(kStart, k16Bits))) == "no error");
  BOOST_TEST(said_of(of_hex(concat(kStart, k12Bits))) ==
             "picture p: its samples of 16 bits reach 4080 of 65535: they look "
             "like fewer bits stored in 16, of which the upper 8 alone are "
             "nearly black; scale them to the whole range, or save the picture "
             "with 8 bits");
}

BOOST_AUTO_TEST_CASE(other_formats_are_refused_with_the_way_out) {
  BOOST_TEST(said_of(std::string("II*\0\x08\0\0\0 and no tiles", 21)) ==
             "picture p: is no JPEG, no PNG and no slide that OpenSlide knows; "
             "a TIFF has to be tiled (vips tiffsave --tile makes it so), other "
             "formats saved as PNG");
}

// The first directory of a slide lies behind its tiles: here at byte 1,000 of
// 26, as "II" and as "MM"; in a BigTIFF by eight bytes.
BOOST_AUTO_TEST_CASE(a_slide_cut_before_its_directory_is_said_to_be) {
  const auto said = [](std::string bytes, std::size_t at, std::string offset) {
    return said_of(bytes.replace(at, offset.size(), offset));
  };
  const std::string cut =
      "picture p: the file is cut short: it has 26 bytes, and by its header "
      "its first directory begins at byte 1,000; copy or fetch it again";
  BOOST_TEST(said(turned(1, false), 4, {'\xe8', '\x03'}) == cut);
  BOOST_TEST(said(turned(1, true), 6, {'\x03', '\xe8'}) == cut);
  const std::string big(std::string("II+\0\b\0\0\0", 8) +
                        std::string("\xe8\x03\0\0\0\0\0\0", 8) +
                        std::string(10, '\0'));
  BOOST_TEST(said_of(big) == cut);
}

BOOST_AUTO_TEST_SUITE_END()
