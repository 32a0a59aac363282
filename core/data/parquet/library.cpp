// Built as a library of its own, which reader.cpp loads: Parquet through
// Arrow's C++ library, included here alone.

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/chunked_array.h>
#include <arrow/io/interfaces.h>
#include <arrow/memory_pool.h>
#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "core/data/parquet/loaded.h"

namespace moonstain::parquet {
namespace {

void good(const arrow::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.message());
}

template <typename Value>
Value good(arrow::Result<Value> result) {
  good(result.status());
  return std::move(result).ValueUnsafe();
}

// The program's bytes as a file of Arrow's.
class ArrowFile : public arrow::io::RandomAccessFile {
 public:
  explicit ArrowFile(Bytes& bytes) : bytes_(bytes) {
    set_mode(arrow::io::FileMode::READ);
  }

  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return closed_; }
  arrow::Result<std::int64_t> Tell() const override { return at_; }
  arrow::Status Seek(std::int64_t at) override {
    if (at < 0 || at > size()) return arrow::Status::Invalid("a place outside");
    at_ = at;
    return arrow::Status::OK();
  }
  arrow::Result<std::int64_t> GetSize() override { return size(); }

  using RandomAccessFile::ReadAt;
  arrow::Result<std::int64_t> ReadAt(std::int64_t at, std::int64_t count,
                                     void* out) override {
    if (at < 0 || count < 0) return arrow::Status::Invalid("a place outside");
    const std::int64_t there = std::clamp<std::int64_t>(size() - at, 0, count);
    try {
      if (there > 0) {
        bytes_.read_at(static_cast<char*>(out), static_cast<std::size_t>(there),
                       static_cast<std::uint64_t>(at));
      }
    } catch (const std::exception& e) {
      return arrow::Status::IOError(e.what());
    }
    return there;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(
      std::int64_t at, std::int64_t count) override {
    if (at < 0 || count < 0) return arrow::Status::Invalid("a place outside");
    // A damaged file may ask for more than there is: never make room for that.
    const std::int64_t there = std::clamp<std::int64_t>(size() - at, 0, count);
    ARROW_ASSIGN_OR_RAISE(
        std::shared_ptr<arrow::Buffer> buffer,
        arrow::AllocateBuffer(there, arrow::system_memory_pool()));
    ARROW_RETURN_NOT_OK(ReadAt(at, there, buffer->mutable_data()));
    return buffer;
  }
  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const std::int64_t there, ReadAt(at_, count, out));
    at_ += there;
    return there;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(
      std::int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(at_, count));
    at_ += buffer->size();
    return buffer;
  }

 private:
  std::int64_t size() const { return static_cast<std::int64_t>(bytes_.size()); }

  Bytes& bytes_;
  std::int64_t at_ = 0;
  bool closed_ = false;
};

Kind kind_of(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::BOOL:
    case arrow::Type::INT8:
    case arrow::Type::INT16:
    case arrow::Type::INT32:
    case arrow::Type::INT64:
    case arrow::Type::UINT8:
    case arrow::Type::UINT16:
    case arrow::Type::UINT32:
    case arrow::Type::UINT64:
      return Kind::integers;
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE:
      return Kind::numbers;
    case arrow::Type::STRING:
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::FIXED_SIZE_BINARY:
      return Kind::texts;
    case arrow::Type::DICTIONARY:
      return kind_of(
          *static_cast<const arrow::DictionaryType&>(type).value_type());
    default:
      return Kind::other;
  }
}

// The values of an array one after the other; `value_at` gives that of a row.
template <typename Value, typename ValueAt>
void add_values(const arrow::Array& array, Part& out, const ValueAt& value_at) {
  auto& values = std::get<std::vector<Value>>(out.values);
  for (std::int64_t row = 0; row < array.length(); ++row) {
    const bool missing = array.IsNull(row);
    if (missing) {
      out.missing.resize(values.size(), 0);
      out.missing.push_back(1);
    }
    values.push_back(missing ? Value() : static_cast<Value>(value_at(row)));
    if (!missing && !out.missing.empty()) out.missing.push_back(0);
  }
}

template <typename Value, typename Array>
void add_as(const arrow::Array& array, Part& out) {
  const auto& typed = static_cast<const Array&>(array);
  add_values<Value>(array, out, [&](std::int64_t row) {
    if constexpr (std::is_same_v<Value, std::string>) {
      return std::string(typed.GetView(row));
    } else {
      return typed.Value(row);
    }
  });
}

void add_unsigned(const arrow::Array& array, Part& out) {
  const auto& typed = static_cast<const arrow::UInt64Array&>(array);
  add_values<std::int64_t>(array, out, [&](std::int64_t row) {
    if (typed.Value(row) > std::numeric_limits<std::int64_t>::max()) {
      throw std::runtime_error("a value is above 9223372036854775807");
    }
    return typed.Value(row);
  });
}

