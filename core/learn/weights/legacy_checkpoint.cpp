#include "core/learn/weights/legacy_checkpoint.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/learn/weights/little_endian.h"
#include "core/learn/weights/pickle.h"

namespace moonstain {
namespace {

// The pickles come first; a state's are of a few hundred kilobytes.
constexpr std::uint64_t kMostProgramBytes = std::uint64_t{64} << 20;

void check_machine(const Pickled& machine, const std::string& where) {
  check(machine.kind == Pickled::Kind::dict, where,
        ": the machine that saved it is no dictionary");
  for (const auto& [name, value] : machine.container->pairs) {
    check(name.text != "little_endian" ||
              (value.kind == Pickled::Kind::flag && value.integer == 1),
          where, ": its bytes are in order 'big', only little-endian is read");
  }
}

struct Place {
  std::uint64_t at = 0;  ///< of the elements
  std::uint64_t bytes = 0;
};

// Where the elements of each storage lie, of those that `names` lists.
std::map<std::string, Place> places_of(const Pickled& names,
                                       const PickledPart& part,
                                       std::uint64_t at, FileReader& reader,
                                       const std::string& where) {
  check(names.kind == Pickled::Kind::list, where,
        ": the names of its storages are no list");
  const std::uint64_t size = reader.size_bytes();
  std::map<std::string, Place> places;
  for (const Pickled& name : names.container->items) {
    const auto known = part.storages.find(name.text);
    check(known != part.storages.end(), where, ": storage '", name.text,
          "' is of no tensor");
    check(size - at >= 8, where, ": cut off: storage '", name.text,
          "' begins behind its end");
    char length[8];
    reader.read_at(length, 8, at);
    const std::uint64_t count = little_endian({length, 8}, 0, 8);
    at += 8;
    const PickledTensor& storage = known->second;
    check(storage.storage_count >= 0 &&
              count == static_cast<std::uint64_t>(storage.storage_count),
          where, ": storage '", name.text, "' has ", count,
          " elements, expected ", storage.storage_count);
    const std::uint64_t width = dtype_bytes(storage.dtype);
    check(count <= (size - at) / width, where, ": cut off: storage '",
          name.text, "' has ", count, " elements of ",
          dtype_name(storage.dtype), ", the file ", size - at,
          " bytes for them");
    check(places.emplace(name.text, Place{at, count * width}).second, where,
          ": storage '", name.text, "' is there twice");
    at += count * width;
  }
  return places;
}

}  // namespace

Weights read_legacy_checkpoint(const fs::path& path, std::string_view entry,
                               StateEntry presence) {
  const std::string where = path.string();
  FileReader reader(path);
  std::string head(std::min(reader.size_bytes(), kMostProgramBytes), '\0');
  reader.read_at(head.data(), head.size(), 0);
  check(head.starts_with(kLegacyBeginning), where,
        ": not of torch.save before PyTorch 1.6, or of another version than "
        "1001 of its form");
  std::size_t at = kLegacyBeginning.size();
  const auto next = [&] {
    PickledPart part =
        read_first_pickle(std::string_view(head).substr(at), where);
    at += part.bytes;
    return part;
  };
  check_machine(next().value, where);
  const PickledPart part = next();
  const Pickled names = next().value;
  head = {};
  const auto places = places_of(names, part, at, reader, where);
  return pickled_state(
      part.value, entry, presence,
      {.where = where,
       .size_bytes = reader.size_bytes(),
       .called =
           [](const std::string& storage) {
             return concat("storage '", storage, "'");
           },
       .bytes =
           [&](const std::string& storage) {
             const auto place = places.find(storage);
             check(place != places.end(), where, ": the file has no storage '",
                   storage, "'");
             std::string bytes(place->second.bytes, '\0');
             reader.read_at(bytes.data(), bytes.size(), place->second.at);
             return bytes;
           }});
}

}  // namespace moonstain
