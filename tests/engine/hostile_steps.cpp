#include "tests/engine/hostile_steps.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/engine/attempts.h"
#include "tests/engine/note.h"

namespace moonstain {

namespace {

// To the engine, in the worker's name.
[[noreturn]] void say(const std::string& bytes) {
  ::send(inherited_socket(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  while (true) ::usleep(10'000);
}

// A message with its length in front, as core/engine/worker/channel.h has it.
std::string framed(const std::string& json) {
  const auto packed = Json::to_msgpack(Json::parse(json));
  std::string bytes = {static_cast<char>(packed.size()), 0, 0, 0};
  return bytes.append(packed.begin(), packed.end());
}

struct ReachOptions {
  std::string attempt = "write";
  std::string target;
};

Note reach(const Options& options, const fs::path& out) {
  const auto [attempt, target] = options.as<ReachOptions>();
  const long done = try_it(attempt, target, out);
  check(done >= 0, "reach: ", attempt, ": ", std::strerror(errno));
  return {attempt + " worked"};
}

// What a step may do all the same.
void behave(const fs::path& out) {
  make_folders(out / "a");
  write_file(out / "a" / "text", "first");
  rename_path(out / "a" / "text", out / "text");
  remove_tree(out / "a");
  const char* temporary = std::getenv("TMPDIR");
  check(temporary != nullptr, "TMPDIR is not set");
  write_file(fs::path(temporary) / "scratch", "x");
  write_file("scratch too", "x");  // in the working folder
  const int nothing = ::open("/dev/null", O_WRONLY);
  check(nothing >= 0, "/dev/null: ", std::strerror(errno));
  ::close(nothing);
  int sum = 0;
  std::thread([&sum] { sum = 3; }).join();
  check(sum == 3, "the thread has not run");
  check(::kill(::getpid(), 0) == 0, "kill: ", std::strerror(errno));
}

void print_lines(std::int64_t count) {
  for (std::int64_t i = 0; count < 0 || i < count; ++i) {
    std::printf("line %026lld\n", static_cast<long long>(i));  // 32 bytes
  }
  std::fflush(stdout);
}

enum class Distance { background, own_session, twice_removed };

// Starts `sleep` and waits until it is at it, not for its end.
void leave_running(Distance how, const std::string& seconds) {
  int ends[2];
  check(::pipe2(ends, O_CLOEXEC) == 0, "pipe: ", std::strerror(errno));
  const pid_t child = ::fork();
  check(child >= 0, "fork: ", std::strerror(errno));
  if (child == 0) {
    if (how != Distance::background) ::setsid();
    if (how == Distance::twice_removed && ::fork() != 0) ::_exit(0);
    ::execlp("sleep", "sleep", seconds.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  char byte;
  check(::read(ends[0], &byte, 1) == 0, "the pipe is not shut by execve");
  ::close(ends[0]);
}

struct HogOptions {
  std::int64_t megabytes = 8192;
  bool by_malloc = false;
};

struct SayOptions {
  std::string json;
  std::int64_t times = 1;
};

struct FloodOptions {
  std::int64_t lines = -1;
};

struct LeaveOptions {
  Distance how = Distance::background;
  std::string seconds = "60";
  bool hang = false;
};

}  // namespace

template <>
struct KindWords<Distance> {
  static constexpr std::string_view kAll[] = {"background", "own session",
                                              "twice removed"};
};

std::vector<StepKind> hostile_steps() {
  return {
      StepKind("reach", 1, "Tries what a step may not do.")
          .option("attempt", &ReachOptions::attempt, "what it tries")
          .option("target", &ReachOptions::target,
                  "path or process it is tried on")
          .makes_into<Note>(
              [](const Inputs&, const Options& options, const fs::path& out) {
                reach(options, out).write(out);
              }),
      StepKind("reach_quietly", 1, "Tries it and goes on.")
          .option("attempt", &ReachOptions::attempt, "what it tries")
          .makes_into<Note>(
              [](const Inputs&, const Options& options, const fs::path& out) {
                const long done =
                    try_it(options.as<ReachOptions>().attempt, "", out);
                Note{done < 0 ? "refused" : "worked"}.write(out);
              }),
      StepKind("behave", 1, "Does what a step may do.")
          .makes_into<Note>([](const Inputs&, const Options&,
                               const fs::path& out) { behave(out); }),
      StepKind("hog", 1, "Takes memory.")
          .option("megabytes", &HogOptions::megabytes, "how much", {1})
          .unit("MB")
          .option("by_malloc", &HogOptions::by_malloc, "as a C library does")
          .makes<Note>([](const Inputs&, const Options& options) {
            const auto [megabytes, by_malloc] = options.as<HogOptions>();
            const auto bytes = static_cast<std::size_t>(megabytes) << 20;
            if (by_malloc) {
              void* memory = std::malloc(bytes);
              check(memory != nullptr, "hog: ", std::strerror(errno));
              std::free(memory);
            } else {
              const std::vector<char> memory(bytes);
              check(memory[bytes / 2] == 0, "hog: memory is not clean");
            }
            return Note{"taken"};
          }),
      StepKind("say", 1, "Speaks to the engine in its worker's name.")
          .option("json", &SayOptions::json,
                  "what it says; empty: no message at all")
          .option("times", &SayOptions::times, "how often, at once")
          .makes<Note>([](const Inputs&, const Options& options) -> Note {
            const auto [json, times] = options.as<SayOptions>();
            std::string bytes;
            for (std::int64_t i = 0; i < times; ++i) {
              bytes += json.empty() ? "\xff\xff\xff\xff" : framed(json);
            }
            say(bytes);
          }),
      StepKind("hang", 1, "Does not end; says that it takes 0.3 s at most.")
          .needs([](const Options&, const InputSizes&) {
            return Needs{.limit_s = 0.3};
          })
          .makes<Note>([](const Inputs&, const Options&) -> Note {
            while (true) ::usleep(10'000);
          }),
      StepKind("flood", 1, "Prints lines of 32 bytes.")
          .option("lines", &FloodOptions::lines,
                  "how many; below 0: without end")
          .makes<Note>([](const Inputs&, const Options& options) {
            print_lines(options.as<FloodOptions>().lines);
            return Note{"printed"};
          }),
      StepKind("leave_running", 1, "Leaves a program behind.")
          .option("how", &LeaveOptions::how, "how far from the step")
          .option("seconds", &LeaveOptions::seconds,
                  "time that the program takes")
          .option("hang", &LeaveOptions::hang, "does not end either")
          .starts_programs()
          .makes<Note>([](const Inputs&, const Options& options) {
            const auto [how, seconds, hang] = options.as<LeaveOptions>();
            leave_running(how, seconds);
            while (hang) ::usleep(10'000);
            return Note{"left"};
          }),
      StepKind("program_reach", 1, "As `reach`, in a process it has started.")
          .option("attempt", &ReachOptions::attempt, "what it tries")
          .option("target", &ReachOptions::target,
                  "path or process it is tried on")
          .starts_programs()
          .makes_into<Note>(
              [](const Inputs&, const Options& options, const fs::path& out) {
                const auto [attempt, target] = options.as<ReachOptions>();
                const pid_t child = ::fork();
                if (child == 0) {
                  const long done = try_it(attempt, target, out);
                  ::_exit(done < 0 ? errno : 0);
                }
                int status = 0;
                ::waitpid(child, &status, 0);
                check(WIFEXITED(status), "the process was ended by a signal");
                check(WEXITSTATUS(status) == 0, "program_reach: ", attempt,
                      ": ", std::strerror(WEXITSTATUS(status)));
                Note{"worked"}.write(out);
              }),
  };
}

}  // namespace moonstain
