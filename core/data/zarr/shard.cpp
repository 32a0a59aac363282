#include "core/data/zarr/shard.h"

#include <cstring>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/data/zarr/checksum.h"

namespace moonstain::zarr {
namespace {

constexpr std::uint64_t kAbsent = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kChecksumBytes = 4;

template <typename Number>
void append(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <typename Number>
Number number_at(std::string_view bytes, std::size_t at) {
  Number number;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

}  // namespace

ShardWriter::ShardWriter(fs::path path, std::size_t slots)
    : path_(std::move(path)), index_(2 * slots, kAbsent) {}

void ShardWriter::add(std::size_t slot, std::string_view packed) {
  if (file_ == nullptr) {
    make_folders(path_.parent_path());
    file_ = std::make_unique<FileWriter>(path_);
  }
  index_.at(2 * slot) = size_bytes_;
  index_.at(2 * slot + 1) = packed.size();
  file_->write(packed);
  size_bytes_ += packed.size();
}

void ShardWriter::finish() {
  if (file_ == nullptr) return;
  std::string end;
  end.reserve(8 * index_.size() + kChecksumBytes);
  for (const std::uint64_t number : index_) append(end, number);
  append(end, crc32c(end));
  file_->write(end);
  file_->finish();
}

ShardReader::ShardReader(const fs::path& path, std::size_t slots)
    : file_(path) {
  // The number of slots is the metadata's word: believed where the file has
  // room for their index.
  const auto damaged = [&] {
    fail(path.string(),
         ": shard: corrupt shard index; the file is damaged or cut short");
  };
  const std::uint64_t size = file_.size_bytes();
  if (size < kChecksumBytes || slots > (size - kChecksumBytes) / 16) damaged();
  const std::size_t index_bytes = 16 * slots;
  const std::uint64_t index_begin = size - kChecksumBytes - index_bytes;
  std::string end(index_bytes + kChecksumBytes, '\0');
  file_.read_at(end.data(), end.size(), index_begin);
  if (crc32c(std::string_view(end).substr(0, index_bytes)) !=
      number_at<std::uint32_t>(end, index_bytes)) {
    damaged();
  }
  for (std::size_t at = 0; at < index_bytes; at += 16) {
    const auto offset = number_at<std::uint64_t>(end, at);
    const auto bytes = number_at<std::uint64_t>(end, at + 8);
    const bool absent = offset == kAbsent || bytes == kAbsent;
    if (!absent && (offset > index_begin || bytes > index_begin - offset)) {
      damaged();
    }
    index_.push_back(absent ? kAbsent : offset);
    index_.push_back(absent ? kAbsent : bytes);
  }
}

bool ShardReader::has(std::size_t slot) const {
  return index_.at(2 * slot) != kAbsent;
}

bool ShardReader::read(std::size_t slot, std::vector<char>& packed) {
  packed.clear();
  if (!has(slot)) return false;
  const std::uint64_t bytes = index_.at(2 * slot + 1);
  check(bytes > 0, file_.path().string(), ": chunk ", slot,
        " of the shard is empty");
  packed.resize(bytes);
  file_.read_at(packed.data(), bytes, index_.at(2 * slot));
  return true;
}

}  // namespace moonstain::zarr
