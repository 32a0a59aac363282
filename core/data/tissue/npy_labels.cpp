#include "core/data/tissue/npy_labels.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"

namespace moonstain {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::uint64_t kMostHeaderBytes = 1 << 16;
constexpr std::int64_t kMostSide = std::int64_t{1} << 24;

/// What the header says: a Python dictionary of three members.
struct Header {
  std::string type;  ///< "<i4"
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
  std::uint64_t data_at = 0;
};

// Text behind "'KEY':", without spaces before it.
std::string_view value_of(std::string_view header, std::string_view key,
                          const std::string& where) {
  const std::string quoted = concat("'", key, "':");
  const auto at = header.find(quoted);
  check(at != header.npos, where, ": its header has no ", key,
        "; the file is damaged");
  header.remove_prefix(at + quoted.size());
  header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
  return header;
}

std::vector<std::int64_t> shape_of(std::string_view text,
                                   const std::string& where) {
  std::vector<std::int64_t> shape;
  const auto end = text.find(')');
  check(text.starts_with('(') && end != text.npos, where,
        ": its header has a shape that is no list; the file is damaged");
  text = text.substr(1, end - 1);
  while (true) {
    const auto digit = text.find_first_not_of(" ,");
    if (digit == text.npos) return shape;
    text.remove_prefix(digit);
    std::int64_t side = 0;
    const auto read =
        std::from_chars(text.data(), text.data() + text.size(), side);
    check(read.ec == std::errc() && side >= 0, where,
          ": its header has a shape that is no list; the file is damaged");
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    shape.push_back(side);
  }
}

Header read_header(FileReader& file, const std::string& where) {
  // Magic, version, length of the text: 2 bytes, from version 2.0 on 4.
  unsigned char start[12] = {};
  check(file.size_bytes() >= sizeof start, where, ": has ", file.size_bytes(),
        " bytes, an array has more; the file is cut short");
  file.read_at(reinterpret_cast<char*>(start), sizeof start, 0);
  const int version = start[6];
  check(version >= 1 && version <= 3, where, ": is of version ", version,
        " of the NumPy format, expected 1 to 3");
  std::uint64_t length = start[8] | start[9] << 8;
  if (version > 1)
    length |= std::uint64_t{start[10]} << 16 | std::uint64_t{start[11]} << 24;
  Header out;
  out.data_at = (version > 1 ? 12 : 10) + length;
  check(length <= kMostHeaderBytes && out.data_at <= file.size_bytes(), where,
        ": its header of ", length,
        " bytes passes the file's end; the file is "
        "cut short");
  std::string text(length, '\0');
  file.read_at(text.data(), length, out.data_at - length);
  const std::string_view type = value_of(text, "descr", where);
  check(type.starts_with('\''), where,
        ": holds records of several values, expected whole numbers");
  out.type = type.substr(1, type.find('\'', 1) - 1);
  out.fortran_order =
      value_of(text, "fortran_order", where).starts_with("True");
  out.shape = shape_of(value_of(text, "shape", where), where);
  return out;
}

IntegerKind kind_of(const std::string& type, const std::string& where) {
  const std::string_view letters(type);
  const char order = letters.empty() ? ' ' : letters[0];
  const char letter = letters.size() > 1 ? letters[1] : ' ';
  const std::string_view width =
      letters.substr(std::min<std::size_t>(2, letters.size()));
  check(letter != 'f', where, ": holds floats ('", type,
        "'), labels are whole numbers; save it with labels.astype(\"int32\")");
  check(letter != 'b', where,
        ": holds true and false, where nuclei that touch are one; save a "
        "number for each nucleus (scipy.ndimage.label gives them)");
  const bool known =
      (letter == 'i' || letter == 'u') &&
      (width == "1" || width == "2" || width == "4" || width == "8") &&
      (order == '<' || order == '>' || order == '|');
  check(known, where, ": holds values of type '", type,
        "', expected whole numbers of 8 to 64 bits");
  return {static_cast<std::size_t>(width[0] - '0'), letter == 'i',
          order == '>'};
}

class NpyLabels : public LabelFile {
 public:
  NpyLabels(const fs::path& path, const std::string& where)
      : LabelFile(where), file_(path) {
    const Header header = read_header(file_, where);
    kind_ = kind_of(header.type, where);
    std::string shape;
    for (const std::int64_t side : header.shape) {
      shape += concat(shape.empty() ? "" : ", ", side);
    }
    check(header.shape.size() == 2, where, ": has ", header.shape.size(),
          " axes [", shape,
          "], expected two, [height, width]; save the plane "
          "of the labels alone");
    height_px_ = header.shape[0];
    width_px_ = header.shape[1];
    check(height_px_ > 0 && width_px_ > 0 && height_px_ <= kMostSide &&
              width_px_ <= kMostSide,
          where, ": is [", shape, "], expected sides of 1 to 2^24 px");
    fortran_order_ = header.fortran_order;
    data_at_ = header.data_at;
    const std::uint64_t expected =
        data_at_ +
        static_cast<std::uint64_t>(height_px_ * width_px_) * kind_.width_bytes;
    check(file_.size_bytes() == expected, where, ": has ", file_.size_bytes(),
          " bytes, an array [", shape, "] of ", kind_.name(), " has ", expected,
          "; the file is ",
          file_.size_bytes() < expected ? "cut short" : "damaged");
  }

  std::string format() const override { return ".npy"; }

 protected:
  std::string raw_rows(std::int64_t begin, std::int64_t end) override {
    const std::size_t width = kind_.width_bytes;
    const auto rows = static_cast<std::size_t>(end - begin);
    const auto columns = static_cast<std::size_t>(width_px_);
    std::string out(rows * columns * width, '\0');
    if (!fortran_order_) {
      file_.read_at(
          out.data(), out.size(),
          data_at_ + static_cast<std::uint64_t>(begin) * columns * width);
      return out;
    }
    std::string column(rows * width, '\0');
    for (std::size_t x = 0; x < columns; ++x) {
      file_.read_at(column.data(), column.size(),
                    data_at_ + (x * static_cast<std::uint64_t>(height_px_) +
                                static_cast<std::uint64_t>(begin)) *
                                   width);
      for (std::size_t y = 0; y < rows; ++y) {
        std::memcpy(out.data() + (y * columns + x) * width,
                    column.data() + y * width, width);
      }
    }
    return out;
  }

 private:
  FileReader file_;
  bool fortran_order_ = false;
  std::uint64_t data_at_ = 0;
};

}  // namespace

bool is_npy(std::string_view start) { return start.starts_with(kMagic); }

std::unique_ptr<LabelFile> open_npy_labels(const fs::path& path,
                                           const std::string& where) {
  return std::make_unique<NpyLabels>(path, where);
}

}  // namespace moonstain
