#include "core/data/zarr/chunks.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/checksum.h"
#include "core/data/zarr/chunk_count.h"
#include "core/data/zarr/codec.h"
#include "core/data/zarr/grid.h"
#include "core/data/zarr/shard.h"
#include "z5/filesystem/handle.hxx"
#include "z5/generic/dataset.hxx"
#include "z5/generic/sharded_dataset.hxx"
#include "z5/multiarray/array_util.hxx"
#include "z5/multiarray/array_view.hxx"

namespace moonstain::zarr {
namespace {

namespace ma = z5::multiarray;
static_assert(std::is_same_v<Sides, z5::types::ShapeType>);

// How z5 reaches the disk: all through core/base, so every write is checked
// and hashed.
struct CheckedStore {
  using DatasetHandleType = z5::filesystem::handle::Dataset;
  using ChunkHandleType = z5::filesystem::handle::Chunk;
  static constexpr bool supportsN5HeaderIO = false;
  static constexpr const char* shardedName = "shard";

  static bool read(const ChunkHandleType& chunk, std::vector<char>& buffer,
                   const char* = "chunk") {
    if (!exists(chunk.path())) return false;
    FileReader file(chunk.path());
    buffer.resize(file.size_bytes());
    file.read_at(buffer.data(), buffer.size(), 0);
    return true;
  }
  static void write(const ChunkHandleType& chunk,
                    const std::vector<char>& buffer, const char* = "chunk") {
    make_folders(chunk.path().parent_path());
    write_file(chunk.path(), {buffer.data(), buffer.size()});
  }
  static void erase(const ChunkHandleType&) {}  // files are only ever new
  static const fs::path& path(const DatasetHandleType& handle) {
    return handle.path();
  }
  static void chunkPath(const ChunkHandleType& chunk, fs::path& path) {
    path = chunk.path();
  }
};
static_assert(z5::generic::ChunkStorePolicy<CheckedStore>);

// z5 sees the elements as unsigned integers of their width. Its comparison of
// a chunk with the fill value is then one of bits, so that -0.0 and NaN are
// kept; the types themselves stand in our metadata alone.
z5::DatasetMetadata z_metadata(const ArrayMetadata& m) {
  z5::types::Datatype type = z5::types::uint8;
  if (m.width_bytes == 2) type = z5::types::uint16;
  if (m.width_bytes == 4) type = z5::types::uint32;
  if (m.width_bytes == 8) type = z5::types::uint64;
  z5::types::Compressor compressor = z5::types::raw;
  z5::types::CompressionOptions options;
  switch (m.codec) {
    case Codec::none:
      break;
    case Codec::zstd:
      compressor = z5::types::zstd;
      options["level"] = m.level;
      break;
    case Codec::gzip:
    case Codec::zlib:
      compressor = z5::types::zlib;
      options["level"] = m.level;
      options["useZlib"] = m.codec == Codec::zlib;
      break;
    case Codec::blosc:
      compressor = z5::types::blosc;
      options["codec"] = m.blosc_name;
      options["level"] = m.level;
      options["shuffle"] = m.blosc_shuffle;
      options["blocksize"] = 0;
      options["nthreads"] = 1;
      break;
  }
  return z5::DatasetMetadata(type, sides_of(m.shape), sides_of(m.chunks), true,
                             compressor, options, 0.0, m.separator,
                             m.format == Format::v3 ? 3 : 2, m.key_encoding,
                             sides_of(m.shards));
}

CheckedStore::DatasetHandleType handle_of(const fs::path& folder,
                                          const ArrayMetadata& m) {
  const z5::filesystem::handle::Group group(folder.parent_path());
  return {group, folder.filename().string(), m.separator,
          m.format == Format::v3 ? 3 : 2, m.key_encoding};
}

template <typename U>
class Elements {
 public:
  Elements(const fs::path& folder, const ArrayMetadata& metadata)
      : folder_(folder), m_(metadata) {
    const auto z = z_metadata(m_);
    if (m_.shards.empty()) {
      data_ = std::make_unique<z5::generic::Dataset<U, CheckedStore>>(
          handle_of(folder, m_), z);
    } else {
      data_ = std::make_unique<z5::generic::ShardedDataset<U, CheckedStore>>(
          handle_of(folder, m_), z);
    }
  }

  // Rows [row_begin, row_end) of the first axis, which follow the last rows
  // written and are whole rows of chunks or reach the end. A shard stays open
  // until its last row has come.
  void write(std::int64_t row_begin, std::int64_t row_end, const U* values) {
    const Region rows = region(row_begin, row_end);
    const auto view = ma::makeView(values, rows.sides);
    const Shape last = ArrayMetadata::grid(rows.end, m_.chunks);
    std::vector<U> buffer;
    std::vector<char> packed;
    Shape chunk = first_piece(rows.begin, m_.chunks);
    for (; chunk[0] < last[0]; ++chunk[0]) {
      const Shape first = chunk;
      Shape end = last;
      end[0] = first[0] + 1;
      do {
        const U* elements = chunk_of(view, chunk, rows, buffer);
        packed.clear();
        if (m_.shards.empty()) {
          data_->writeChunk(sides_of(chunk), elements);
        } else if (data_->makeChunkBlob(sides_of(chunk), elements, packed)) {
          shard_of(chunk).add(slot_of(m_, chunk),
                              {packed.data(), packed.size()});
        }
      } while (advance(chunk, first, end));
      if (!m_.shards.empty()) finish_shards(end[0] * m_.chunks[0]);
    }
  }

