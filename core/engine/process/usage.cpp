#include "core/engine/process/usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace moonstain {

namespace {

// The beginning of a file below /proc; empty when it cannot be read.
std::string read_some(const char* path) {
  std::string text(4096, '\0');
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  const ssize_t count = ::read(file, text.data(), text.size());
  ::close(file);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

/// Files below /proc/self, held open; -1: not.
struct OwnUsage {
  int status = -1;
  int statm = -1;
  int clear_refs = -1;
};
OwnUsage own_usage;

// As read_some, of a file that is held open or else opened.
std::string read_own(int file, const char* path) {
  if (file < 0) return read_some(path);
  std::string text(4096, '\0');
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

// A line such as "VmHWM:   12345 kB".
std::uint64_t status_bytes(std::string_view field) {
  const std::string status = read_own(own_usage.status, "/proc/self/status");
  const std::size_t at = status.find(field);
  if (at == std::string::npos) return 0;
  unsigned long long kilobytes = 0;
  std::sscanf(status.c_str() + at + field.size(), "%llu", &kilobytes);
  return kilobytes << 10;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

double cpu_seconds_of(int who) {
  rusage used{};
  ::getrusage(who, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         1e-6 *
             static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

}  // namespace

double own_cpu_seconds() { return cpu_seconds_of(RUSAGE_SELF); }

double children_cpu_seconds() { return cpu_seconds_of(RUSAGE_CHILDREN); }

// Its name, field 2, stands in brackets and may hold any other; the fields
// after it are counted from there.
std::optional<ProcessStat> process_stat(std::int64_t process) {
  static const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const std::string text =
      read_some(concat("/proc/", process, "/stat").c_str());
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  ProcessStat stat;
  long long parent = 0;
  unsigned long user = 0, system = 0;
  long child_user = 0, child_system = 0;
  unsigned long long start = 0;
  if (std::sscanf(text.c_str() + name_end + 1,
                  " %c %lld %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld "
                  "%ld %*d %*d %*d %*d %llu",
                  &stat.state, &parent, &user, &system, &child_user,
                  &child_system, &start) != 7) {
    return std::nullopt;
  }
  stat.parent = parent;
  stat.cpu_s = static_cast<double>(user + system) / ticks;
  stat.children_cpu_s = static_cast<double>(child_user + child_system) / ticks;
  stat.start = start;
  return stat;
}

std::uint64_t process_start(std::int64_t process) {
  return process_stat(process).value_or(ProcessStat{}).start;
}

bool has_ended(std::int64_t process, std::uint64_t start) {
  if (::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH) {
    return true;
  }
  const ProcessStat found = process_stat(process).value_or(ProcessStat{});
  if (found.state == 'Z' || found.state == 'X') return true;
  return start != 0 && found.start != 0 && found.start != start;
}

std::uint64_t own_memory_bytes() { return status_bytes("VmRSS:"); }

std::uint64_t own_peak_memory_bytes() { return status_bytes("VmHWM:"); }

// Where the kernel cannot, the peak counts on.
void reset_own_peak_memory() {
  const bool held = own_usage.clear_refs >= 0;
  const int file = held ? own_usage.clear_refs
                        : ::open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  if (::pwrite(file, "5", 1, 0) != 1) errno = 0;
  if (!held) ::close(file);
}

std::uint64_t own_data_bytes() {
  // Without an allocation: it is asked for when there is no memory left.
  char text[256] = {};
  const bool held = own_usage.statm >= 0;
  const int file =
      held ? own_usage.statm : ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  const ssize_t count = ::pread(file, text, sizeof text - 1, 0);
  if (!held && file >= 0) ::close(file);
  unsigned long long pages = 0;
  if (count > 0) std::sscanf(text, "%*u %*u %*u %*u %*u %llu", &pages);
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void open_own_usage() {
  for (int* file :
       {&own_usage.status, &own_usage.statm, &own_usage.clear_refs}) {
    if (*file >= 0) ::close(*file);
  }
  own_usage.status = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  own_usage.statm = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  own_usage.clear_refs = ::open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
}

int own_thread_count() {
  int count = 0;
  DIR* tasks = ::opendir("/proc/self/task");
  check(tasks != nullptr, "/proc/self/task cannot be read");
  while (const dirent* entry = ::readdir(tasks)) {
    count += entry->d_name[0] != '.' ? 1 : 0;
  }
  ::closedir(tasks);
  return count;
}

std::vector<std::int64_t> own_children() {
  std::vector<std::int64_t> children;
  DIR* processes = ::opendir("/proc");
  check(processes != nullptr, "/proc cannot be read");
  while (const dirent* entry = ::readdir(processes)) {
    const std::string_view name = entry->d_name;
    if (!is_number(name)) continue;
    const std::int64_t process = std::stoll(std::string(name));
    const auto stat = process_stat(process);
    if (stat && stat->parent == ::getpid()) children.push_back(process);
  }
  ::closedir(processes);
  return children;
}

std::string command_of(std::int64_t process) {
  std::string text = read_some(concat("/proc/", process, "/cmdline").c_str());
  while (!text.empty() && text.back() == '\0') text.pop_back();
  text.resize(std::min<std::size_t>(text.size(), 100));
  for (char& letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte == 0x7f) letter = ' ';
  }
  return text;
}

}  // namespace moonstain
