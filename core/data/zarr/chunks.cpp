#include "core/data/zarr/chunks.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/codec.h"
#include "core/data/zarr/grid.h"
#include "z5/filesystem/handle.hxx"
#include "z5/generic/dataset.hxx"
#include "z5/generic/sharded_dataset.hxx"
#include "z5/multiarray/array_util.hxx"
#include "z5/multiarray/array_view.hxx"
#include "z5/util/crc32c.hxx"
#include "z5/util/sharding.hxx"

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

// Checks the four bytes at the end and leaves them out.
std::string_view without_checksum(std::string_view packed,
                                  std::string_view where) {
  check(packed.size() >= 4, where, ": ", packed.size(),
        " bytes hold no checksum");
  const std::size_t size = packed.size() - 4;
  std::uint32_t stored = 0;
  std::memcpy(&stored, packed.data() + size, sizeof stored);
  check(z5::util::crc32c(packed.data(), size) == stored, where,
        ": crc32c differs; the file is damaged");
  return packed.substr(0, size);
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

  void write(const U* values) const {
    const auto view = ma::makeView(values, sides_of(m_.shape));
    const Shape begin(m_.shape.size(), 0);
    std::vector<U> buffer;
    if (m_.shards.empty()) {
      const Shape end = ArrayMetadata::grid(m_.shape, m_.chunks);
      Shape chunk = begin;
      do {
        data_->writeChunk(sides_of(chunk), chunk_of(view, chunk, buffer));
      } while (advance(chunk, begin, end));
      return;
    }
    std::vector<std::vector<char>> blobs;
    for_each_shard(
        m_, begin, m_.shape,
        [&](const Shape& shard, const Shape& first, const Shape& last) {
          blobs.resize(slots_of(m_));
          for (auto& blob : blobs) blob.clear();
          Shape chunk = first;
          do {
            std::vector<char>& blob = blobs[slot_of(m_, chunk)];
            if (!data_->makeChunkBlob(sides_of(chunk),
                                      chunk_of(view, chunk, buffer), blob)) {
              blob.clear();
            }
          } while (advance(chunk, first, last));
          data_->writeShardBlobs(sides_of(shard), blobs);
        });
  }

  // Rows [row_begin, row_end) of the first axis.
  void read(std::int64_t row_begin, std::int64_t row_end, U* out) const {
    Shape begin(m_.shape.size(), 0);
    Shape end = m_.shape;
    begin[0] = row_begin;
    end[0] = row_end;
    Sides sides = sides_of(end);
    sides[0] = row_end - row_begin;
    const auto view = ma::makeView(out, sides);
    U fill = 0;
    std::memcpy(&fill, m_.fill.data(), sizeof fill);
    std::vector<U> buffer;
    std::vector<char> packed;

    const auto take = [&](const Shape& chunk, const char* bytes,
                          std::size_t size) {
      const Overlap o = overlap_of(chunk, m_.chunks, begin, end);
      const auto target = ma::subview(view, o.in_array, o.sides);
      if (size == 0) {
        ma::fillView(target, fill);
        return;
      }
      const std::string where = path_of(chunk);
      const std::string_view payload = payload_of({bytes, size}, where);
      if (contiguous(o, sides)) {
        unpack(payload, where, target.data);
        return;
      }
      buffer.resize(chunk_elements());
      unpack(payload, where, buffer.data());
      const auto source = ma::makeView(buffer.data(), sides_of(m_.chunks));
      ma::copyView(ma::subview(source, o.in_chunk, o.sides), target);
    };

    if (m_.shards.empty()) {
      const Shape first = first_piece(begin, m_.chunks);
      const Shape last = ArrayMetadata::grid(end, m_.chunks);
      Shape chunk = first;
      do {
        read_file_of(chunk, packed);
        take(chunk, packed.data(), packed.size());
      } while (advance(chunk, first, last));
      return;
    }
    std::vector<std::size_t> offsets;
    std::vector<std::size_t> sizes;
    for_each_shard(
        m_, begin, end,
        [&](const Shape& shard, const Shape& first, const Shape& last) {
          const bool there = read_shard(shard, packed, offsets, sizes);
          Shape chunk = first;
          do {
            if (!there) {
              take(chunk, nullptr, 0);
            } else {
              const std::size_t slot = slot_of(m_, chunk);
              check_slot(shard, packed, sizes, slot);
              take(chunk, packed.data() + offsets[slot], sizes[slot]);
            }
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
      std::vector<std::size_t> offsets;
      std::vector<std::size_t> sizes;
      const Shape shard = file_of(m_, chunk);
      if (!read_shard(shard, packed, offsets, sizes)) return {};
      const std::size_t slot = slot_of(m_, chunk);
      check_slot(shard, packed, sizes, slot);
      bytes = {packed.data() + offsets[slot], sizes[slot]};
    }
    if (bytes.empty()) return {};
    std::string payload = checked_payload(bytes, m_.crc32c, path_of(chunk));
    check(!payload.empty(), path_of(chunk), ": holds a checksum alone");
    return payload;
  }

 private:
  std::size_t chunk_elements() const {
    return static_cast<std::size_t>(m_.chunk_elements());
  }

  std::string path_of(const Shape& chunk) const {
    return (folder_ / m_.chunk_key(file_of(m_, chunk))).string();
  }

  // The chunk's elements at full shape: in place where they lie so, else
  // gathered, padded with zeros at the border.
  const U* chunk_of(const ma::ConstArrayView<U>& view, const Shape& chunk,
                    std::vector<U>& buffer) const {
    const Shape begin(m_.shape.size(), 0);
    const Overlap o = overlap_of(chunk, m_.chunks, begin, m_.shape);
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

  bool read_shard(const Shape& shard, std::vector<char>& packed,
                  std::vector<std::size_t>& offsets,
                  std::vector<std::size_t>& sizes) const {
    try {
      return data_->readShardRaw(sides_of(shard), packed, offsets, sizes);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& e) {
      fail((folder_ / m_.chunk_key(shard)).string(), ": ", e.what(),
           "; the file is damaged or cut short");
    }
  }

  // z5 gives size 0 for a slot never written and for a chunk of no bytes; the
  // index, 16 bytes a slot and a checksum at the end, tells them apart.
  void check_slot(const Shape& shard, const std::vector<char>& packed,
                  const std::vector<std::size_t>& sizes,
                  std::size_t slot) const {
    if (sizes[slot] > 0) return;
    const std::size_t from_end = 4 + 16 * (sizes.size() - slot);
    const char* entry = packed.data() + (packed.size() - from_end);
    check(z5::util::readLE64(entry + 8) != 0,
          (folder_ / m_.chunk_key(shard)).string(), ": chunk ", slot,
          " of the shard is empty");
  }

  fs::path folder_;
  const ArrayMetadata& m_;
  std::unique_ptr<z5::Dataset> data_;
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

void write_chunks(const ArrayMetadata& metadata, const fs::path& folder,
                  const void* values) {
  if (metadata.elements() == 0) return;
  with_width(metadata.width_bytes, [&](auto unit) {
    using U = decltype(unit);
    Elements<U>(folder, metadata).write(static_cast<const U*>(values));
  });
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

std::string checked_payload(std::string_view packed, bool crc32c,
                            std::string_view where) {
  if (!crc32c || packed.empty()) return std::string(packed);
  return std::string(without_checksum(packed, where));
}

}  // namespace moonstain::zarr
