#include "core/engine/store/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/kill_point.h"
#include "core/engine/store/object_files.h"

namespace moonstain {

namespace {

// From here on one flush of the whole file system is faster than one for each
// file and folder, and cannot be long in coming: a task may write 100,000
// files.
constexpr std::size_t kFewPaths = 64;

struct WrittenEntry {
  std::string path;  ///< below the stage; empty: the stage itself
  mode_t mode = 0;
  std::uint64_t size_bytes = 0;  ///< of a file
};

/// What lies in a stage: files, and folders after what is in them.
struct Written {
  std::vector<WrittenEntry> files;
  std::vector<WrittenEntry> folders;
};

// A folder, open while it is looked at. By hand: `opendir` looks at it thrice
// and takes 32 kB from the heap, each time, for a folder of a few files; by its
// number, what is in it is found without going the whole path again.
class OpenFolder {
 public:
  explicit OpenFolder(std::string path)
      : path_(std::move(path)),
        file_(FileCalls::current().open(
            path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
            0)) {
    if (file_ < 0) fail_call(path_, "open the folder");
  }
  ~OpenFolder() { FileCalls::current().close(file_); }
  OpenFolder(const OpenFolder&) = delete;
  OpenFolder& operator=(const OpenFolder&) = delete;

  const std::string& path() const { return path_; }

  mode_t mode() const {
    struct stat info;
    if (::fstat(file_, &info) != 0) fail_call(path_, "look at");
    return info.st_mode;
  }

  /// Sorted.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    alignas(dirent64) char bytes[4096];
    ssize_t count = 0;
    while ((count = ::getdents64(file_, bytes, sizeof bytes)) > 0) {
      for (ssize_t at = 0; at < count;) {
        const auto* entry = reinterpret_cast<const dirent64*>(bytes + at);
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
        at += entry->d_reclen;
      }
    }
    if (count != 0) fail_call(path_, "list the folder");
    std::sort(names.begin(), names.end());
    return names;
  }

  /// @param path  below the folder; empty: the folder itself
  bool set_mode(const std::string& path, mode_t mode) const {
    return FileCalls::current().fchmodat(
               file_, path.empty() ? "." : path.c_str(), mode) == 0;
  }

  struct stat look_at(const std::string& name) const {
    struct stat info;
    if (::fstatat(file_, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      fail_call(concat(path_, "/", name), "look at");
    }
    return info;
  }

