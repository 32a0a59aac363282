#include "core/engine/process/group_usage.h"

#include <dirent.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/text.h"
#include "core/engine/process/children.h"
#include "core/engine/process/usage.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kBlockBytes = 512;
/// Of the time that passes, into exact looks.
constexpr int kExactShare = 10;
/// At most, of the kernel's own records: a thread with its stack, an open file
/// with its inode, a mapping, a file in /dev/shm.
constexpr std::uint64_t kThreadBytes = 32 << 10;
constexpr std::uint64_t kOpenFileBytes = 1 << 10;
constexpr std::uint64_t kMappingBytes = 256;
constexpr std::uint64_t kShmFileBytes = 2 << 10;
/// What pipes hold: the first of a user, and each that comes behind them.
constexpr std::uint64_t kPipeBytes = 64 << 10;
constexpr std::uint64_t kFirstPipes = 1024;
constexpr std::uint64_t kLaterPipeBytes = 8 << 10;
/// What confines a program: a child that is still this program, and its own,
/// which may hide what it executes. Others must not pass for them.
constexpr std::size_t kConfining = 2;

std::string read_proc(const std::string& path) {
  std::string text;
  if (std::FILE* file = std::fopen(path.c_str(), "re")) {
    char bytes[4096];
    for (std::size_t got;
         (got = std::fread(bytes, 1, sizeof bytes, file)) > 0;) {
      text.append(bytes, got);
    }
    std::fclose(file);
  }
  return text;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  DIR* entries = ::opendir(folder.c_str());
  if (entries == nullptr) return names;
  while (const dirent* entry = ::readdir(entries)) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  ::closedir(entries);
  return names;
}

// Of a line such as "Threads: 12"; 0 where there is none.
std::uint64_t count_of(const std::string& text, std::string_view field) {
  const std::size_t at = text.find(field);
  if (at == std::string::npos) return 0;
  return std::strtoull(text.c_str() + at + field.size(), nullptr, 10);
}

// Of a line such as "Pss_Shmem:      12 kB".
std::uint64_t kilobytes(const std::string& text, std::string_view field) {
  return count_of(text, field) << 10;
}

std::string executable(pid_t process) {
  char path[4096];
  const ssize_t length =
      ::readlink(concat("/proc/", process, "/exe").c_str(), path, sizeof path);
  return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : "";
}

/// A /dev/shm that is not this process's own, and what lies in it.
struct OwnShm {
  dev_t device = 0;  ///< 0: there is none
  std::uint64_t bytes = 0;
  std::uint64_t record_bytes = 0;
};

OwnShm own_shm(const std::vector<pid_t>& processes) {
  struct stat host {};
  const bool has_host = ::stat("/dev/shm", &host) == 0;
  for (const pid_t process : processes) {
    const std::string path = concat("/proc/", process, "/", "root", "/dev/shm");
    struct stat info {};
    struct statfs system {};
    if (::stat(path.c_str(), &info) != 0 ||
        (has_host && info.st_dev == host.st_dev) ||
        ::statfs(path.c_str(), &system) != 0 || system.f_type != TMPFS_MAGIC) {
      continue;
    }
    return {info.st_dev,
            static_cast<std::uint64_t>(system.f_blocks - system.f_bfree) *
                static_cast<std::uint64_t>(system.f_bsize),
            static_cast<std::uint64_t>(system.f_files - system.f_ffree) *
                kShmFileBytes};
  }
  return {};
}

// The part of a process in what it has mapped from a device.
std::uint64_t mapped_from(pid_t process, dev_t device) {
  char wanted[32];
  std::snprintf(wanted, sizeof wanted, " %02x:%02x ", ::major(device),
                ::minor(device));
  const std::string maps = read_proc(concat("/proc/", process, "/smaps"));
  std::uint64_t bytes = 0;
  bool counts = false;
  for (std::size_t at = 0; at < maps.size();) {
    const std::size_t end = std::min(maps.find('\n', at), maps.size());
    const std::string_view line(maps.data() + at, end - at);
    at = end + 1;
    // A mapping begins with its addresses, in small letters.
    if (!line.empty() && !(line[0] >= 'A' && line[0] <= 'Z')) {
      counts = line.find(wanted) != std::string_view::npos;
    } else if (counts && line.starts_with("Pss:")) {
      bytes += kilobytes(std::string(line), "Pss:");
    }
  }
  return bytes;
}

/// A file by device and number.
using FileId = std::pair<dev_t, ino_t>;

/// A file of which a process has mapped a part: which file, and how much of it
/// there is at least.
struct Mapping {
  FileId file;
  std::uint64_t bytes = 0;
  std::string_view path;
};

/// Device and number of a mapping without a file.
constexpr std::string_view kNoFile = " 00:00 0 ";