  // Rows [row_begin, row_end) of the first axis.
  void read(std::int64_t row_begin, std::int64_t row_end, U* out) const {
    const Region rows = region(row_begin, row_end);
    const auto view = ma::makeView(out, rows.sides);
    U fill = 0;
    std::memcpy(&fill, m_.fill.data(), sizeof fill);
    std::vector<U> buffer;
    std::vector<U> stored;
    std::vector<char> packed;

    const auto take = [&](const Shape& chunk, std::string_view bytes) {
      const Overlap o = overlap_of(chunk, m_.chunks, rows.begin, rows.end);
      const auto target = ma::subview(view, o.in_array, o.sides);
      const std::string where = path_of(chunk);
      if (bytes.empty()) {
        check_may_lack(m_, where);
        ma::fillView(target, fill);
        return;
      }
      const std::string_view payload = payload_of(bytes, where);
      if (m_.axis_order.empty() && contiguous(o, rows.sides)) {
        unpack(payload, where, target.data);
        return;
      }
      buffer.resize(chunk_elements());
      if (m_.axis_order.empty()) {
        unpack(payload, where, buffer.data());
      } else {
        stored.resize(chunk_elements());
        unpack(payload, where, stored.data());
        to_c_order(m_.axis_order, m_.chunks, stored.data(), buffer.data());
      }
      const auto source = ma::makeView(buffer.data(), sides_of(m_.chunks));
      ma::copyView(ma::subview(source, o.in_chunk, o.sides), target);
    };

    if (m_.shards.empty()) {
      const Shape first = first_piece(rows.begin, m_.chunks);
      const Shape last = ArrayMetadata::grid(rows.end, m_.chunks);
      Shape chunk = first;
      do {
        read_file_of(chunk, packed);
        take(chunk, {packed.data(), packed.size()});
      } while (advance(chunk, first, last));
      return;
    }
    for_each_shard(
        m_, rows.begin, rows.end,
        [&](const Shape& shard, const Shape& first, const Shape& last) {
          const fs::path path = folder_ / m_.chunk_key(shard);
          std::optional<ShardReader> file;
          if (exists(path)) file.emplace(path, slots_of(m_));
          Shape chunk = first;
          do {
            const bool there = file && file->read(slot_of(m_, chunk), packed);
            take(chunk, {packed.data(), there ? packed.size() : 0});
          } while (advance(chunk, first, last));
        });
  }

  // The packed chunk of one index of an array of any type, without its
  // checksum; empty when absent, and then alone.
  std::string packed_chunk(const Shape& chunk) const {
    std::vector<char> packed;
    std::string_view bytes;
    if (m_.shards.empty()) {
      read_file_of(chunk, packed);
      bytes = {packed.data(), packed.size()};
    } else {
      const fs::path path = folder_ / m_.chunk_key(file_of(m_, chunk));
      if (!exists(path) ||
          !ShardReader(path, slots_of(m_)).read(slot_of(m_, chunk), packed)) {
        return {};
      }
      bytes = {packed.data(), packed.size()};
    }
    if (bytes.empty()) return {};
    std::string payload = checked_payload(bytes, m_.crc32c, path_of(chunk));
    check(!payload.empty(), path_of(chunk), ": holds a checksum alone");
    return payload;
  }

 private:
  // Whole rows of the array.
  struct Region {
    Shape begin;
    Shape end;
    Sides sides;
  };

  Region region(std::int64_t row_begin, std::int64_t row_end) const {
    Region rows{Shape(m_.shape.size(), 0), m_.shape, sides_of(m_.shape)};
    rows.begin[0] = row_begin;
    rows.end[0] = row_end;
    rows.sides[0] = static_cast<std::size_t>(row_end - row_begin);
    return rows;
  }

  std::size_t chunk_elements() const {
    return static_cast<std::size_t>(m_.chunk_elements());
  }

  std::string path_of(const Shape& chunk) const {
    return (folder_ / m_.chunk_key(file_of(m_, chunk))).string();
  }

  // The chunk's elements at full shape: in place where they lie so, else
  // gathered, padded with zeros at the border.
  const U* chunk_of(const ma::ConstArrayView<U>& view, const Shape& chunk,
                    const Region& rows, std::vector<U>& buffer) const {
    const Overlap o = overlap_of(chunk, m_.chunks, rows.begin, rows.end);
    const auto source = ma::subview(view, o.in_array, o.sides);
    if (contiguous(o, view.shape)) return source.data;
    if (!o.whole_chunk) buffer.assign(chunk_elements(), U{0});
    buffer.resize(chunk_elements());
    const auto target = ma::makeView(buffer.data(), sides_of(m_.chunks));
    ma::copyView(source, ma::subview(target, o.in_chunk, o.sides));
    return buffer.data();
  }

