#include "core/engine/store.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "core/base/error.h"
#include "core/base/kill_point.h"
#include "core/engine/object_files.h"

namespace moonstain {

namespace {

// From here on one flush of the whole file system is faster than one for each
// file and folder.
constexpr std::size_t kFewObjects = 16;

// Walks what a step has written: names and sizes must be those reported.
void check_stage(const fs::path& stage,
                 const std::map<std::string, FileEntry>& files) {
  std::size_t found = 0;
  for (const std::string& name : list_files(stage)) {
    const auto entry = files.find(name);
    check(entry != files.end(),
          "the step left a file it did not report: ", name);
    struct stat info;
    check(::lstat((stage / name).c_str(), &info) == 0, name,
          ": cannot look at: ", std::strerror(errno));
    const auto size = static_cast<std::uint64_t>(info.st_size);
    check(size == entry->second.size_bytes, "file ", name, " has ", size,
          " bytes, the step has written ", entry->second.size_bytes);
    ++found;
  }
  if (found == files.size()) return;
  for (const auto& [name, entry] : files) {
    check(path_exists(stage / name), "file ", name,
          ", which the step has written, is not there");
  }
}

void flush_tree(const fs::path& folder) {
  for (const std::string& name : list_folder(folder)) {
    const fs::path path = folder / name;
    if (is_folder(path)) {
      flush_tree(path);
    } else {
      sync_path(path);
    }
  }
  sync_path(folder);
}

}  // namespace

Digest object_digest(const std::map<std::string, FileEntry>& files) {
  return sha256(object_listing(files));
}

Digest Store::publish(const fs::path& stage,
                      const std::map<std::string, FileEntry>& files,

                      const std::function<bool(const Digest&)>& recorded) {
  check_stage(stage, files);
  kill_point("store.checked");
  const Digest digest = object_digest(files);
  const fs::path object = path(digest);
  if (path_exists(object)) {
    if (recorded(digest)) {
      remove_tree(stage);
      return digest;
    }
    // Left by an engine that was killed before its row was written: its bytes
    // may never have reached the disk.
    remove_tree(object);
  }
  const auto place = [&] {
    return FileCalls::current().rename(stage.c_str(), object.c_str()) == 0;
  };
  if (!place()) {
    make_folders(object.parent_path());
    rename_path(stage, object);
  }
  kill_point("store.renamed");
  make_read_only(object);
  kill_point("store.read_only");
  return digest;
}

void Store::flush(const std::vector<Digest>& objects) {
  if (objects.empty()) return;
  if (objects.size() > kFewObjects) {
    sync_file_system(workspace_.store());
    return;
  }
  std::set<fs::path> folders;
  for (const Digest& object : objects) {
    const fs::path folder = path(object);
    flush_tree(folder);
    folders.insert(folder.parent_path());
  }
  for (const fs::path& folder : folders) sync_path(folder);
  sync_path(workspace_.store());
}

bool Store::has(const Digest& object) const {
  return path_exists(path(object));
}

void Store::set_aside(const Digest& object) {
  const fs::path folder = path(object);
  if (!path_exists(folder)) return;
  make_folders(workspace_.damaged());
  const fs::path aside = workspace_.damaged() / object.hex();
  remove_tree(aside);
  // A folder that is read-only cannot be moved into another one.
  FileCalls::current().chmod(folder.c_str(), 0777);
  rename_path(folder, aside);
}

void Store::remove(const Digest& object) { remove_tree(path(object)); }

std::vector<Digest> Store::list() const {
  std::vector<Digest> objects;
  if (!is_folder(workspace_.store())) return objects;
  for (const std::string& part : list_folder(workspace_.store())) {
    for (const std::string& name : list_folder(workspace_.store() / part)) {
      // What is not named like an object is not ours to judge.
      if (name.size() != 64 || !name.starts_with(part)) continue;
      objects.push_back(Digest::from_hex(name));
    }
  }
  return objects;
}

}  // namespace moonstain