/// @return how many mappings it has, of files or not
std::uint64_t for_mappings(pid_t process,
                           const std::function<void(const Mapping&)>& take) {
  const std::string maps = read_proc(concat("/proc/", process, "/maps"));
  for (std::size_t at = 0; at < maps.size();) {
    const std::size_t line_end = std::min(maps.find('\n', at), maps.size());
    const std::string_view whole(maps.data() + at, line_end - at);
    at = line_end + 1;
    if (whole.find(kNoFile) != std::string_view::npos) continue;
    const std::string line(whole);
    unsigned long begin = 0, end = 0, offset = 0, inode = 0;
    unsigned major_number = 0, minor_number = 0;
    int path = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx %*s %lx %x:%x %lu %n", &begin, &end,
                    &offset, &major_number, &minor_number, &inode,
                    &path) == 6 &&
        inode != 0) {
      take({{::makedev(major_number, minor_number), inode},
            offset + end - begin,
            std::string_view(line).substr(static_cast<std::size_t>(path))});
    }
  }
  return static_cast<std::uint64_t>(std::count(maps.begin(), maps.end(), '\n'));
}

/// All open files of a process, by their numbers as text.
void for_open_files(pid_t process,
                    const std::function<void(const std::string& number,
                                             const struct stat&)>& take) {
  const std::string files = concat("/proc/", process, "/fd");
  for (const std::string& name : names_in(files)) {
    struct stat info {};
    if (::stat(concat(files, "/", name).c_str(), &info) == 0) take(name, info);
  }
}

void add_children(Descendant parent, std::vector<Descendant>& found) {
  const std::string tasks = concat("/proc/", parent.process, "/task");
  for (const std::string& task : names_in(tasks)) {
    const std::string children =
        read_proc(concat(tasks, "/", task, "/children"));
    const char* at = children.c_str();
    char* end = nullptr;
    for (long one; (one = std::strtol(at, &end, 10)) > 0 && end != at;
         at = end) {
      found.push_back({static_cast<pid_t>(one), parent.depth + 1});
    }
  }
}

void add_all_below(std::vector<Descendant>& found) {
  for (std::size_t i = 0; i < found.size(); ++i) add_children(found[i], found);
}

/// Where the kernel keeps memory that is shared without a file.
dev_t anonymous_device() {
  dev_t device = 0;
  constexpr std::size_t page = 4096;
  void* own =
      ::mmap(nullptr, page, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (own == MAP_FAILED) return device;
  for_mappings(::getpid(), [&](const Mapping& one) {
    if (one.path == "/dev/zero (deleted)") device = one.file.first;
  });
  ::munmap(own, page);
  return device;
}

/// At least what a process takes, at once.
std::uint64_t plain_bytes(const std::string& status) {
  return kilobytes(status, "RssAnon:") + kilobytes(status, "RssShmem:") +
         kilobytes(status, "VmSwap:") + kilobytes(status, "VmPTE:");
}

// What lies in /dev/shm is counted there, so a process's part in it is taken
// off. That part changes between two reads as others map it or end: the larger
// of the one before and the one after is at least what the sum between holds.
std::uint64_t exact_bytes(const std::vector<pid_t>& processes,
                          const OwnShm& shm, std::uint64_t anonymous) {
  std::uint64_t bytes = shm.bytes;
  const auto mapped = [&](pid_t process) {
    return shm.bytes > 0 ? mapped_from(process, shm.device) : 0;
  };
  std::uint64_t all_shared = 0;
  for (const pid_t process : processes) {
    const std::string status = read_proc(concat("/proc/", process, "/status"));
    const std::uint64_t before = mapped(process);
    const std::string parts =
        read_proc(concat("/proc/", process, "/smaps_rollup"));
    if (parts.empty()) {
      bytes += plain_bytes(status);
      continue;
    }
    bytes += kilobytes(status, "VmPTE:");
    const std::uint64_t shared = kilobytes(parts, "Pss_Shmem:");
    bytes += kilobytes(parts, "Pss_Anon:") + kilobytes(parts, "SwapPss:");
    all_shared += shared - std::min(shared, std::max(before, mapped(process)));
  }
  return bytes + std::max(all_shared, anonymous);
}

}  // namespace

std::vector<Descendant> descendants() {
  std::vector<Descendant> found;
  add_children({::getpid(), 0}, found);
  std::erase_if(found, [](const Descendant& one) {
    return lasting_children().contains(one.process);
  });
  add_all_below(found);
  return found;
}

std::vector<Descendant> descendants_from(pid_t child) {
  std::vector<Descendant> found = {{child, 1}};
  add_all_below(found);
  return found;
}