 private:
  std::string path_;
  int file_;
};

// @return paths of the folders in it
std::vector<std::string> list_files_of(const OpenFolder& folder,
                                       const std::string& prefix,
                                       Written& out) {
  std::vector<std::string> folders;
  for (const std::string& name : folder.names()) {
    std::string below = prefix.empty() ? name : concat(prefix, "/", name);
    const struct stat info = folder.look_at(name);
    if (S_ISDIR(info.st_mode)) {
      folders.push_back(std::move(below));
    } else {
      check(S_ISREG(info.st_mode), folder.path(), "/", name,
            ": is neither a file nor a folder");
      // By another name it could be written to once it is an object.
      check(info.st_nlink <= 1, folder.path(), "/", name,
            ": has another name (a hard link); a result holds copies");
      out.files.push_back({std::move(below), info.st_mode,
                           static_cast<std::uint64_t>(info.st_size)});
    }
  }
  return folders;
}

void list_folders(const std::string& stage,
                  const std::vector<std::string>& paths, Written& out) {
  for (const std::string& path : paths) {
    std::vector<std::string> inner;
    mode_t mode = 0;
    {  // closed before its folders are opened: there may be thousands
      const OpenFolder folder(concat(stage, "/", path));
      mode = folder.mode();
      inner = list_files_of(folder, path, out);
    }
    list_folders(stage, inner, out);
    out.folders.push_back({path, mode});
  }
}

Written list_written(const OpenFolder& stage) {
  Written written;
  list_folders(stage.path(), list_files_of(stage, "", written), written);
  written.folders.push_back({"", stage.mode()});
  return written;
}

// Names and sizes must be those reported.
void check_written(const std::string& stage, const Written& written,
                   const std::map<std::string, FileEntry>& files) {
  for (const WrittenEntry& file : written.files) {
    const auto entry = files.find(file.path);
    check(entry != files.end(),
          "the step left a file it did not report: ", file.path);
    check(file.size_bytes == entry->second.size_bytes, "file ", file.path,
          " has ", file.size_bytes, " bytes, the step has written ",
          entry->second.size_bytes);
  }
  if (written.files.size() == files.size()) return;
  for (const auto& [name, entry] : files) {
    check(path_exists(concat(stage, "/", name)), "file ", name,
          ", which the step has written, is not there");
  }
}

// `make_read_only` of an object whose modes are known.
void protect(const OpenFolder& folder, const Written& written,
             const std::string& object) {
  const auto protected_all = [&](const std::vector<WrittenEntry>& entries) {
    return std::all_of(entries.begin(), entries.end(),
                       [&](const WrittenEntry& entry) {
                         return (entry.mode & 0222) == 0 ||
                                folder.set_mode(entry.path, entry.mode & 07555);
                       });
  };
  // Where that goes wrong the long way says why.
  if (!protected_all(written.files) || !protected_all(written.folders)) {
    make_read_only(object);
  }
}

// Files, then the folder they are in, until there are more than a few.
void collect_paths(const fs::path& folder, std::vector<fs::path>& paths) {
  for (const std::string& name : list_folder(folder)) {
    if (paths.size() > kFewPaths) return;
    const fs::path path = folder / name;
    if (is_folder(path)) {
      collect_paths(path, paths);
    } else {
      paths.push_back(path);
    }
  }
  paths.push_back(folder);
}

bool is_hex(const std::string& name, std::size_t digits) {
  return name.size() == digits &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Calls `object` with each object's name, `stray` with what else is there.
template <typename Object, typename Stray>
void look_at_entries(const fs::path& store, Object object, Stray stray) {
  if (!is_folder(store)) return;
  for (const std::string& part : list_folder(store)) {
    const fs::path folder = store / part;
    if (!is_hex(part, 2) || !is_folder_itself(folder)) {
      stray(folder);
      continue;
    }
    for (const std::string& name : list_folder(folder)) {
      const bool named = is_hex(name, 64) && name.starts_with(part);
      if (named && is_folder_itself(folder / name)) {
        object(name);
      } else {
        stray(folder / name);
      }
    }
  }
}

}  // namespace

Digest object_digest(const std::map<std::string, FileEntry>& files) {
  return sha256(object_listing(files));
}

StoredObject Store::publish(
    const std::string& stage, const std::map<std::string, FileEntry>& files,
    const std::function<bool(const StoredObject&)>& recorded) {
  const OpenFolder folder(stage);  // also once it has another name
  const Written written = list_written(folder);
  check_written(stage, written, files);
  kill_point("store.checked");
  StoredObject made;
  made.listing = object_listing(files);
  made.digest = sha256(made.listing);
  const std::string object = workspace_.object(made.digest);
  // Most often its place is free; a folder that is not empty is not replaced,
  // nor is anything else.
  const bool straight = is_folder_itself(fs::path(object).parent_path());
  if (!straight ||
      FileCalls::current().rename(stage.c_str(), object.c_str()) != 0) {
    if (straight && is_folder_itself(object)) {
      if (recorded(made)) {
        try_remove_tree(stage);
        return made;
      }
      // Left by an engine that was killed before its row was written: its
      // bytes may never have reached the disk.
      remove_tree(object);
    } else {
      make_place(made.digest);
    }
    rename_path(stage, object);
  }
  kill_point("store.renamed");
  protect(folder, written, object);
  kill_point("store.read_only");
  return made;
}

void Store::flush(const std::vector<Digest>& objects) {
  if (objects.empty()) return;
  std::vector<fs::path> paths;
  std::set<fs::path> folders;
  for (const Digest& object : objects) {
    if (paths.size() > kFewPaths) break;
    const fs::path folder = path(object);
    collect_paths(folder, paths);
    folders.insert(folder.parent_path());
  }
  if (paths.size() > kFewPaths) {
    sync_file_system(workspace_.store());
    return;
  }
  for (const fs::path& path : paths) sync_path(path);
  for (const fs::path& folder : folders) sync_path(folder);
  sync_path(workspace_.store());
}

bool Store::has(const Digest& object) const {
  const fs::path folder = path(object);
  return is_folder_itself(folder.parent_path()) && is_folder_itself(folder);
}

// Puts aside what is in the way of an object.
void Store::make_place(const Digest& object) {
  const fs::path place = path(object);
  const fs::path part = place.parent_path();
  if (entry_exists(part) && !is_folder_itself(part)) {
    put_aside(workspace_, part);
  }
  make_folders(part);
  if (entry_exists(place)) put_aside(workspace_, place);
}

void Store::set_aside(const Digest& object) {
  const fs::path folder = path(object);
  if (!entry_exists(folder) || !is_folder_itself(folder.parent_path())) return;
  make_folders(workspace_.damaged());
  const fs::path aside = workspace_.damaged() / object.hex();
  remove_tree(aside);
  if (is_folder_itself(folder)) {
    // One that is read-only cannot be moved into another one.
    FileCalls::current().fchmodat(AT_FDCWD, folder.c_str(), 0777);
  }
  rename_path(folder, aside);
}

std::string Store::remove(const Digest& object) {
  const fs::path folder = path(object);
  return is_folder_itself(folder.parent_path()) ? try_remove_tree(folder) : "";
}

std::vector<Digest> Store::list() const {
  std::vector<Digest> objects;
  look_at_entries(
      workspace_.store(),
      [&](const std::string& name) {
        objects.push_back(Digest::from_hex(name));
      },
      [](const fs::path&) {});
  return objects;
}

std::vector<fs::path> Store::strays() const {
  std::vector<fs::path> strays;
  look_at_entries(
      workspace_.store(), [](const std::string&) {},
      [&](const fs::path& path) { strays.push_back(path); });
  return strays;
}

}  // namespace moonstain
