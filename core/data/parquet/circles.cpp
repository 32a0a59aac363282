#include "core/data/parquet/circles.h"

#include <bit>
#include <cstdint>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

namespace moonstain::parquet {
namespace {

constexpr std::string_view kMark = "PAR1";
constexpr const char* kIndex = "__index_level_0__";

// Kinds of fields in Thrift's compact protocol.
enum Kind : std::uint8_t {
  i32 = 5,
  i64 = 6,
  binary = 8,
  list = 9,
  record = 12
};

// Structures in Thrift's compact protocol: a field is the difference of its
// number to that of the one before, with its kind, then its value; whole
// numbers are zigzag coded, seven bits a byte.
class Compact {
 public:
  void number(int field, std::int64_t value, Kind kind = i32) {
    begin(field, kind);
    zigzag(value);
  }
  void text(int field, std::string_view value) {
    begin(field, binary);
    bytes(value);
  }
  /// Followed by `size` values: records, texts (`bytes`), numbers (`zigzag`).
  void values(int field, Kind kind, std::size_t size) {
    begin(field, list);
    if (size < 15) {
      out_ += static_cast<char>(size << 4 | kind);
      return;
    }
    out_ += static_cast<char>(0xF0 | kind);
    varint(size);
  }
  void open(int field) {
    begin(field, record);
    open();
  }
  /// A record in a list.
  void open() { last_.push_back(0); }
  void close() {
    out_ += '\0';
    last_.pop_back();
  }
  void bytes(std::string_view value) {
    varint(value.size());
    out_ += value;
  }
  void zigzag(std::int64_t value) {
    varint(static_cast<std::uint64_t>(value) << 1 ^
           static_cast<std::uint64_t>(value >> 63));
  }
  const std::string& out() const { return out_; }

 private:
  void begin(int field, Kind kind) {
    out_ += static_cast<char>((field - last_.back()) << 4 | kind);
    last_.back() = field;
  }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) {
      out_ += static_cast<char>(value | 0x80);
    }
    out_ += static_cast<char>(value);
  }
  std::string out_;
  std::vector<int> last_{0};
};

template <typename T>
void add_little_endian(std::string& out, T value) {
  static_assert(std::endian::native == std::endian::little);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void add_text(std::string& out, std::string_view text) {
  add_little_endian(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

struct ColumnBytes {
  const char* name;
  int type;      ///< 5: double, 6: bytes
  bool is_text;  ///< bytes that are UTF-8
  std::string values;
};

std::vector<ColumnBytes> columns_of(const Circles& circles) {
  ColumnBytes geometry{"geometry", 6, false, {}};
  ColumnBytes radius{"radius", 5, false, {}};
  ColumnBytes index{kIndex, 6, true, {}};
  for (std::size_t i = 0; i < circles.names.size(); ++i) {
    // Well-known binary: little-endian, a point, x, y.
    std::string point;
    point += '\1';
    add_little_endian(point, std::uint32_t{1});
    const auto row = static_cast<Eigen::Index>(i);
    add_little_endian(point, circles.centres(row, 0));
    add_little_endian(point, circles.centres(row, 1));
    add_text(geometry.values, point);
    add_little_endian(radius.values, circles.radius);
    add_text(index.values, circles.names[i]);
  }
  return {std::move(geometry), std::move(radius), std::move(index)};
}

std::string page_header(const ColumnBytes& column, std::size_t rows) {
  Compact out;
  out.number(1, 0);  // a page of data
  out.number(2, static_cast<std::int64_t>(column.values.size()));
  out.number(3, static_cast<std::int64_t>(column.values.size()));
  out.open(5);
  out.number(1, static_cast<std::int64_t>(rows));
  out.number(2, 0);  // plain
  out.number(3, 3);  // levels, of which there are none
  out.number(4, 3);
  out.close();
  out.close();
  return out.out();
}

// What pandas and geopandas look for.
Json pandas_note() {
  const auto column = [](const Json& name, const char* field, const char* type,
                         const char* numpy) {
    return Json{{"name", name},
                {"field_name", field},
                {"pandas_type", type},
                {"numpy_type", numpy},
                {"metadata", nullptr}};
  };
  return {{"index_columns", {kIndex}},
          {"column_indexes", Json::array()},
          {"columns",
           {column("geometry", "geometry", "bytes", "object"),
            column("radius", "radius", "float64", "float64"),
            column(nullptr, kIndex, "unicode", "object")}}};
}

Json geo_note() {
  return {{"version", "1.1.0"},
          {"primary_column", "geometry"},
          {"columns",
           {{"geometry",
             {{"encoding", "WKB"},
              {"crs", nullptr},
              {"geometry_types", {"Point"}}}}}}};
}

struct Placed {
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
};

std::string footer(const std::vector<ColumnBytes>& columns,
                   const std::vector<Placed>& placed, std::int64_t rows) {
  Compact out;
  out.number(1, 1);
  out.values(2, record, columns.size() + 1);
  out.open();
  out.text(4, "schema");
  out.number(5, static_cast<std::int64_t>(columns.size()));
  out.close();
  for (const ColumnBytes& column : columns) {
    out.open();
    out.number(1, column.type);
    out.number(3, 0);  // each row has one
    out.text(4, column.name);
    if (column.is_text) out.number(6, 0);
    out.close();
  }
  out.number(3, rows, i64);
  out.values(4, record, 1);
  out.open();
  out.values(1, record, columns.size());
  std::int64_t all = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    all += placed[i].bytes;
    out.open();
    out.number(2, placed[i].offset, i64);
    out.open(3);
    out.number(1, columns[i].type);
    out.values(2, i32, 1);
    out.zigzag(0);
    out.values(3, binary, 1);
    out.bytes(columns[i].name);
    out.number(4, 0);  // not packed
    out.number(5, rows, i64);
    out.number(6, placed[i].bytes, i64);
    out.number(7, placed[i].bytes, i64);
    out.number(9, placed[i].offset, i64);
    out.close();
    out.close();
  }
  out.number(2, all, i64);
  out.number(3, rows, i64);
  out.close();
  out.values(5, record, 2);
  for (const auto& [key, value] :
       {std::pair{"geo", geo_note()}, std::pair{"pandas", pandas_note()}}) {
    out.open();
    out.text(1, key);
    out.text(2, value.dump());
    out.close();
  }
  out.text(6, "Moonstain");
  out.close();
  return out.out();
}

}  // namespace

void write_circles(const Circles& circles, const fs::path& file) {
  const std::size_t rows = circles.names.size();
  check(circles.centres.rows() == static_cast<Eigen::Index>(rows),
        file.native(), ": ", rows, " names for ", circles.centres.rows(),
        " places");
  const std::vector<ColumnBytes> columns = columns_of(circles);
  FileWriter out(file);
  out.write(kMark);
  auto at = static_cast<std::int64_t>(kMark.size());
  std::vector<Placed> placed;
  for (const ColumnBytes& column : columns) {
    check(column.values.size() <= INT32_MAX, file.native(), ": ", rows,
          " circles are more than a page of Parquet holds");
    const std::string header = page_header(column, rows);
    out.write(header);
    out.write(column.values);
    const auto bytes =
        static_cast<std::int64_t>(header.size() + column.values.size());
    placed.push_back({at, bytes});
    at += bytes;
  }
  const std::string last =
      footer(columns, placed, static_cast<std::int64_t>(rows));
  out.write(last);
  std::string end;
  add_little_endian(end, static_cast<std::uint32_t>(last.size()));
  out.write(end);
  out.write(kMark);
  out.finish();
}

}  // namespace moonstain::parquet
