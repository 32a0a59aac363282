#include "core/learn/weights/torch_checkpoint.h"

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/learn/weights/legacy_checkpoint.h"
#include "core/learn/weights/little_endian.h"
#include "core/learn/weights/pickle.h"
#include "core/learn/weights/safetensors.h"

namespace moonstain {
namespace {

struct Member {
  std::uint64_t at = 0;  ///< of its local header
  std::uint64_t size_bytes = 0;
};

// A zip archive of stored (not compressed) members, as PyTorch writes it. Its
// extension for archives above 4 GiB is not read.
class Archive {
 public:
  explicit Archive(const fs::path& path)
      : where_(path.string()), reader_(path) {
    const std::uint64_t size = reader_.size_bytes();
    const std::uint64_t tail = std::min<std::uint64_t>(size, 65'557);
    std::string end(tail, '\0');
    reader_.read_at(end.data(), tail, size - tail);
    const auto at = end.rfind("PK\5\6");
    check(at != std::string::npos && at + 22 <= end.size(), where_,
          ": not a zip archive, or cut off: it has no end record");
    const std::uint64_t members = little_endian(end, at + 10, 2);
    const std::uint64_t bytes = little_endian(end, at + 12, 4);
    const std::uint64_t begin = little_endian(end, at + 16, 4);
    check(members != 0xFFFF && begin != 0xFFFFFFFF, where_,
          ": archives above 4 GiB are not read");
    check(begin <= size && bytes <= size - begin, where_,
          ": the archive's directory lies outside of the file");
    std::string directory(bytes, '\0');
    reader_.read_at(directory.data(), bytes, begin);
    read_directory(directory, members);
  }

  // The folder that holds everything: "archive/", named after the file saved.
  std::string folder() const {
    for (const auto& [name, member] : members_) {
      if (name.ends_with("/data.pkl")) {
        return name.substr(0, name.size() - std::string("data.pkl").size());
      }
    }
    fail(where_, ": no data.pkl in the archive: not a file of torch.save");
  }

  std::uint64_t size_bytes() const { return reader_.size_bytes(); }
  bool has(const std::string& name) const { return members_.contains(name); }

  std::string read(const std::string& name) {
    const auto it = members_.find(name);
    check(it != members_.end(), where_, ": the archive has no ", name);
    const Member member = it->second;
    std::string header(30, '\0');
    reader_.read_at(header.data(), 30, member.at);
    check(header.starts_with("PK\3\4"), where_, ": ", name,
          " has no header in the archive");
    const std::uint64_t begin = member.at + 30 + little_endian(header, 26, 2) +
                                little_endian(header, 28, 2);
    const std::uint64_t size = reader_.size_bytes();
    check(begin <= size && member.size_bytes <= size - begin, where_, ": ",
          name, " lies outside of the file");
    std::string bytes(member.size_bytes, '\0');
    reader_.read_at(bytes.data(), bytes.size(), begin);
    return bytes;
  }

 private:
  void read_directory(std::string_view directory, std::uint64_t members) {
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < members; ++i) {
      check(directory.size() - at >= 46 &&
                directory.substr(at, 4) == std::string_view("PK\1\2", 4),
            where_, ": the archive's directory is damaged");
      const std::size_t name_bytes = little_endian(directory, at + 28, 2);
      const std::size_t rest = name_bytes +
                               little_endian(directory, at + 30, 2) +
                               little_endian(directory, at + 32, 2);
      check(directory.size() - at - 46 >= rest, where_,
            ": the archive's directory is damaged");
      const std::string name(directory.substr(at + 46, name_bytes));
      check(little_endian(directory, at + 10, 2) == 0, where_, ": ", name,
            " is compressed; torch.save stores its parts as they are");
      members_[name] = {little_endian(directory, at + 42, 4),
                        little_endian(directory, at + 24, 4)};
      at += 46 + rest;
    }
  }

  std::string where_;
  FileReader reader_;
  std::map<std::string, Member> members_;
};

}  // namespace

Weights read_torch_checkpoint(const fs::path& path, std::string_view entry,
                              StateEntry presence) {
  const std::string where = path.string();
  Archive archive(path);
  const std::string folder = archive.folder();
  if (archive.has(folder + "byteorder")) {
    const std::string order = archive.read(folder + "byteorder");
    check(order == "little", where, ": its bytes are in order '", order,
          "', only little-endian is read");
  }
  const std::string program = archive.read(folder + "data.pkl");
  const Pickled outer = read_pickle(program, where);
  const auto name = [&](const std::string& storage) {
    return folder + "data/" + storage;
  };
  return pickled_state(outer, entry, presence,
                       {.where = where,
                        .size_bytes = archive.size_bytes(),
                        .called = name,
                        .bytes = [&](const std::string& storage) {
                          return archive.read(name(storage));
                        }});
}

Weights read_weights(const fs::path& path, std::string_view entry,
                     StateEntry presence) {
  FileReader reader(path);
  char magic[4] = {};
  if (reader.size_bytes() >= 4) reader.read_at(magic, 4, 0);
  const std::string_view begins(magic, 4);
  if (begins == std::string_view("PK\3\4", 4)) {
    return read_torch_checkpoint(path, entry, presence);
  }
  if (begins == kLegacyBeginning.substr(0, 4)) {
    return read_legacy_checkpoint(path, entry, presence);
  }
  return read_safetensors(path);
}

}  // namespace moonstain
