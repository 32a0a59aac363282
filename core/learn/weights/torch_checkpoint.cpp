#include "core/learn/weights/torch_checkpoint.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/learn/weights/pickle.h"
#include "core/learn/weights/safetensors.h"

namespace moonstain {
namespace {

std::uint64_t little_endian(std::string_view bytes, std::size_t at,
                            std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

// Tensors that share a storage get a copy each; no network shares one so often.
constexpr std::uint64_t kMostCopies = 16;

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

// The elements of a view, one after the other.
NamedTensor contiguous(const std::string& name, const PickledTensor& view,
                       const std::string& storage, const std::string& where) {
  NamedTensor tensor{{name, view.dtype, view.shape}, {}};
  const std::size_t width = dtype_bytes(view.dtype);
  const auto elements = static_cast<std::int64_t>(storage.size() / width);
  check(view.shape.size() == view.strides.size(), where, ": tensor '", name,
        "' has ", view.shape.size(), " lengths but ", view.strides.size(),
        " strides");
  std::int64_t count = 1;
  std::int64_t last = view.offset;
  bool outside = view.offset < 0;
  for (std::size_t i = 0; i < view.shape.size() && !outside; ++i) {
    const std::int64_t n = view.shape[i];
    const std::int64_t stride = view.strides[i];
    outside = n < 0 || stride < 0 || (n > 1 && stride > elements / (n - 1)) ||
              (n > 0 && count > (std::int64_t{1} << 40) / n);
    if (outside) break;
    count *= n;
    if (n > 1) last += (n - 1) * stride;
    outside = last >= elements && count > 0;
  }
  check(!outside && (count == 0 || last < elements) && count <= elements, where,
        ": tensor '", name, "' ", tensor.spec.text(),
        " reaches outside of its storage of ", elements, " elements");
  tensor.bytes.resize(count * width);
  std::vector<std::int64_t> index(view.shape.size(), 0);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t from = view.offset;
    for (std::size_t axis = 0; axis < index.size(); ++axis) {
      from += index[axis] * view.strides[axis];
    }
    std::copy_n(storage.data() + from * width, width,
                tensor.bytes.data() + i * width);
    for (std::size_t axis = index.size(); axis-- > 0;) {
      if (++index[axis] < view.shape[axis]) break;
      index[axis] = 0;
    }
  }
  return tensor;
}

const Pickled& state_of(const Pickled& outer, std::string_view entry,
                        StateEntry presence, const std::string& where) {
  check(outer.kind == Pickled::Kind::dict, where,
        ": the checkpoint is not a dictionary");
  if (entry.empty()) return outer;
  std::string names;
  for (const auto& [name, value] : outer.container->pairs) {
    if (name.text == entry) {
      check(value.kind == Pickled::Kind::dict, where, ": entry '", entry,
            "' is not a dictionary");
      return value;
    }
    names += concat(names.empty() ? "" : ", ", name.text);
  }
  if (presence == StateEntry::where_there_is_one) return outer;
  fail(where, ": no entry '", entry, "'; there are: ", names);
}

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
  const Pickled& state = state_of(outer, entry, presence, where);

  Weights weights;
  std::set<std::string> seen;
  std::uint64_t bytes = 0;
  std::optional<std::pair<std::string, std::string>> held;  // name, bytes
  for (const auto& [key, value] : state.container->pairs) {
    check(key.kind == Pickled::Kind::text, where,
          ": a name in the state is not a text");
    check(seen.insert(key.text).second, where, ": tensor '", key.text,
          "' is there twice");
    check(value.kind == Pickled::Kind::tensor, where, ": '", key.text,
          "' is not a tensor; the state may be one of its entries");
    const PickledTensor& view = *value.tensor;
    const std::string name = folder + "data/" + view.storage;
    if (!held || held->first != name) held = {name, archive.read(name)};
    check(held->second.size() / dtype_bytes(view.dtype) ==
              static_cast<std::uint64_t>(view.storage_count),
          where, ": ", name, " has ", held->second.size(), " bytes, expected ",
          view.storage_count, " elements of ", dtype_name(view.dtype));
    weights.tensors.push_back(contiguous(key.text, view, held->second, where));
    bytes += weights.tensors.back().bytes.size();
    check(bytes / kMostCopies <= archive.size_bytes(), where, ": tensor '",
          key.text, "': the tensors as far as this one have ", bytes,
          " bytes, expected at most ", kMostCopies, " times the file's ",
          archive.size_bytes(), "; too many share one storage");
  }
  return weights;
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
  // A pickle of a number of ten bytes, by which PyTorch knew its files.
  check(begins != std::string_view("\x80\2\x8a\n", 4), path.string(),
        ": is of torch.save before PyTorch 1.6, whose files were no archives; "
        "load it in a later one and save it again");
  return read_safetensors(path);
}

}  // namespace moonstain
