#include "core/eval/export/read_crate.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/uri.h"
#include "core/engine/store/object_files.h"
#include "core/eval/export/crate_entities.h"
#include "core/eval/export/crate_files.h"

namespace moonstain {
namespace crate {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;
constexpr std::string_view kResults = "results/";

class Reader {
 public:
  explicit Reader(fs::path folder)
      : folder_(std::move(folder)), where_(concat("crate ", folder_.native())) {
    check(path_exists(folder_), where_, ": is not there");
    check(is_folder(folder_), where_,
          ": is a file, expected the folder that `moonstain export --rocrate` "
          "wrote; unpack it where it was packed");
    check(path_exists(folder_ / kMetadata), where_, ": has no ", kMetadata,
          "; expected the folder that `moonstain export --rocrate` wrote");
  }

  CrateContents read() const {
    const std::string in_metadata = concat(where_, ": ", kMetadata);
    const Json metadata =
        parse_json(read_file(folder_ / kMetadata, kMostBytes), in_metadata);
    std::map<std::string, Digest> results;
    bool has_plan = false;
    for (const Json& entity : list_member(metadata, "@graph", in_metadata)) {
      const std::string id = text_member(entity, "@id", in_metadata);
      if (is_a(entity, "File") && entity.contains("sha256")) {
        look_at_file(id, entity, in_metadata);
        has_plan |= id == kPlan;
      } else if (is_a(entity, "Dataset") && id.starts_with(kResults)) {
        const std::string path = path_in(id);
        std::string name = path.substr(kResults.size());
        if (name.ends_with('/')) name.pop_back();
        results.emplace(std::move(name), result(path, entity, in_metadata));
      }
    }
    check(has_plan, where_, ": names no ", kPlan,
          "; expected a crate of `moonstain export --rocrate`");
    return {parse_plan(parse_json(read_file(folder_ / kPlan, kMostBytes),
                                  concat(where_, ": ", kPlan)),
                       concat(where_, ": ", kPlan)),
            std::move(results)};
  }

 private:
  static bool is_a(const Json& entity, const char* type) {
    const auto found = entity.find("@type");
    if (found == entity.end()) return false;
    return *found == type ||
           (found->is_array() &&
            std::find(found->begin(), found->end(), type) != found->end());
  }

  // What an entity is called, as a path below the crate's folder.
  std::string path_in(const std::string& id) const {
    const std::string path = path_of_uri(id);
    const fs::path parts = path;
    const bool leaves =
        std::any_of(parts.begin(), parts.end(),
                    [](const fs::path& part) { return part == ".."; });
    check(!path.empty() && parts.is_relative() && !leaves &&
              path.find('\0') == path.npos,
          where_, ": its metadata name '", id,
          "', which is no place in the crate");
    return path;
  }

  void check_there(const std::string& path, bool there) const {
    check(there, where_, ": ", path,
          " is not there, and its metadata name it: the crate was copied "
          "without its files; copy the whole folder, or export it again");
  }

  void look_at_file(const std::string& id, const Json& entity,
                    const std::string& in_metadata) const {
    const std::string path = path_in(id);
    check_there(path,
                path_exists(folder_ / path) && !is_folder(folder_ / path));
    const FileEntry found = hash_file(folder_ / path);
    const std::string sha256 = text_member(entity, "sha256", in_metadata);
    check(found.sha256.hex() == sha256, where_, ": ", path,
          " has changed: its sha256 is ", found.sha256.hex(),
          ", its metadata say ", sha256);
  }

  Digest result(const std::string& path, const Json& entity,
                const std::string& in_metadata) const {
    check_there(path, is_folder(folder_ / path));
    std::map<std::string, FileEntry> files;
    for (const std::string& name : list_files(folder_ / path)) {
      files.emplace(name, hash_file(folder_ / path / name));
    }
    const Digest found = sha256(object_listing(files));
    const std::string said = text_member(entity, "description", in_metadata);
    const std::size_t at = said.rfind(kDigestWords);
    check(at != said.npos, where_, ": its metadata do not say what digest ",
          path, " has");
    const std::string digest = said.substr(at + kDigestWords.size());
    check(found.hex() == digest, where_, ": ", path,
          files.empty() ? " is empty" : " has changed", ": its files give ",
          found.hex(), ", its metadata say ", digest);
    return found;
  }

  fs::path folder_;
  std::string where_;
};

}  // namespace
}  // namespace crate

CrateContents read_crate(const fs::path& folder) {
  return crate::Reader(folder).read();
}

}  // namespace moonstain
