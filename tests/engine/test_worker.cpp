// The worker of the engine's tests: steps of a few lines.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/kill_point.h"
#include "core/engine/slurm/batch.h"
#include "core/engine/step/task_context.h"
#include "core/engine/worker/worker.h"
#include "tests/engine/hostile_steps.h"
#include "tests/engine/note.h"
#include "tests/support/faulty_calls.h"
#include "tests/support/kill_at.h"

namespace moonstain {

namespace {

void sleep_ms(std::int64_t ms) { ::usleep(static_cast<useconds_t>(1000 * ms)); }

// A line with its time in the task's log, so that a test can count how often
// and when steps have run (TestRuns::traced). A
// worker that is shut in can write nowhere else.
void leave_trace(const std::string& wanted, const std::string& line) {
  if (wanted.starts_with('/')) {  // a file, for workers that are not shut in
    std::ofstream(wanted, std::ios::app) << line << "\n";
    return;
  }
  if (wanted.empty()) return;
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  log_line(
      concat("trace ", now.tv_sec * 1'000'000'000 + now.tv_nsec, " ", line));
}

struct WriteOptions {
  std::string text = "hello";
  std::string trace;
  std::int64_t sleep_ms = 0;
};

struct LoadOptions {
  std::int64_t sleep_ms = 0;
};

struct LengthOptions {
  std::string trace;
};

struct JoinOptions {
  std::string separator = "+";
  std::string trace;
};

struct CrashOptions {
  std::int64_t signal = 11;
};

// Where networks of this process run: the CPU stands in for a GPU.
std::string& device() {
  static std::string device = "cpu";
  return device;
}

// MOONSTAIN_TEST_GPUS names the class of each, "a|b".
std::vector<std::string> gpus_of_environment() {
  const char* named = std::getenv("MOONSTAIN_TEST_GPUS");
  check(named != nullptr, "no GPU is found: nobody has named one");
  std::vector<std::string> classes;
  std::istringstream list(named);
  for (std::string one; std::getline(list, one, '|');) classes.push_back(one);
  return classes;
}

struct NetworkOptions {
  std::string what = "place";
  std::int64_t number = 0;  // of nodes that are alike
};

struct CountOptions {
  std::int64_t steps = 3;
};

struct LargeOptions {
  std::int64_t megabytes = 100;
  std::string text = "large";
  std::string trace;
};

std::vector<StepKind> test_steps() {
  return {
      StepKind("write", 1, "A text.")
          .option("text", &WriteOptions::text, "what is written")
          .option("trace", &WriteOptions::trace,
                  "not empty: logs a line for each run")
          .option("sleep_ms", &WriteOptions::sleep_ms, "time it takes", {0})
          .unit("ms")
          .makes<Note>([](const Inputs&, const Options& options) {
            const auto given = options.as<WriteOptions>();
            leave_trace(given.trace, given.text);
            sleep_ms(given.sleep_ms);
            return Note{given.text};
          }),
      StepKind("load", 1, "The text of a file.")
          .applies<File>("file", "a text file")
          .option("sleep_ms", &LoadOptions::sleep_ms,
                  "time it takes after it has read", {0})
          .unit("ms")
          .makes<Note>([](const Inputs& in, const Options& options) {
            Note note{read_file(in.get<File>("file").path)};
            report_progress(1, 1, "files");
            sleep_ms(options.as<LoadOptions>().sleep_ms);
            return note;
          }),
      StepKind("length", 1, "The number of letters: many texts have one.")
          .applies<Note>("note", "a text")
          .option("trace", &LengthOptions::trace,
                  "not empty: logs a line for each run")
          .makes<Note>([](const Inputs& in, const Options& options) {
            const std::string length = concat(in.get<Note>("note").text.size());
            leave_trace(options.as<LengthOptions>().trace, "length " + length);
            return Note{length};
          }),
      StepKind("join", 1, "Texts, one after the other.")
          .applies_many<Note>("notes", "texts")
          .option("separator", &JoinOptions::separator,
                  "what stands between them")
          .option("trace", &JoinOptions::trace,
                  "not empty: logs a line for each run")
          .makes<Note>([](const Inputs& in, const Options& options) {
            const auto given = options.as<JoinOptions>();
            Note all;
            for (const Note& note : in.list<Note>("notes")) {
              if (!all.text.empty()) all.text += given.separator;
              all.text += note.text;
            }
            leave_trace(given.trace, "join " + all.text);
            return all;
          }),
      StepKind("refuse", 1, "Throws.")
          .makes<Note>([](const Inputs&, const Options&) -> Note {
            log_line("before the error");
            fail("refuse: 3 of 4 letters are missing");
          }),
      StepKind("half", 1, "Writes one file, then throws.")
          .makes_into<Note>(
              [](const Inputs&, const Options&, const fs::path& out) {
                write_file(out / "text", "half");
                fail("the other half is missing");
              }),
      StepKind("crash", 1, "Dies of a signal.")
          .option("signal", &CrashOptions::signal, "which one", {1, 31})
          .makes<Note>([](const Inputs&, const Options& options) -> Note {
            std::cout << "about to crash" << std::endl;
            ::raise(static_cast<int>(options.as<CrashOptions>().signal));
            sleep_ms(60'000);
            return {};
          }),
      StepKind("leave", 1, "Ends its process.")
          .makes<Note>(
              [](const Inputs&, const Options&) -> Note { ::_exit(7); }),
      StepKind("count", 1, "Says how far it is.")
          .option("steps", &CountOptions::steps, "how far it goes", {1})
          .makes<Note>([](const Inputs&, const Options& options) {
            const auto steps =
                static_cast<std::uint64_t>(options.as<CountOptions>().steps);
            for (std::uint64_t i = 1; i <= steps; ++i) {
              report_progress(i, steps, "steps");
              sleep_ms(120);
            }
            return Note{"counted"};
          }),
      StepKind("network", 1, "Runs on a GPU where there is one.")
          .numeric(Numeric::network)
          .option("what", &NetworkOptions::what,
                  "its device and process, number: 1.001 on a GPU and 1 "
                  "elsewhere, or fail")
          .option("number", &NetworkOptions::number, "makes nodes differ")
          .makes<Note>([](const Inputs&, const Options& options) {
            const std::string what = options.as<NetworkOptions>().what;
            check(what != "fail", "a network that fails");
            if (what == "number") {
              return Note{device() == "cpu" ? "1" : "1.001"};
            }
            return Note{concat(device(), " ", ::getpid())};
          }),
      StepKind("large", 1, "Says that it needs memory.")
          .option("megabytes", &LargeOptions::megabytes, "how much", {0})
          .unit("MB")
          .option("text", &LargeOptions::text, "what is written")
          .option("trace", &LargeOptions::trace,
                  "not empty: logs two lines for each run")
          .needs([](const Options& options, const InputSizes&) {
            const std::uint64_t megabytes =
                options.as<LargeOptions>().megabytes;
            return Needs{.memory_bytes = megabytes * kMiB};
          })
          .makes<Note>([](const Inputs&, const Options& options) {
            const auto given = options.as<LargeOptions>();
            leave_trace(given.trace, "begin");
            sleep_ms(50);
            leave_trace(given.trace, "end");
            return Note{given.text};
          }),
      StepKind("packed", 1, "A text that says to be of many bytes unpacked.")
          .option("megabytes", &LargeOptions::megabytes, "how many", {0})
          .unit("MB")
          .option("text", &LargeOptions::text, "what is written")
          .makes_into<Note>(
              [](const Inputs&, const Options& options, const fs::path& out) {
                const auto given = options.as<LargeOptions>();
                make_folders(out / "values");
                write_file(out / "values" / "0", "");
                WriteRecorder::unpacks_to(
                    out / "values",
                    static_cast<std::uint64_t>(given.megabytes) * kMiB);
                Note{given.text}.write(out);
              }),
      StepKind("unpack", 1, "A text that needs room for all that it holds.")
          .applies<Note>("note", "a packed text")
          .option("trace", &LargeOptions::trace,
                  "not empty: logs two lines for each run")
          .needs([](const Options&, const InputSizes& sizes) {
            return Needs{.memory_bytes = sizes.of("note")};
          })
          .makes<Note>([](const Inputs& in, const Options& options) {
            const std::string trace = options.as<LargeOptions>().trace;
            leave_trace(trace, "begin");
            sleep_ms(50);
            leave_trace(trace, "end");
            return in.get<Note>("note");
          }),
      StepKind("tree", 1, "Several files and folders, one written by hand.")
          .makes_into<Note>(
              [](const Inputs&, const Options&, const fs::path& out) {
                write_file(out / "text", "trunk");
                make_folders(out / "a" / "b");
                write_file(out / "a" / "b" / "leaf", "leaf");
                const std::string stray = (out / "a" / "stray").native();
                std::FILE* file = std::fopen(stray.c_str(), "w");
                std::fputs("stray", file);
                std::fclose(file);
              }),
      StepKind("nothing", 1, "Writes no file.")
          .makes_into<Note>(
              [](const Inputs&, const Options&, const fs::path&) {}),
      StepKind("random", 1, "Does not repeat itself.")
          .makes<Note>([](const Inputs&, const Options&) {
            return Note{concat(static_cast<std::int64_t>(::getpid()))};
          }),
  };
}

}  // namespace

}  // namespace moonstain

// MOONSTAIN_TEST_FAULT makes a file call of each worker fail,
// MOONSTAIN_TEST_KILL ends worker or template at a kill point.
int main(int argc, char** argv) {
  moonstain::kill_at_environment();
  moonstain::FaultyCalls calls(moonstain::fault_of_environment());
  const moonstain::ScopedFileCalls scope(calls);
  std::vector<moonstain::StepKind> steps = moonstain::test_steps();
  for (const moonstain::StepKind& step : moonstain::hostile_steps()) {
    steps.push_back(step);
  }
  moonstain::WorkerHooks hooks;
  hooks.batch = moonstain::slurm::run_batch;
  if (const char* version = std::getenv("MOONSTAIN_TEST_LIBTORCH")) {
    hooks.libtorch = version;
  }
  hooks.gpus = moonstain::gpus_of_environment;
  hooks.use_gpu = [](unsigned gpu) {
    moonstain::device() = moonstain::concat("gpu ", gpu);
  };
  return moonstain::worker_main(steps, hooks, argc, argv);
}
