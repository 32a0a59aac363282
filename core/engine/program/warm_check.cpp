#include "core/engine/program/warm_check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/lines.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;

std::string of(pid_t process, std::string_view name) {
  return read_file(concat("/proc/", process, "/", name), kMostBytes);
}

/// The line of a text that begins with `field`, without it; empty where there
/// is none.
std::string_view field_of(std::string_view text, std::string_view field) {
  for (const std::string_view line : lines_of(text)) {
    if (line.starts_with(field)) return trimmed(line.substr(field.size()));
  }
  return "";
}

std::string link_of(const std::string& path) {
  return fs::read_symlink(path).native();
}

/// Whether a process holds this number open as what this process does.
bool is_own_file(pid_t process, int number, const std::string& link) {
  const std::string info = of(process, concat("fdinfo/", number));
  const std::string flags(field_of(info, "flags:"));
  return link == link_of(concat("/proc/self/fd/", number)) &&
         std::strtol(flags.c_str(), nullptr, 8) == ::fcntl(number, F_GETFL);
}

/// Nobody has written where these lie, since there was a program.
bool cannot_be_written(std::string_view path) {
  return path.starts_with("/usr/") || path.starts_with("/lib") ||
         path.starts_with("/packages/") || path.starts_with("/program/");
}

/// Of a line such as "7f00-7f01 r--s 00000000 fe:00 1047  /usr/lib/x.cache".
std::string shared_memory(std::string_view line) {
  const std::size_t rights = line.find(' ') + 1;
  if (line.size() < rights + 4 || line[rights + 3] != 's') return "";
  const std::size_t at = line.find('/');
  const std::string_view path =
      at == std::string_view::npos ? "without a name" : line.substr(at);
  if (line[rights + 1] != 'w' && cannot_be_written(path)) return "";
  return concat("it shares memory: ", path);
}

std::string open_files(pid_t process) {
  const std::string folder = concat("/proc/", process, "/fd");
  for (const std::string& name : list_folder(folder)) {
    const int number = static_cast<int>(std::strtol(name.c_str(), nullptr, 10));
    const std::string link = link_of(concat(folder, "/", name));
    if (number >= kStandardFiles || !is_own_file(process, number, link)) {
      return concat("it holds a file open: ", link);
    }
  }
  return "";
}

std::string shared_memory(pid_t process) {
  const std::string maps = of(process, "maps");
  for (const std::string_view line : lines_of(maps)) {
    std::string shared = shared_memory(line);
    if (!shared.empty()) return shared;
  }
  return "";
}

bool is_stopped(std::string_view status) {
  return field_of(status, "State:").starts_with('T');
}

/// The kernel gives what is in /proc of one that may not be looked into to
/// root of the whole machine, and else to whose process it is.
bool can_be_looked_into(pid_t process) {
  struct stat info {};
  if (::stat(concat("/proc/", process, "/environ").c_str(), &info) != 0) {
    return true;
  }
  const std::string status = of(process, "status");
  const std::string owner(field_of(status, "Uid:"));
  return std::strtoul(owner.c_str(), nullptr, 10) == info.st_uid;
}

}  // namespace

std::vector<pid_t> all_processes() {
  std::vector<pid_t> found;
  for (const std::string& name : list_folder("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    found.push_back(static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10)));
  }
  return found;
}

std::string what_is_shared(pid_t program, pid_t task) {
  for (const pid_t process : all_processes()) {
    if (process != ::getpid() && process != program && process != task) {
      return "it has started a process";
    }
  }
  const std::string origin = of(program, "status");
  const std::string fork = of(task, "status");
  if (!is_stopped(origin) || !is_stopped(fork)) return "it goes on";
  if (field_of(origin, "Threads:") != "1") return "it has more than one thread";
  if (field_of(fork, "PPid:") != concat(::getpid())) {
    return "it waits for its task";
  }
  if (can_be_looked_into(program)) return "it can be looked into";
  const std::string files = open_files(task);
  return files.empty() ? shared_memory(task) : files;
}

std::string state_of(pid_t process) {
  struct stat info {};
  if (::stat(concat("/proc/", process).c_str(), &info) != 0) return "";
  constexpr int kOfProcess = 1;
  return concat(of(process, "status"), of(process, "limits"),
                of(process, "stat"),
                ::syscall(SYS_ioprio_get, kOfProcess, process));
}

bool sockets_are_left() {
  // Counts; the lists of TCP are as long as the kernel's table of all.
  const std::string counts =
      read_file("/proc/self/net/sockstat", kMostBytes) +
      (path_exists("/proc/self/net/sockstat6")
           ? read_file("/proc/self/net/sockstat6", kMostBytes)
           : "");
  for (const std::string_view line : lines_of(counts)) {
    const bool counted = line.starts_with("TCP") || line.starts_with("UDP");
    if (!counted) continue;
    if (line.find(" inuse 0") == std::string_view::npos) return true;
    // Closed, but remembered for a minute.
    const std::size_t closed = line.find(" tw ");
    if (closed != std::string_view::npos && line[closed + 4] != '0')
      return true;
  }
  const std::string own = read_file("/proc/self/net/unix", kMostBytes);
  return std::count(own.begin(), own.end(), '\n') > 1;
}

}  // namespace moonstain
