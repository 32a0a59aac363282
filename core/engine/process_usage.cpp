#include "core/engine/process_usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

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

// A line such as "VmHWM:   12345 kB".
std::uint64_t status_bytes(std::string_view field) {
  const std::string status = read_some("/proc/self/status");
  const std::size_t at = status.find(field);
  if (at == std::string::npos) return 0;
  unsigned long long kilobytes = 0;
  std::sscanf(status.c_str() + at + field.size(), "%llu", &kilobytes);
  return kilobytes << 10;
}

}  // namespace

double own_cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         1e-6 *
             static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

double cpu_seconds_of(std::int64_t process) {
  const std::string path = concat("/proc/", process, "/stat");
  const std::string stat = read_some(path.c_str());
  // Fields 14 and 15, counted after the name in brackets, which is field 2.
  const std::size_t name_end = stat.rfind(')');
  unsigned long user = 0, system = 0;
  if (name_end == std::string::npos ||
      std::sscanf(stat.c_str() + name_end + 1,
                  " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                  &system) != 2) {
    return 0;
  }
  return static_cast<double>(user + system) /
         static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::uint64_t own_memory_bytes() { return status_bytes("VmRSS:"); }

std::uint64_t own_peak_memory_bytes() { return status_bytes("VmHWM:"); }

// Where the kernel cannot, the peak counts on.
void reset_own_peak_memory() {
  const int file = ::open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  if (::write(file, "5", 1) != 1) errno = 0;
  ::close(file);
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

}  // namespace moonstain
