#include "core/engine/worker/worker_ends.h"

#include <csignal>
#include <exception>

#include "core/base/file.h"
#include "core/engine/process/children.h"

namespace moonstain {

namespace {

/// The kernel's count; -1 where it does not say.
long long memory_kills() {
  try {
    const std::string text = read_file("/proc/vmstat", 1 << 20);
    const std::size_t at = text.find("\noom_kill ");
    return at == std::string::npos ? -1 : std::stoll(text.substr(at + 10));
  } catch (const std::exception&) {
    return -1;
  }
}

}  // namespace

WorkerEnds::WorkerEnds() : memory_kills_(memory_kills()) {}

std::string WorkerEnds::words(int signal, int code) {
  std::string text = end_words(signal, code);
  if (signal == SIGKILL) {
    const long long kills = memory_kills();
    text += kills < 0 ? "; the system was out of memory, or somebody ended it"
            : kills > memory_kills_
                ? "; the system was out of memory: try --memory or fewer "
                  "--cores"
                : "; not by Moonstain, nor because the system was out of "
                  "memory";
    memory_kills_ = kills;
  }
  return text;
}

}  // namespace moonstain
