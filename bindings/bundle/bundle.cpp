#include "bindings/bundle/bundle.h"

#include <unistd.h>

#include <charconv>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/zip.h"
#include "core/data/source/manifest_path.h"
#include "core/engine/store/object_files.h"

namespace moonstain {

namespace {

// It sorts before all others, so that the first bytes of a bundle tell what it
// is, whatever form the rest may have one day.
constexpr const char* kMark = "MOONSTAIN";
constexpr std::string_view kFirstLine = "moonstain bundle ";
constexpr std::size_t kZipHeaderBytes = 30;
constexpr const char* kLock = "lock.json";
constexpr const char* kLibrary = "recipes/lib/";

// The text where a bundle has its format; empty where it is none.
std::string_view after_mark(std::string_view bytes) {
  const std::string start = concat(kMark, kFirstLine);
  if (!bytes.starts_with("PK\x03\x04") ||
      bytes.substr(std::min(bytes.size(), kZipHeaderBytes), start.size()) !=
          start) {
    return {};
  }
  return bytes.substr(kZipHeaderBytes + start.size(), 16);
}

void check_format(std::string_view bytes, std::string_view where) {
  const std::string_view text = after_mark(bytes);
  int format = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), format);
  check(error == std::errc() && end != text.data() + text.size() &&
            *end == '\n' && format >= 1,
        where, ": is no bundle; `moonstain bundle RECIPE` makes one");
  check(format == kBundleFormat, where, ": is a bundle of format ", format,
        ", this moonstain reads format ", kBundleFormat,
        "; a later one reads it");
}

std::string mark(const std::map<std::string, std::string>& files) {
  std::map<std::string, FileEntry> entries;
  for (const auto& [path, bytes] : files) {
    entries[path] = {bytes.size(), sha256(bytes)};
  }
  return concat(kFirstLine, kBundleFormat, "\nsha256 ",
                sha256(object_listing(entries)).hex(), "\n");
}

bool is_one_part(std::string_view path) {
  return !path.empty() && path.find('/') == std::string_view::npos;
}

bool is_expected(const fs::path& path, const Lock& lock) {
  const std::string output = path.stem().string();
  return path.native() == concat("expected/", output, ".json") &&
         lock.expected.contains(output);
}

void check_places(const Bundle& bundle, std::string_view where) {
  const std::string own = bundle.recipe_folder() + "/";
  check(is_one_part(bundle.lock.recipe) && bundle.lock.recipe != "lib" &&
            bundle.files.contains(own + "recipe.lua"),
        where, ": has no ", own, "recipe.lua, the recipe that its lock names");
  for (const auto& [path, bytes] : bundle.files) {
    const bool good = path.starts_with(own) || path.starts_with(kLibrary) ||
                      manifest_name(path) || is_expected(path, bundle.lock);
    check(good, where, ": '", path, "' has no place in a bundle of recipe ",
          bundle.lock.recipe);
    check(after_mark(bytes).empty(), where, ": '", path,
          "' is a bundle itself; run that one");
  }
  for (const LockedFile& file : bundle.lock.files) {
    const auto found = bundle.files.find(file.path);
    check(found != bundle.files.end() &&
              found->second.size() == file.size_bytes &&
              sha256(found->second) == file.sha256,
          where, ": '", file.path, "' is not there as its lock has it");
  }
}

bool holds(const fs::path& folder,
           const std::map<std::string, std::string>& files) {
  try {
    if (!is_folder_itself(folder)) return false;
    const std::vector<std::string> names = list_files(folder);
    if (names.size() != files.size()) return false;
    for (const std::string& name : names) {
      const auto meant = files.find(name);
      if (meant == files.end() || is_link(folder / name)) return false;
      if (FileReader(folder / name).size_bytes() != meant->second.size() ||
          read_file(folder / name) != meant->second) {
        return false;
      }
    }
    return true;
  } catch (const Error&) {
    return false;  // a link, or what cannot be read: written again
  }
}

}  // namespace

std::string Bundle::recipe_folder() const {
  return concat("recipes/", lock.recipe);
}

std::string bundle_bytes(const Bundle& bundle) {
  std::map<std::string, std::string> files = bundle.files;
  files[kLock] = pretty_json(lock_json(bundle.lock));
  files[kMark] = mark(files);
  return zip_files(files);
}

Bundle parse_bundle(std::string_view bytes, std::string_view where) {
  check_format(bytes, where);
  Bundle bundle;
  bundle.files = unzip_files(bytes, where);
  const auto said = bundle.files.extract(kMark);
  check(said && said.mapped() == mark(bundle.files), where,
        ": its files are not those that its first lines name; it was changed");
  const auto lock = bundle.files.extract(kLock);
  check(bool(lock), where, ": has no ", kLock);
  const std::string lock_where = concat(where, ": ", kLock);
  bundle.lock = parse_lock(parse_json(lock.mapped(), lock_where), lock_where);
  check(lock.mapped() == pretty_json(lock_json(bundle.lock)), lock_where,
        ": is not as moonstain writes it");
  check_places(bundle, where);
  return bundle;
}

fs::path unpack_bundle(const Bundle& bundle, const Digest& sha256,
                       const fs::path& folder) {
  const fs::path place = folder / sha256.hex();
  if (holds(place, bundle.files)) return place;
  const fs::path part = folder / concat(sha256.hex(), ".", ::getpid());
  remove_tree(part);
  for (const auto& [path, bytes] : bundle.files) {
    make_folders((part / path).parent_path());
    write_file(part / path, bytes);
  }
  try {
    remove_tree(place);
    rename_path(part, place);
  } catch (const Error&) {
    // Another process may have put the same in its place meanwhile.
    remove_tree(part);
    if (!holds(place, bundle.files)) throw;
  }
  return place;
}

}  // namespace moonstain
