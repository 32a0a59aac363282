#include "core/engine/worker/gpus.h"

#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <optional>
#include <sstream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/worker_process.h"

namespace moonstain {

namespace {

constexpr const char* kOption = "--device cuda: ";
constexpr int kLookLimitMs = 120'000;
constexpr const char* kVersionFile = "include/torch/headeronly/version.h";

// "2.13.0", from lines such as "#define TORCH_VERSION_MINOR 13".
std::string version_of(const fs::path& libtorch) {
  std::istringstream lines(read_file(libtorch / kVersionFile));
  std::string version;
  for (const char* part : {"MAJOR", "MINOR", "PATCH"}) {
    const std::string start = concat("#define TORCH_VERSION_", part, " ");
    std::string line;
    while (std::getline(lines, line) && !line.starts_with(start)) {
    }
    if (!lines) return "";
    version += concat(version.empty() ? "" : ".", line.substr(start.size()));
  }
  return version;
}

// The folder with lib/ and include/.
fs::path checked_libtorch(const std::string& named, std::string_view version) {
  check(!version.empty(), kOption,
        "this program has no LibTorch, and so no networks");
  check(!named.empty(), kOption, "MOONSTAIN_LIBTORCH is not set; point it to ",
        "an unpacked LibTorch ", version,
        " with CUDA, the folder that has lib/ "
        "and include/");
  const fs::path inner = fs::path(named) / "torch";
  const fs::path libtorch =
      path_exists(inner / "lib/libtorch_cpu.so") ? inner : fs::path(named);
  const auto refuse = [&](const auto&... words) {
    fail(kOption, "MOONSTAIN_LIBTORCH=", named, " ", words...);
  };
  for (const char* file : {"lib/libtorch_cpu.so", kVersionFile}) {
    if (path_exists(libtorch / file)) continue;
    refuse("has no ", file, "; it must be an unpacked LibTorch ", version,
           " with CUDA, or the folder of an unzipped torch wheel");
  }
  const std::string found = version_of(libtorch);
  if (found != version) {
    refuse("is LibTorch ", found.empty() ? "of an unknown version" : found,
           "; this program is built for ", version, " and takes no other");
  }
  if (!path_exists(libtorch / "lib/libtorch_cuda.so")) {
    refuse(
        "is a LibTorch for CPUs alone: it has no lib/libtorch_cuda.so; "
        "take one with CUDA, of version ",
        version);
  }
  return fs::absolute(libtorch);
}

// A worker process, killed and waited for when it is out of scope.
struct Asked {
  pid_t process;

  explicit Asked(pid_t started) : process(started) {}
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;
  ~Asked() {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
};

// What a worker process says of GPUs: their numeric classes.
std::vector<std::string> ask(const fs::path& worker,
                             const fs::path& libraries) {
  const ChannelPair ends = make_channel_pair();
  Channel channel(ends.engine);
  std::optional<Json> said;
  bool answered = false;
  {
    const Asked one([&] {
      const Channel theirs(ends.worker);
      return start_worker(worker, {kGpusWord}, gpu_environment(libraries),
                          ends.worker);
    }());
    answered = channel.wait(kLookLimitMs);
    if (answered) said = channel.receive();
  }
  check(answered, kOption, "the worker ", worker.native(),
        " found no GPU within ", kLookLimitMs / 1000, " s");
  check(said.has_value(), kOption, "the worker ", worker.native(),
        " cannot be started with the LibTorch in ", libraries.native(),
        "; what it printed stands above");
  if (said->contains("error")) {
    fail(kOption, printable(text_member(*said, "error", "worker")));
  }
  std::vector<std::string> classes;
  for (const Json& one : list_member(*said, "gpus", "worker")) {
    check(one.is_string(), kOption, "the worker named a GPU by ", one.dump());
    classes.push_back(printable(one.get<std::string>()));
  }
  return classes;
}

}  // namespace

Gpus find_gpus(const fs::path& worker, const std::string& libtorch,
               std::string_view version) {
  Gpus gpus;
  gpus.libraries = checked_libtorch(libtorch, version) / "lib";
  const std::vector<std::string> classes = ask(worker, gpus.libraries);
  check(!classes.empty(), kOption, "no GPU is found on this machine");
  for (const std::string& one : classes) {
    check(one == classes.front(), kOption, "the GPUs compute differently, as '",
          classes.front(), "' and '", one,
          "'; name those of one kind in CUDA_VISIBLE_DEVICES");
  }
  gpus.count = static_cast<unsigned>(classes.size());
  gpus.numeric = classes.front();
  return gpus;
}

std::map<std::string, std::string> gpu_environment(const fs::path& libraries) {
  const char* further = std::getenv("LD_LIBRARY_PATH");
  std::string path = libraries.native();
  if (further != nullptr && *further != '\0') path += concat(":", further);
  return {{"LD_LIBRARY_PATH", path}, {"CUBLAS_WORKSPACE_CONFIG", ":4096:8"}};
}

std::vector<std::string> gpu_device_files() {
  std::vector<std::string> files;
  for (const std::string& name : list_folder("/dev")) {
    if (name.starts_with("nvidia")) files.push_back(concat("/dev/", name));
  }
  return files;
}

}  // namespace moonstain
