#include "core/data/tissue/tiff_labels.h"

#include <algorithm>
#include <cstring>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/tissue/tiff_directory.h"
#include "core/data/tissue/tiff_lzw.h"
#include "core/data/zarr/codec.h"

namespace moonstain {
namespace {

enum Tag : std::uint16_t {
  kNewSubfileType = 254,
  kImageWidth = 256,
  kImageLength = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kFillOrder = 266,
  kStripOffsets = 273,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kStripByteCounts = 279,
  kPredictor = 317,
  kTileWidth = 322,
  kTileLength = 323,
  kTileOffsets = 324,
  kTileByteCounts = 325,
  kSampleFormat = 339,
  kImageDepth = 32997,
};

constexpr std::uint64_t kNone = 1;
constexpr std::uint64_t kLzw = 5;
constexpr std::uint64_t kDeflate = 8;
constexpr std::uint64_t kOldDeflate = 32946;
constexpr std::uint64_t kReduced = 1;  ///< bit of NewSubfileType
constexpr std::uint64_t kMostSide = std::uint64_t{1} << 24;
/// Packed strips, and tiles that lie beside each other, are held unpacked.
constexpr std::uint64_t kMostHeldBytes = std::uint64_t{1} << 29;

/// A strip is a tile as wide as the picture, whose last one is cut.
struct Pieces {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  bool are_strips = false;
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint64_t> sizes_bytes;
};

void check_one_plane(const TiffFile& tiff, const std::string& where) {
  const TiffDirectory& first = tiff.directories.front();
  std::uint64_t planes = first.number(kImageDepth, 1);
  for (std::size_t i = 1; i < tiff.directories.size(); ++i) {
    const TiffDirectory& other = tiff.directories[i];
    if ((other.number(kNewSubfileType, 0) & kReduced) == 0 &&
        other.number(kImageWidth, 0) == first.number(kImageWidth, 0) &&
        other.number(kImageLength, 0) == first.number(kImageLength, 0)) {
      ++planes;
    }
  }
  check(planes == 1, where, ": holds ", planes,
        " planes of one size, expected one; save the plane of the labels "
        "alone");
}

IntegerKind kind_of(const TiffDirectory& first, bool big_endian,
                    const std::string& where) {
  const std::uint64_t samples = first.number(kSamplesPerPixel, 1);
  check(samples == 1, where, ": has ", samples,
        " channels, expected one: a number for each pixel; a picture of "
        "colours is no mask");
  const std::uint64_t format = first.number(kSampleFormat, 1);
  const std::uint64_t bits = first.number(kBitsPerSample, 1);
  check(format != 3, where, ": holds floats of ", bits,
        " bits, labels are whole numbers; save it with "
        "labels.astype(\"int32\")");
  check((format == 1 || format == 2) && (bits == 8 || bits == 16 || bits == 32),
        where, ": holds values of ", bits, " bits (sample format ", format,
        "), expected whole numbers of 8, 16 or 32 bits; save it with "
        "labels.astype(\"int32\")");
  return {static_cast<std::size_t>(bits / 8), format == 2, big_endian};
}

std::int64_t side_of(const TiffDirectory& first, std::uint16_t tag,
                     std::uint64_t otherwise, std::string_view name,
                     const std::string& where) {
  const std::uint64_t side = first.number(tag, otherwise);
  check(side >= 1 && side <= kMostSide, where, ": ", name, " is ", side,
        ", expected 1 to ", kMostSide, "; the file is damaged");
  return static_cast<std::int64_t>(side);
}

class TiffLabels : public LabelFile {
 public:
  TiffLabels(const fs::path& path, const std::string& where)
      : LabelFile(where), file_(path) {
    const TiffFile tiff = read_tiff_directories(file_, where);
    const TiffDirectory& first = tiff.directories.front();
    check_one_plane(tiff, where);
    kind_ = kind_of(first, tiff.big_endian, where);
    width_px_ = side_of(first, kImageWidth, 0, "its width", where);
    height_px_ = side_of(first, kImageLength, 0, "its height", where);
    compression_ = first.number(kCompression, kNone);
    check(compression_ == kNone || compression_ == kLzw ||
              compression_ == kDeflate || compression_ == kOldDeflate,
          where, ": is packed by TIFF's compression ", compression_,
          ", expected none (1), LZW (5) or deflate (8); save it with "
          "compression=\"deflate\"");
    const std::uint64_t predictor = first.number(kPredictor, 1);
    check(predictor == 1 || predictor == 2, where, ": has predictor ",
          predictor, ", expected none (1) or differences along rows (2)");
    differences_ = predictor == 2 && compression_ != kNone;
    check(first.number(kFillOrder, 1) == 1, where,
          ": has its bits in reverse order (fill order 2), expected 1; save it "
          "with compression=\"deflate\"");
    read_pieces(first);
  }

