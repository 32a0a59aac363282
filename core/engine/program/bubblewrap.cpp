#include "core/engine/program/bubblewrap.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/program/filter.h"

// main() of bubblewrap, see tools/third_party/bubblewrap.BUILD.
extern "C" int bubblewrap_main(int count, char** words);

namespace moonstain {

namespace {

/// Of the host's /etc: nothing about who uses it.
constexpr const char* kSystemFiles[] = {"ld.so.cache", "ld.so.conf",
                                        "ld.so.conf.d", "alternatives", "R"};

/// What a program sees in their place is its own.
constexpr const char* kOwnFolders[] = {"dev",  "inputs",  "output",
                                       "proc", "program", "scratch",
                                       "sys",  "tmp",     "run"};

constexpr const char* kSystemFolders[] = {"bin",    "lib",  "lib32", "lib64",
                                          "libx32", "sbin", "usr"};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> bubblewrap_words(
    const ProgramWorld& world, const std::vector<std::string>& program) {
  std::vector<std::string> words = {"bwrap",
                                    "--unshare-user",
                                    "--unshare-ipc",
                                    "--unshare-pid",
                                    "--unshare-net",
                                    "--unshare-uts",
                                    "--unshare-cgroup-try",
                                    "--disable-userns",
                                    "--die-with-parent",
                                    "--new-session",
                                    "--hostname",
                                    "moonstain",
                                    "--uid",
                                    "1000",
                                    "--gid",
                                    "1000",
                                    "--cap-drop",
                                    "ALL",
                                    "--clearenv",
                                    "--json-status-fd",
                                    "3",
                                    "--seccomp",
                                    "4"};
  const auto add = [&](std::initializer_list<std::string> more) {
    words.insert(words.end(), more);
  };
  for (const auto& [name, value] : world.environment) {
    add({"--setenv", name, value});
  }
  for (const char* folder : {"/inputs", "/etc", "/scratch"}) {
    add({"--perms", "0755", "--dir", folder});
  }
  for (const auto& [target, path] : world.links) {
    add({"--symlink", target, path});
  }
  for (const ProgramWorld::Mount& mount : world.mounts) {
    add({mount.writable ? "--bind" : "--ro-bind", mount.from.native(),
         mount.to});
  }
  add({"--proc", "/proc", "--dev", "/dev", "--chdir", world.folder,
       "--remount-ro", "/", "--"});
  words.insert(words.end(), program.begin(), program.end());
  return words;
}

/// An open file that goes with the object.
class OpenFile {
 public:
  explicit OpenFile(int file) : file_(file) {
    check(file_ >= 0, "cannot make a file in memory: ", std::strerror(errno));
  }
  ~OpenFile() { ::close(file_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int number() const { return file_; }

 private:
  int file_;
};

/// Whether bubblewrap's account says that it has started the program.
bool has_started(const OpenFile& status) {
  std::string text(4096, '\0');
  const ssize_t got = ::pread(status.number(), text.data(), text.size(), 0);
  return got > 0 && text.find("\"exit-code\"") != std::string::npos;
}

}  // namespace

void show_system(ProgramWorld& world, const fs::path& root) {
  const auto show = [&](const std::string& name, const fs::path& from) {
    struct stat info {};
    if (::lstat(from.c_str(), &info) != 0) return;
    if (S_ISLNK(info.st_mode)) {
      world.links.emplace_back(fs::read_symlink(from).native(), "/" + name);
    } else if (S_ISDIR(info.st_mode) || S_ISREG(info.st_mode)) {
      world.mounts.push_back({from, "/" + name, false});
    }
  };
  if (root == "/") {
    for (const char* name : kSystemFolders) show(name, root / name);
    for (const char* name : kSystemFiles) {
      show(concat("etc/", name), root / "etc" / name);
    }
    return;
  }
  for (const std::string& name : list_folder(root)) {
    if (std::find(std::begin(kOwnFolders), std::end(kOwnFolders), name) ==
        std::end(kOwnFolders)) {
      show(name, root / name);
    }
  }
}

ProcessEnd run_confined(const ProgramWorld& world,
                        const std::vector<std::string>& program,
                        const ProcessLimits& limits, Printing printing,
                        const std::string& what) {
  std::vector<std::string> words = bubblewrap_words(world, program);
  std::vector<char*> pointers = pointers_to(words);
  const OpenFile status(::memfd_create("status", MFD_CLOEXEC));
  const OpenFile filter(program_filter());
  ProcessEnd end = run_process(
      [&] {
        return bubblewrap_main(static_cast<int>(words.size()), pointers.data());
      },
      limits, {status.number(), filter.number()}, printing, what);
  if (!end.reason.empty() || end.signal != 0 || has_started(status)) {
    // bubblewrap says a signal as shells do.
    if (end.code > 128 && end.code <= 128 + 64) end.signal = end.code - 128;
    return end;
  }
  std::string said = last_lines(end.printed, 3);
  if (said.starts_with("bwrap: ")) said.erase(0, 7);
  check(!said.starts_with("execvp "), "its program cannot be started: ",
        said.substr(std::min<std::size_t>(said.size(), 7)));
  fail("its program cannot be confined on this machine: ",
       said.empty() ? "bubblewrap gave no reason" : said,
       "; allow user namespaces there, or let it run with all that you may "
       "do: --unconfined ",
       what);
}

ProcessEnd run_unconfined(const ProgramWorld& world,
                          const std::vector<std::string>& program,
                          const ProcessLimits& limits, Printing printing,
                          const std::string& what) {
  std::vector<std::string> words = program;
  std::vector<std::string> environment;
  for (const auto& [name, value] : world.environment) {
    environment.push_back(concat(name, "=", value));
  }
  std::vector<char*> pointers = pointers_to(words);
  std::vector<char*> variables = pointers_to(environment);
  return run_process(
      [&] {
        if (::chdir(world.folder.c_str()) == 0) {
          ::execve(pointers[0], pointers.data(), variables.data());
        }
        ::dprintf(STDERR_FILENO, "%s: %s\n", pointers[0], std::strerror(errno));
        return 127;
      },
      limits, {}, printing, what);
}

}  // namespace moonstain
