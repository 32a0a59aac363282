#include "core/data/zarr/writer.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/chunks.h"
#include "core/data/zarr/codec.h"
#include "core/data/zarr/metadata.h"
#include "core/data/zarr/strings.h"

namespace moonstain::zarr {
template <typename T>
RowWriter<T>::RowWriter(fs::path node, const Shape& shape,
                        const ArrayOptions& options, Format format)
    : node_(std::move(node)) {
  with_context(node_.string(), [&] {
    check(!shape.empty(), "an array without axes is written by `scalar`");
    chunks_ = std::make_unique<ChunkWriter>(
        plan_array(data_type_of<T>(), shape, options, format), node_);
    row_ = static_cast<std::size_t>(
        shape[0] == 0 ? 0 : element_count(shape) / shape[0]);
  });
}
template <typename T>
RowWriter<T>::~RowWriter() = default;
template <typename T>
RowWriter<T>::RowWriter(RowWriter&&) noexcept = default;

template <typename T>
std::size_t RowWriter<T>::left() const {
  const std::int64_t rows = chunks_->metadata().shape[0] - chunks_->written();
  return static_cast<std::size_t>(rows) * row_ - waiting_.size();
}

template <typename T>
void RowWriter<T>::write(std::span<const T> values) {
  if (values.empty()) return;
  with_context(node_.string(), [&] {
    check(row_ > 0 && values.size() % row_ == 0 && values.size() <= left(),
          "got ", values.size(), " values, expected whole rows of ", row_,
          ", at most ", left(), " values");
    const bool ends = values.size() == left();
    const std::size_t full =
        row_ * static_cast<std::size_t>(chunks_->metadata().chunks[0]);
    const auto pass_on = [&](std::span<const T> rows) {
      chunks_->write(rows.data(),
                     static_cast<std::int64_t>(rows.size() / row_));
    };
    if (!waiting_.empty()) {
      const auto more =
          values.first(std::min(full - waiting_.size(), values.size()));
      waiting_.insert(waiting_.end(), more.begin(), more.end());
      values = values.subspan(more.size());
      if (waiting_.size() < full && !ends) return;
      pass_on(waiting_);
      waiting_.clear();
    }
    const auto now =
        values.first(ends ? values.size() : values.size() / full * full);
    if (!now.empty()) pass_on(now);
    values = values.subspan(now.size());
    if (!values.empty()) waiting_.reserve(full);
    waiting_.assign(values.begin(), values.end());
  });
}

template <typename T>
void RowWriter<T>::finish() {
  with_context(node_.string(), [&] {
    check(left() == 0, "finished with ", left(), " values missing");
    write_metadata(chunks_->metadata(), node_);
    WriteRecorder::unpacks_to(
        node_,
        static_cast<std::uint64_t>(element_count(chunks_->metadata().shape)) *
            sizeof(T));
  });
}

Writer::Writer(fs::path folder, const Json& attributes, Format format)
    : folder_(std::move(folder)), format_(format) {
  make_folders(folder_);
  write_group_metadata(attributes, format_, folder_);
}

fs::path Writer::start_node(std::string_view path) const {
  check(!path.empty(), folder_.string(), ": a node needs a name");
  const fs::path node = node_folder(folder_, path);
  check(is_folder(node.parent_path()), node.string(),
        ": the group above it has not been made");
  check(!exists(node), node.string(), ": is there already");
  make_folders(node);
  return node;
}

void Writer::group(std::string_view path, const Json& attributes) {
  write_group_metadata(attributes, format_, start_node(path));
}

template <typename T>
void Writer::array(std::string_view path, std::span<const T> values,
                   const Shape& shape, const ArrayOptions& options) {
  check(static_cast<std::int64_t>(values.size()) == element_count(shape),
        node_folder(folder_, path).string(), ": got ", values.size(),
        " values for ", element_count(shape), " elements");
  RowWriter<T> out = rows<T>(path, shape, options);
  out.write(values);
  out.finish();
}

template <typename T>
RowWriter<T> Writer::rows(std::string_view path, const Shape& shape,
                          const ArrayOptions& options) {
  return RowWriter<T>(start_node(path), shape, options, format_);
}

void Writer::strings(std::string_view path,
                     const std::vector<std::string>& values,
                     const ArrayOptions& options) {
  const fs::path node = start_node(path);
  with_context(node.string(), [&] {
    const ArrayMetadata m =
        plan_array(DataType::string, {static_cast<std::int64_t>(values.size())},
                   options, format_);
    const auto step = static_cast<std::size_t>(m.chunks[0]);
    std::uint64_t bytes = values.size() * sizeof(std::string);
    for (const std::string& value : values) bytes += value.size();
    WriteRecorder::unpacks_to(node, bytes);
    for (std::size_t start = 0; start < values.size(); start += step) {
      const fs::path file =
          node / m.chunk_key({static_cast<std::int64_t>(start / step)});
      make_folders(file.parent_path());
      write_file(
          file, pack_bytes(
                    encode_strings(values.data() + start,
                                   std::min(step, values.size() - start), step),
                    m.codec));
    }
    write_metadata(m, node);
  });
}

template <typename T>
void Writer::scalar(std::string_view path, T value, const Json& attributes) {
  const fs::path node = start_node(path);
  ArrayOptions options;
  options.codec = Codec::none;
  options.attributes = attributes;
  const ArrayMetadata m = plan_array(data_type_of<T>(), {}, options, format_);
  write_file(node / m.chunk_key({}),
             {reinterpret_cast<const char*>(&value), sizeof value});
  write_metadata(m, node);
}

void Writer::text(std::string_view path, std::string_view value,
                  const Json& attributes) {
  const fs::path node = start_node(path);
  ArrayOptions options;
  options.codec = Codec::none;
  options.attributes = attributes;
  const ArrayMetadata m = plan_array(DataType::string, {}, options, format_);
  const std::string item(value);
  write_file(node / m.chunk_key({}), encode_strings(&item, 1, 1));
  write_metadata(m, node);
}

#define MOONSTAIN_ZARR_WRITE(T)                                         \
  template class RowWriter<T>;                                          \
  template void Writer::array<T>(std::string_view, std::span<const T>,  \
                                 const Shape&, const ArrayOptions&);    \
  template RowWriter<T> Writer::rows<T>(std::string_view, const Shape&, \
                                        const ArrayOptions&);           \
  template void Writer::scalar<T>(std::string_view, T, const Json&);

MOONSTAIN_ZARR_TYPES(MOONSTAIN_ZARR_WRITE)
#undef MOONSTAIN_ZARR_WRITE

}  // namespace moonstain::zarr