  std::string format() const override { return "TIFF"; }

 protected:
  std::string raw_rows(std::int64_t begin, std::int64_t end) override {
    const auto row = static_cast<std::size_t>(width_px_) * kind_.width_bytes;
    std::string out;
    out.reserve(static_cast<std::size_t>(end - begin) * row);
    for (std::int64_t y = begin; y < end;) {
      const std::int64_t number = y / pieces_.height_px;
      const std::int64_t top = number * pieces_.height_px;
      const std::int64_t until = std::min(end, top + pieces_.height_px);
      if (compression_ == kNone && pieces_.are_strips) {
        // A strip may be the whole picture: of one that is not packed only what
        // is asked for is read.
        out += piece_bytes(static_cast<std::size_t>(number),
                           static_cast<std::size_t>(y - top) * row,
                           static_cast<std::size_t>(until - y) * row);
      } else {
        out.append(row_of_pieces(number),
                   static_cast<std::size_t>(y - top) * row,
                   static_cast<std::size_t>(until - y) * row);
      }
      y = until;
    }
    return out;
  }

 private:
  void read_pieces(const TiffDirectory& first) {
    pieces_.are_strips = first.list(kTileOffsets).empty();
    if (pieces_.are_strips) {
      pieces_.width_px = width_px_;
      pieces_.height_px = std::min<std::int64_t>(
          height_px_,
          static_cast<std::int64_t>(std::min(
              kMostSide, std::max<std::uint64_t>(
                             1, first.number(kRowsPerStrip, kMostSide)))));
    } else {
      pieces_.width_px =
          side_of(first, kTileWidth, 0, "the width of its tiles", where_);
      pieces_.height_px =
          side_of(first, kTileLength, 0, "the height of its tiles", where_);
    }
    pieces_.offsets =
        first.list(pieces_.are_strips ? kStripOffsets : kTileOffsets);
    pieces_.sizes_bytes =
        first.list(pieces_.are_strips ? kStripByteCounts : kTileByteCounts);
    across_ = (width_px_ + pieces_.width_px - 1) / pieces_.width_px;
    const std::int64_t down =
        (height_px_ + pieces_.height_px - 1) / pieces_.height_px;
    const auto expected = static_cast<std::size_t>(across_ * down);
    check(pieces_.offsets.size() == expected &&
              pieces_.sizes_bytes.size() == expected,
          where_, ": has ", pieces_.offsets.size(), " places and ",
          pieces_.sizes_bytes.size(), " sizes of ",
          pieces_.are_strips ? "strips" : "tiles", ", expected ", expected,
          "; the file is damaged");
    const std::uint64_t held =
        static_cast<std::uint64_t>(std::max(pieces_.width_px, width_px_)) *
        static_cast<std::uint64_t>(pieces_.height_px) * kind_.width_bytes;
    check(
        (compression_ == kNone && pieces_.are_strips) || held <= kMostHeldBytes,
        where_, ": a ", pieces_.are_strips ? "strip" : "row of tiles",
        " unpacks to ", held, " bytes, expected at most ", kMostHeldBytes,
        "; save it in tiles (tile=(512, 512))");
  }

