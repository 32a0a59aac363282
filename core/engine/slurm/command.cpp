#include "core/engine/slurm/command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/base/error.h"

namespace moonstain::slurm {

namespace {

// The program of that name in PATH; empty when there is none.
std::string in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    const std::string file = concat(folder.empty() ? "." : folder, "/", name);
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  return "";
}

// In the child, between fork and exec: plain system calls only.
[[noreturn]] void exec_command(const char* program, char* const* words,
                               const char* folder, int out, int error) {
  ::setpgid(0, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(error, STDERR_FILENO);
  if (*folder != '\0' && ::chdir(folder) != 0) ::_exit(126);
  ::execv(program, words);
  ::_exit(127);
}

// @return whether the other end is still there
bool read_all(OutputPipe& pipe, std::string& text) {
  char bytes[OutputPipe::kPieceBytes];
  while (const auto piece = pipe.read(bytes)) text += *piece;
  return pipe.file() >= 0;
}

}  // namespace

Command::Command(const std::vector<std::string>& words,
                 const std::filesystem::path& folder)
    : out_(concat(words.front(), ": cannot make a pipe")),
      error_(concat(words.front(), ": cannot make a pipe")) {
  const std::string program = in_path(words.front());
  check(!program.empty(), "'", words.front(), "' is not in PATH");
  std::vector<char*> pointers;
  for (const std::string& word : words) {
    pointers.push_back(const_cast<char*>(word.c_str()));
  }
  pointers.push_back(nullptr);
  process_ = ::fork();
  if (process_ == 0) {
    exec_command(program.c_str(), pointers.data(), folder.c_str(),
                 out_.program_end(), error_.program_end());
  }
  if (process_ < 0) {
    fail(words.front(), ": cannot be started: ", std::strerror(errno));
  }
  out_.close_program_end();
  error_.close_program_end();
}

Command::~Command() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
}

std::optional<Reply> Command::poll() {
  if (process_ < 0) return reply_;
  const bool more_out = read_all(out_, reply_.out);
  const bool more_error = read_all(error_, reply_.error);
  if (more_out || more_error) return std::nullopt;
  int status = 0;
  if (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    return std::nullopt;
  }
  process_ = -1;
  reply_.code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  while (reply_.error.ends_with('\n')) reply_.error.pop_back();
  return reply_;
}

Reply Command::wait(int limit_ms) {
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms);
  while (true) {
    if (auto reply = poll()) return *reply;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                          end - std::chrono::steady_clock::now())
                          .count();
    if (left <= 0) break;
    pollfd files[2] = {{out_.file(), POLLIN, 0}, {error_.file(), POLLIN, 0}};
    ::poll(files, 2, static_cast<int>(left));
  }
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
  reply_.in_time = false;
  while (reply_.error.ends_with('\n')) reply_.error.pop_back();
  return reply_;
}

Reply ask(const std::vector<std::string>& words, int limit_ms,
          const std::filesystem::path& folder) {
  return Command(words, folder).wait(limit_ms);
}

void check_commands() {
  for (const char* name : {"sbatch", "squeue", "scancel", "scontrol"}) {
    check(!in_path(name).empty(), "--executor slurm: '", name,
          "' is not in PATH; start Moonstain where Slurm's commands are, on a "
          "login node of the cluster, or leave --executor out");
  }
}

}  // namespace moonstain::slurm