// A piece that is shared without a file stays while any part is mapped, by
// whomever, looked at or not.
void GroupUsage::look_closer(const std::vector<pid_t>& processes) {
  static const dev_t device = anonymous_device();
  std::map<FileId, std::uint64_t> shared;
  std::set<FileId> pipes;
  std::uint64_t mappings = 0;
  for (const pid_t process : processes) {
    if (mappings * kMappingBytes > enough_bytes_) break;
    mappings += for_mappings(process, [&](const Mapping& one) {
      if (one.file.first != device) return;
      std::uint64_t& bytes = shared[one.file];
      bytes = std::max({bytes, one.bytes, kMostSharedAnonymous});
    });
    for_open_files(process, [&](const std::string&, const struct stat& info) {
      if (S_ISFIFO(info.st_mode)) pipes.emplace(info.st_dev, info.st_ino);
    });
  }
  anonymous_bytes_ = 0;
  for (const auto& [file, bytes] : shared) anonymous_bytes_ += bytes;
  const std::uint64_t first =
      std::min<std::uint64_t>(pipes.size(), kFirstPipes);
  records_bytes_ = mappings * kMappingBytes + first * kPipeBytes +
                   (pipes.size() - first) * kLaterPipeBytes;
  if (sockets_ == nullptr) return;
  sockets_->look();
  records_bytes_ += sockets_->bytes();
}

GroupUse GroupUsage::look(const std::vector<Descendant>& processes) {
  static const std::string own = executable(::getpid());
  GroupUse use;
  std::vector<pid_t> counted;
  std::uint64_t plain = 0;
  std::uint64_t records = 0;
  const bool forked =
      !processes.empty() && executable(processes.front().process) == own;
  for (std::size_t i = 0; i < processes.size(); ++i) {
    const pid_t process = processes[i].process;
    const auto stat = process_stat(process).value_or(ProcessStat{});
    use.cpu_s += stat.cpu_s + stat.children_cpu_s;
    const std::string status = read_proc(concat("/proc/", process, "/status"));
    const std::uint64_t threads = count_of(status, "Threads:");
    use.threads += threads;
    // A fork of this process that is no other program has its memory.
    if (forked && i < kConfining && processes[i].depth == i + 1) continue;
    counted.push_back(process);
    plain += plain_bytes(status);
    records +=
        threads * kThreadBytes + count_of(status, "FDSize:") * kOpenFileBytes;
  }
  const OwnShm shm = own_shm(counted);
  const auto began = Clock::now();
  if (records <= enough_bytes_ && began >= closer_from_) {
    look_closer(counted);
    closer_from_ = began + kExactShare * (Clock::now() - began);
  }
  records += records_bytes_ + shm.record_bytes;
  if (records > enough_bytes_) {
    use.memory_bytes = records;
    peak_bytes_ = std::max(peak_bytes_, records);
    return use;
  }
  use.memory_bytes = plain + shm.bytes + anonymous_bytes_ + records;
  if (use.memory_bytes <= peak_bytes_) return use;
  if (began < exact_from_) {
    use.memory_bytes = peak_bytes_;
    return use;
  }
  use.memory_bytes = std::min(
      use.memory_bytes, exact_bytes(counted, shm, anonymous_bytes_) + records);
  const auto ended = Clock::now();
  exact_from_ = ended + kExactShare * (ended - began);
  peak_bytes_ = std::max(peak_bytes_, use.memory_bytes);
  return use;
}

UnnamedFiles unnamed_files(const std::vector<Descendant>& processes,
                           const std::set<dev_t>& devices,
                           const std::set<ino_t>& sockets) {
  UnnamedFiles found;
  std::set<FileId> seen;
  std::set<ino_t> on_their_way = sockets;
  std::map<FileId, std::uint64_t> mapped;
  for (const auto& [process, depth] : processes) {
    const std::string numbers = concat("/proc/", process, "/fdinfo/");
    for_open_files(process, [&](const std::string& number,
                                const struct stat& info) {
      if (S_ISSOCK(info.st_mode)) {
        on_their_way.erase(info.st_ino);
        found.may_be_more |=
            count_of(read_proc(numbers + number), "scm_fds:") > 0;
      }
      if (S_ISREG(info.st_mode) && info.st_nlink == 0 &&
          devices.contains(info.st_dev) &&
          seen.emplace(info.st_dev, info.st_ino).second) {
        found.bytes += static_cast<std::uint64_t>(info.st_blocks) * kBlockBytes;
      }
    });
    for_mappings(process, [&](const Mapping& one) {
      if (!devices.contains(one.file.first) ||
          !one.path.ends_with(" (deleted)")) {
        return;
      }
      std::uint64_t& most = mapped[one.file];
      most = std::max(most, one.bytes);
    });
  }
  for (const auto& [file, most] : mapped) {
    if (seen.contains(file)) continue;
    found.bytes += most;
    found.may_be_more = true;
  }
  found.may_be_more |= !on_their_way.empty();
  return found;
}

}  // namespace moonstain