  // What there is to unpack, checked as far as that goes without memory for
  // the chunk, whose size the metadata alone tells.
  std::string_view payload_of(std::string_view packed,
                              const std::string& where) const {
    if (m_.crc32c) packed = without_checksum(packed, where);
    check_packed(packed, m_.codec, chunk_elements() * sizeof(U), where);
    return packed;
  }

  // z5 takes a chunk of fewer bytes for a whole one, so it does not unpack.
  void unpack(std::string_view payload, const std::string& where,
              U* out) const {
    unpack_into(payload, m_.codec,
                {reinterpret_cast<char*>(out), chunk_elements() * sizeof(U)},
                where);
    if constexpr (sizeof(U) > 1) {
      if (m_.big_endian) {
        for (std::size_t i = 0; i < chunk_elements(); ++i) {
          auto* byte = reinterpret_cast<unsigned char*>(out + i);
          std::reverse(byte, byte + sizeof(U));
        }
      }
    }
  }

  // The file of a chunk of an array without shards; empty when it is absent.
  void read_file_of(const Shape& chunk, std::vector<char>& packed) const {
    packed.clear();
    data_->readRawChunk(sides_of(chunk), packed);
    check(!packed.empty() || !exists(folder_ / m_.chunk_key(chunk)),
          path_of(chunk), ": is empty");
  }

  ShardWriter& shard_of(const Shape& chunk) {
    const Shape shard = file_of(m_, chunk);
    const auto [it, is_new] =
        shards_.try_emplace(shard, folder_ / m_.chunk_key(shard), slots_of(m_));
    return it->second;
  }

  // Once all rows of a row of shards have come.
  void finish_shards(std::int64_t rows_written) {
    if (rows_written % m_.shards[0] != 0 && rows_written < m_.shape[0]) return;
    for (auto& [shard, file] : shards_) file.finish();
    shards_.clear();
  }

  fs::path folder_;
  const ArrayMetadata& m_;
  std::unique_ptr<z5::Dataset> data_;
  std::map<Shape, ShardWriter> shards_;  // that are being written
};

// Runs body with Elements of the unsigned integer of this width.
template <typename Body>
void with_width(std::int64_t width_bytes, const Body& body) {
  if (width_bytes == 1) return body(std::uint8_t{});
  if (width_bytes == 2) return body(std::uint16_t{});
  if (width_bytes == 4) return body(std::uint32_t{});
  return body(std::uint64_t{});
}

// Asks for huge pages under memory that is about to be filled: without them a
// tenth of the time to read a large array goes into page faults.
void expect_filling(void* memory, std::size_t bytes) {
  constexpr std::uintptr_t kHugePage = std::uintptr_t{2} << 20;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t first = (begin + kHugePage - 1) & ~(kHugePage - 1);
  const std::uintptr_t last = (begin + bytes) & ~(kHugePage - 1);
  if (first < last) {
    madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
  }
}

}  // namespace

struct ChunkWriter::Rows {
  virtual ~Rows() = default;
  virtual void write(std::int64_t begin, std::int64_t end,
                     const void* values) = 0;
};

template <typename U>
struct RowsOf : ChunkWriter::Rows {
  RowsOf(const fs::path& folder, const ArrayMetadata& metadata)
      : elements(folder, metadata) {}
  void write(std::int64_t begin, std::int64_t end,
             const void* values) override {
    elements.write(begin, end, static_cast<const U*>(values));
  }
  Elements<U> elements;
};

ChunkWriter::ChunkWriter(const ArrayMetadata& metadata, const fs::path& folder)
    : metadata_(metadata) {
  with_width(metadata.width_bytes, [&](auto unit) {
    rows_ = std::make_unique<RowsOf<decltype(unit)>>(folder, metadata_);
  });
}
ChunkWriter::~ChunkWriter() = default;

void ChunkWriter::write(const void* values, std::int64_t count) {
  const std::int64_t end = written_ + count;
  if (metadata_.elements() > 0 && count > 0) {
    rows_->write(written_, end, values);
  }
  written_ = end;
}

void read_chunks(const ArrayMetadata& metadata, const fs::path& folder,
                 std::int64_t row_begin, std::int64_t row_end, void* out) {
  if (metadata.elements() == 0 || row_begin == row_end) return;
  expect_filling(out, static_cast<std::size_t>(
                          metadata.elements() / metadata.shape[0] *
                          (row_end - row_begin) * metadata.width_bytes));
  with_width(metadata.width_bytes, [&](auto unit) {
    using U = decltype(unit);
    Elements<U>(folder, metadata)
        .read(row_begin, row_end, static_cast<U*>(out));
  });
}

std::string packed_chunk(const ArrayMetadata& metadata, const fs::path& folder,
                         const Shape& chunk) {
  return Elements<std::uint8_t>(folder, metadata).packed_chunk(chunk);
}

}  // namespace moonstain::zarr
