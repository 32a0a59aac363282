#include "core/data/tissue/label_file.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/data/tissue/label_mask.h"
#include "core/data/tissue/tiff_lzw.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// What other programs have saved: tests/golden/tissue/label_files.py.
const Json& golden() {
  static const Json json = read_golden("tissue/label_files");
  return json.at("files");
}

std::string bytes_of(const std::string& name) {
  const auto hex = golden().at(name).at("hex").get<std::string>();
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return out;
}

std::int64_t expected_at(std::int64_t y, std::int64_t x, std::int64_t factor) {
  if (factor == 0) return (7 * x * x + 13 * y * y + 5 * x * y) % 251;
  if ((31 * y + 7 * x) % 5 == 0) return 0;
  return factor * (1 + 9 * (y / 3) + x / 3);
}

/// What opening these bytes and reading all rows says.
std::string message_of(const std::string& bytes) {
  const TempFolder folder;
  write_file(folder / "m", bytes);
  return error_of(
      [&] {
        const auto mask = open_label_file(folder / "m", "m");
        mask->rows(0, mask->height_px());
      },
      folder.path);
}

std::string with(std::string bytes, std::size_t at, const std::string& other) {
  return bytes.replace(at, other.size(), other);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(label_file_test)

BOOST_AUTO_TEST_CASE(labels_are_those_that_other_programs_saved) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"npy_uint8", ".npy of uint8"},
      {"npy_uint16_big_endian", ".npy of uint16"},
      {"npy_int32_fortran", ".npy of int32"},
      {"npy_int64_big_endian", ".npy of int64"},
      {"npy_uint64", ".npy of uint64"},
      {"tifffile_uint8_strips", "TIFF of uint8"},
      {"tifffile_uint16_big_endian_tiles", "TIFF of uint16"},
      {"tifffile_int32_deflate_tiles_predictor", "TIFF of int32"},
      {"tifffile_uint32_bigtiff_deflate_big_endian", "TIFF of uint32"},
      {"pillow_uint8_lzw", "TIFF of uint8"},
      {"pillow_uint16_lzw_predictor", "TIFF of uint16"},
      {"pillow_int32_deflate", "TIFF of int32"},
      {"pillow_uint8_lzw_long", "TIFF of uint8"},
      {"ome_tiff_pyramid", "TIFF of uint16"}};
  const TempFolder folder;
  for (const auto& [name, kind] : kinds) {
    const Json& file = golden().at(name);
    write_file(folder / name, bytes_of(name));
    const auto mask = open_label_file(folder / name, name);
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(concat(mask->format(), " of ", mask->kind().name()) == kind);
      BOOST_TEST(mask->width_px() == file.at("width_px").get<int>());
      BOOST_TEST(mask->height_px() == file.at("height_px").get<int>());
      // Whole, and by rows that share strips and tiles.
      for (const std::int64_t part : {mask->height_px(), std::int64_t{3}}) {
        for (std::int64_t y = 0; y < mask->height_px(); y += part) {
          const std::int64_t end = std::min(y + part, mask->height_px());
          const auto rows = mask->rows(y, end);
          for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            BOOST_REQUIRE(rows[i] == expected_at(y + at / mask->width_px(),
                                                 at % mask->width_px(),
                                                 file.at("factor").get<int>()));
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_has_no_labels_is_refused_with_a_remedy) {
  const std::vector<std::pair<std::string, std::string>> messages = {
      {"npy_three_axes",
       "mask m: has 3 axes [3, 10, 13], expected two, [height, width]; save "
       "the plane of the labels alone"},
      {"npy_floats",
       "mask m: holds floats ('<f4'), labels are whole numbers; save it with "
       "labels.astype(\"int32\")"},
      {"npy_truth",
       "mask m: holds true and false, where nuclei that touch are one; save a "
       "number for each nucleus (scipy.ndimage.label gives them)"},
      {"tifffile_floats",
       "mask m: holds floats of 32 bits, labels are whole numbers; save it "
       "with labels.astype(\"int32\")"},
      {"tifffile_colours",
       "mask m: has 3 channels, expected one: a number for each pixel; a "
       "picture of colours is no mask"},
      {"tifffile_uint64",
       "mask m: holds values of 64 bits (sample format 1), expected whole "
       "numbers of 8, 16 or 32 bits; save it with labels.astype(\"int32\")"},
      {"pillow_uint8_packbits",
       "mask m: is packed by TIFF's compression 32773, expected none (1), LZW "
       "(5) or deflate (8); save it with compression=\"deflate\""},
      {"ome_tiff_three_planes",
       "mask m: holds 3 planes of one size, expected one; save the plane of "
       "the labels alone"}};
  for (const auto& [name, message] : messages) {
    BOOST_TEST(message_of(bytes_of(name)) == message);
  }
  BOOST_TEST(message_of("PK\x03\x04 and so on") ==
             "mask m: is a zip archive, expected a NumPy array (.npy) or a "
             "TIFF of whole numbers; unpack it and name the file inside");
  BOOST_TEST(message_of("1 0 2") ==
             "mask m: is of no kind that is known, expected a NumPy array "
             "(.npy) or a TIFF of whole numbers");
}

// The values begin at byte 128 of the .npy file, at byte 8 behind the header of
// the TIFF's strip.
BOOST_AUTO_TEST_CASE(numbers_that_are_no_labels_are_named_with_their_place) {
  const std::string big_endian = bytes_of("npy_int64_big_endian");
  BOOST_TEST(message_of(with(big_endian, 128 + 8 * (2 * 13 + 5),
                             std::string(8, '\xff'))) ==
             "mask m: has -1 in row 2, column 5; labels are 0, the "
             "background, to 2147483647");
  BOOST_TEST(message_of(with(bytes_of("npy_uint64"), 128 + 8 * 14 + 4,
                             std::string(1, '\x01'))) ==
             "mask m: has 4294967297 in row 1, column 1; labels are 0, the "
             "background, to 2147483647");
}

BOOST_AUTO_TEST_CASE(files_cut_short_or_damaged_are_named) {
  const std::string npy = bytes_of("npy_uint8");
  BOOST_TEST(message_of(npy.substr(0, 200)) ==
             "mask m: has 200 bytes, an array [10, 13] of uint8 has 258; the "
             "file is cut short");
  BOOST_TEST(message_of(npy.substr(0, 100)) ==
             "mask m: its header of 118 bytes passes the file's end; the file "
             "is cut short");
  BOOST_TEST(message_of(npy.substr(0, 8)) ==
             "mask m: has 8 bytes, an array has more; the file is cut short");
  BOOST_TEST(message_of(with(npy, 10, "{'dexcr':")) ==
             "mask m: its header has no descr; the file is damaged");

  const std::string tiff = bytes_of("tifffile_uint8_strips");
  BOOST_TEST(message_of(tiff.substr(0, tiff.size() - 20)) ==
             concat("mask m: strip 2 passes the file's end of ",
                    tiff.size() - 20,
                    " bytes; the file is cut short or damaged"));
  BOOST_TEST(message_of(tiff.substr(0, 20)) ==
             "mask m: its directory passes the file's end of 20 bytes; the "
             "file is cut short or damaged");
  // The file says where its first directory lies; that says where the next one
  // does behind its entries of 12 bytes.
  const auto number = [&](std::size_t at) {
    return static_cast<unsigned char>(tiff[at]) +
           256U * static_cast<unsigned char>(tiff[at + 1]);
  };
  const std::size_t first = number(4);
  BOOST_TEST(message_of(with(tiff, first + 2 + 12 * number(first),
                             tiff.substr(4, 4))) ==
             "mask m: its directories lead in a circle, or are more than "
             "65536; the file is damaged");
}

// A clear code, then in bits of 9: 300, which is none yet; 'A' and the end.
BOOST_AUTO_TEST_CASE(damaged_lzw_is_refused) {
  const auto message = [](std::string_view packed) {
    return error_of([&] {
      std::string out(4, '\0');
      unpack_tiff_lzw(packed, out, "strip 0");
    });
  };
  using namespace std::string_view_literals;
  BOOST_TEST(message("\x80\x4b\x00"sv) ==
             "strip 0: its LZW data have a code that stands for nothing; the "
             "file is damaged");
  BOOST_TEST(message("\x80\x10\x60\x20"sv) ==
             "strip 0: its LZW data end after 1 of 4 bytes; the file is cut "
             "short or damaged");
  BOOST_TEST(message("\x80"sv) ==
             "strip 0: its LZW data end after 0 of 4 bytes; the file is cut "
             "short or damaged");
}

BOOST_AUTO_TEST_SUITE_END()