  /// Of a strip or tile as it lies in the file.
  std::string piece_bytes(std::size_t number, std::uint64_t from,
                          std::uint64_t count) {
    const std::uint64_t at = pieces_.offsets[number];
    const std::uint64_t size = pieces_.sizes_bytes[number];
    check(at <= file_.size_bytes() && size <= file_.size_bytes() - at, where_,
          ": ", piece_name(number), " passes the file's end of ",
          file_.size_bytes(), " bytes; the file is cut short or damaged");
    check(from <= size && count <= size - from, where_, ": ",
          piece_name(number), " has ", size, " bytes, expected at least ",
          from + count, "; the file is damaged");
    std::string out(count, '\0');
    file_.read_at(out.data(), out.size(), at + from);
    return out;
  }

  std::string piece_name(std::size_t number) const {
    return concat(pieces_.are_strips ? "strip " : "tile ", number);
  }

  /// Unpacked, [rows, columns] of the piece.
  std::string piece(std::size_t number, std::int64_t rows) {
    const auto row =
        static_cast<std::size_t>(pieces_.width_px) * kind_.width_bytes;
    const std::size_t bytes = static_cast<std::size_t>(rows) * row;
    if (compression_ == kNone) return piece_bytes(number, 0, bytes);
    const std::string packed =
        piece_bytes(number, 0, pieces_.sizes_bytes[number]);
    const std::string where = concat(where_, ": ", piece_name(number));
    std::string out(bytes, '\0');
    if (compression_ == kLzw) {
      unpack_tiff_lzw(packed, out, where);
    } else {
      zarr::unpack_into(packed, zarr::Codec::zlib, out, where);
    }
    if (differences_) {
      for (std::int64_t y = 0; y < rows; ++y) {
        sum_up(out.data() + static_cast<std::size_t>(y) * row);
      }
    }
    return out;
  }

  /// Each value of a row is its difference to the one before it, in the bits
  /// that it has.
  void sum_up(char* row) const {
    const std::size_t width = kind_.width_bytes;
    std::uint64_t sum = 0;
    for (std::int64_t x = 0; x < pieces_.width_px; ++x, row += width) {
      std::uint64_t value = 0;
      for (std::size_t i = 0; i < width; ++i) {
        const std::size_t from = kind_.big_endian ? i : width - 1 - i;
        value = value << 8 | static_cast<unsigned char>(row[from]);
      }
      sum += value;
      for (std::size_t i = 0; i < width; ++i) {
        const std::size_t to = kind_.big_endian ? width - 1 - i : i;
        row[to] = static_cast<char>(sum >> 8 * i);
      }
    }
  }

  /// Pieces that lie beside each other as rows of the picture; the last that
  /// were asked for are held.
  const std::string& row_of_pieces(std::int64_t number) {
    if (number == held_) return rows_;
    held_ = -1;
    const std::int64_t rows =
        std::min(pieces_.height_px, height_px_ - number * pieces_.height_px);
    const std::size_t value = kind_.width_bytes;
    const auto row = static_cast<std::size_t>(width_px_) * value;
    const auto piece_row = static_cast<std::size_t>(pieces_.width_px) * value;
    rows_.assign(static_cast<std::size_t>(rows) * row, '\0');
    for (std::int64_t x = 0; x < across_; ++x) {
      const std::string bytes =
          piece(static_cast<std::size_t>(number * across_ + x),
                pieces_.are_strips ? rows : pieces_.height_px);
      const std::size_t left = static_cast<std::size_t>(x) * piece_row;
      for (std::int64_t y = 0; y < rows; ++y) {
        const auto at = static_cast<std::size_t>(y);
        std::memcpy(rows_.data() + at * row + left,
                    bytes.data() + at * piece_row,
                    std::min(piece_row, row - left));
      }
    }
    held_ = number;
    return rows_;
  }

  FileReader file_;
  std::uint64_t compression_ = kNone;
  bool differences_ = false;
  Pieces pieces_;
  std::int64_t across_ = 1;
  std::int64_t held_ = -1;
  std::string rows_;
};

}  // namespace

bool is_tiff(std::string_view start) {
  using namespace std::string_view_literals;
  return start.starts_with("II*\0"sv) || start.starts_with("MM\0*"sv) ||
         start.starts_with("II+\0"sv) || start.starts_with("MM\0+"sv);
}

std::unique_ptr<LabelFile> open_tiff_labels(const fs::path& path,
                                            const std::string& where) {
  return std::make_unique<TiffLabels>(path, where);
}

}  // namespace moonstain