void add(const arrow::Array& array, Part& out);

// A value is a place in a list of values.
void add_dictionary(const arrow::Array& array, Part& out) {
  const auto& coded = static_cast<const arrow::DictionaryArray&>(array);
  Part list{.values = out.values, .missing = {}};
  std::visit([](auto& values) { values.clear(); }, list.values);
  add(*coded.dictionary(), list);
  std::visit(
      [&]<typename Values>(const Values& values) {
        add_values<typename Values::value_type>(
            array, out, [&](std::int64_t row) {
              return values.at(
                  static_cast<std::size_t>(coded.GetValueIndex(row)));
            });
      },
      list.values);
}

void add(const arrow::Array& array, Part& out) {
  using Integer = std::int64_t;
  switch (array.type_id()) {
    case arrow::Type::BOOL:
      return add_as<Integer, arrow::BooleanArray>(array, out);
    case arrow::Type::INT8:
      return add_as<Integer, arrow::Int8Array>(array, out);
    case arrow::Type::INT16:
      return add_as<Integer, arrow::Int16Array>(array, out);
    case arrow::Type::INT32:
      return add_as<Integer, arrow::Int32Array>(array, out);
    case arrow::Type::INT64:
      return add_as<Integer, arrow::Int64Array>(array, out);
    case arrow::Type::UINT8:
      return add_as<Integer, arrow::UInt8Array>(array, out);
    case arrow::Type::UINT16:
      return add_as<Integer, arrow::UInt16Array>(array, out);
    case arrow::Type::UINT32:
      return add_as<Integer, arrow::UInt32Array>(array, out);
    case arrow::Type::UINT64:
      return add_unsigned(array, out);
    case arrow::Type::FLOAT:
      return add_as<double, arrow::FloatArray>(array, out);
    case arrow::Type::DOUBLE:
      return add_as<double, arrow::DoubleArray>(array, out);
    case arrow::Type::STRING:
      return add_as<std::string, arrow::StringArray>(array, out);
    case arrow::Type::BINARY:
      return add_as<std::string, arrow::BinaryArray>(array, out);
    case arrow::Type::LARGE_STRING:
      return add_as<std::string, arrow::LargeStringArray>(array, out);
    case arrow::Type::LARGE_BINARY:
      return add_as<std::string, arrow::LargeBinaryArray>(array, out);
    case arrow::Type::FIXED_SIZE_BINARY:
      return add_as<std::string, arrow::FixedSizeBinaryArray>(array, out);
    case arrow::Type::DICTIONARY:
      return add_dictionary(array, out);
    default:
      throw std::runtime_error("values of type " + array.type()->ToString());
  }
}

class ArrowParquet : public File {
 public:
  explicit ArrowParquet(Bytes& bytes) {
    ::parquet::arrow::FileReaderBuilder builder;
    good(
        builder.Open(std::make_shared<ArrowFile>(bytes),
                     ::parquet::ReaderProperties(arrow::system_memory_pool())));
    builder.memory_pool(arrow::system_memory_pool());
    good(builder.Build(&reader_));
    reader_->set_use_threads(false);
    std::shared_ptr<arrow::Schema> schema;
    good(reader_->GetSchema(&schema));
    for (const auto& field : schema->fields()) {
      columns_.push_back(
          {field->name(), kind_of(*field->type()), field->type()->ToString()});
    }
    const auto about = reader_->parquet_reader()->metadata();
    for (int group = 0; group < reader_->num_row_groups(); ++group) {
      groups_.push_back(about->RowGroup(group)->num_rows());
    }
  }

  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  const std::vector<std::int64_t>& groups() const override { return groups_; }

  Part read(std::size_t column, std::size_t group) override {
    std::shared_ptr<arrow::ChunkedArray> chunks;
    good(reader_->RowGroup(static_cast<int>(group))
             ->Column(static_cast<int>(column))
             ->Read(&chunks));
    Part out;
    switch (columns_.at(column).kind) {
      case Kind::integers:
        out.values.emplace<std::vector<std::int64_t>>();
        break;
      case Kind::numbers:
        out.values.emplace<std::vector<double>>();
        break;
      default:
        out.values.emplace<std::vector<std::string>>();
    }
    for (const auto& array : chunks->chunks()) {
      good(array->Validate());
      add(*array, out);
    }
    return out;
  }

 private:
  std::unique_ptr<::parquet::arrow::FileReader> reader_;
  std::vector<ColumnInfo> columns_;
  std::vector<std::int64_t> groups_;
};

}  // namespace
}  // namespace moonstain::parquet

extern "C" std::unique_ptr<moonstain::parquet::File> moonstain_open_parquet(
    moonstain::parquet::Bytes& bytes) {
  return std::make_unique<moonstain::parquet::ArrowParquet>(bytes);
}
