#include "core/engine/program/program_step.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/lines.h"
#include "core/engine/process/children.h"
#include "core/engine/process/host_program.h"
#include "core/engine/program/arguments.h"
#include "core/engine/program/confinement.h"
#include "core/engine/program/limits.h"
#include "core/engine/program/output.h"
#include "core/engine/program/packages.h"
#include "core/engine/program/program_decl.h"
#include "core/engine/program/run_process.h"
#include "core/engine/program/world.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

namespace {

constexpr std::size_t kShownLines = 20;
constexpr double kProbeSeconds = 60;
/// A program's own folders lie beside its stage, under the stage's name and
/// this. The worker removes them; the engine does where the worker was ended.
constexpr std::string_view kScratchSuffix = ".scratch";

/// A folder beside the task's stage, gone with this object.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {
    remove_tree(path_);
    make_folders(path_);
  }
  /// What stays goes with the worker's folder, or is said there.
  ~Scratch() { try_remove_tree(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  fs::path folder(const std::string& name) const {
    make_folders(path_ / name);
    return path_ / name;
  }

 private:
  fs::path path_;
};

// A new file that may be executed: its mode cannot be changed afterwards where
// Landlock confines the worker.
void write_program(const fs::path& path, std::string_view bytes) {
  FileCalls& calls = FileCalls::current();
  const int file =
      calls.open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
  if (file < 0) fail_call(path, "make the file");
  while (!bytes.empty()) {
    const ssize_t count = calls.write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      calls.close(file);
      fail_call(path, "write");
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (calls.close(file) != 0) fail_call(path, "close");
}

/// One program being run.
class ProgramRun {
 public:
  ProgramRun(const Inputs& in, const Options& options, const fs::path& out)
      : in_(in),
        out_(out),
        options_(options.values()),
        limits_(ProgramLimits::parse(options_.at("limits"))),
        confined_(option(program_option::kConfinement) == kConfined),
        interpreter_(parsed(program_option::kInterpreter)),
        scratch_(out.parent_path() /
                 concat(out.filename().native(), kScratchSuffix)) {
    process_limits_.memory_bytes = limits_.memory_bytes;
    process_limits_.seconds = limits_.seconds;
    process_limits_.began = std::chrono::steady_clock::now();
    process_limits_.disk_bytes = limits_.disk_bytes;
    process_limits_.files = limits_.files;
  }

  void run() {
    place_program();
    place_inputs();
    place_folders();
    set_environment();
    show_root();
    write_task();
    find_interpreter();
    place_packages();
    const std::string version = probe();
    std::vector<std::string> words;
    if (!interpreter_path_.empty()) words.push_back(interpreter_path_);
    for (std::string& word :
         fill_arguments(parsed(program_option::kArguments), placeholders_)) {
      words.push_back(std::move(word));
    }
    check(!words.empty(), "it has neither interpreter nor arguments");
    const ProcessEnd end = start(words, process_limits_, Printing::to_log);
    if (TaskContext* context = TaskContext::current()) {
      context->started_program({version, end.cpu_s, end.peak_bytes});
    }
    take_back(out_);
    check_end(end, words);
    check_output(out_, process_limits_);
  }

  const ProcessLimits& limits() const { return process_limits_; }

 private:
  std::string option(std::string_view name) const {
    return text_member(options_, name, "options");
  }
  Json parsed(std::string_view name) const {
    return parse_json(option(name), name);
  }

  /// Where the program sees something: at its fixed place, or where it lies.
  std::string seen(const fs::path& from, const std::string& fixed,
                   bool writable = false) {
    if (!confined_) return fs::absolute(from).native();
    world_.mounts.push_back({from, fixed, writable});
    return fixed;
  }

  // Copies: the host's files may be changed, or lack the permission to run.
  void place_program() {
    const fs::path folder = scratch_.folder("program");
    std::string first;
    for (const Inputs::Item& item : in_.items("program")) {
      const fs::path path = (folder / item.name).lexically_normal();
      check(path.native().starts_with(folder.native() + "/"), "its program '",
            item.name, "' is no name below a folder");
      make_folders(path.parent_path());
      write_program(path, read_file(item.path));
      if (first.empty()) first = fs::relative(path, folder).native();
    }
    placeholders_.program = concat(seen(folder, "/program"), "/", first);
  }

  void place_inputs() {
    const fs::path links = confined_ ? fs::path() : scratch_.folder("inputs");
    const Json lists = parsed(program_option::kMany);
    for (const std::string& name : in_.names()) {
      if (name == "program" || name == "root") continue;
      const bool many =
          std::find(lists.begin(), lists.end(), name) != lists.end();
      std::size_t number = 0;
      for (const Inputs::Item& item : in_.items(name)) {
        const std::string place = many ? concat(name, "/", ++number) : name;
        std::string path;
        if (confined_) {
          path = "/inputs/" + place;
          if (!item.name.empty()) path += "/" + file_name(item);
          world_.mounts.push_back({fs::absolute(item.path), path, false});
        } else {
          fs::path link = links / place;
          if (!item.name.empty()) link /= file_name(item);
          make_folders(link.parent_path());
          replace_link(fs::absolute(item.path), link);
          path = link.native();
        }
        placeholders_.inputs[name].push_back(path);
        task_inputs_[name].push_back(
            {{"path", path}, {"section", item.section}});
      }
    }
  }

  static std::string file_name(const Inputs::Item& item) {
    return fs::path(item.name).filename().native();
  }

  void place_folders() {
    const fs::path tmp = scratch_.folder("tmp");
    const fs::path home = scratch_.folder("home");
    process_limits_.folders = {out_, tmp, home};
    placeholders_.output = seen(fs::absolute(out_), "/output", true);
    world_.folder = seen(tmp, "/tmp", true);
    home_ = seen(home, "/scratch/home", true);
    placeholders_.threads = option(program_option::kThreads);
  }

  void set_environment() {
    auto& variables = world_.environment;
    variables = {{"PATH", std::string(kProgramPath)},
                 {"HOME", home_},
                 {"TMPDIR", world_.folder},
                 {"USER", "moonstain"},
                 {"LOGNAME", "moonstain"},
                 {"LANG", "C.UTF-8"},
                 {"LC_ALL", "C.UTF-8"},
                 {"TZ", "UTC"},
                 {"SOURCE_DATE_EPOCH", "0"},
                 {"PYTHONHASHSEED", "0"},
                 {"PYTHONDONTWRITEBYTECODE", "1"},
                 {"PYTHONNOUSERSITE", "1"}};
    for (const char* name : {"OMP_NUM_THREADS", "MKL_NUM_THREADS",
                             "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"}) {
      variables[name] = placeholders_.threads;
    }
    const Json declared = parsed(program_option::kEnvironment);
    for (const auto& [name, value] : declared.items()) {
      variables[name] = value.get<std::string>();
    }
  }

  void show_root() {
    if (!confined_) return;
    if (!in_.has("root")) {
      show_system(world_, "/");
      const fs::path folder = scratch_.folder("etc");
      write_file(folder / "passwd",
                 concat("moonstain:x:1000:1000::", home_, ":/bin/sh\n"));
      write_file(folder / "group", "moonstain:x:1000:\n");
      world_.mounts.push_back({folder / "passwd", "/etc/passwd", false});
      world_.mounts.push_back({folder / "group", "/etc/group", false});
      return;
    }
    const fs::path root = unpack_root();
    show_system(world_, root);
  }

  /// The archive comes from a stranger: it is unpacked by a confined tar.
  fs::path unpack_root() {
    const fs::path archive = fs::absolute(in_.one("root").path);
    const fs::path folder = scratch_.folder("root");
    ProgramWorld world;
    show_system(world, "/");
    world.environment = {{"PATH", std::string(kProgramPath)},
                         {"LC_ALL", "C.UTF-8"}};
    world.folder = "/output";
    world.mounts.push_back({archive, "/inputs/root", false});
    world.mounts.push_back({folder, "/output", true});
    const std::vector<std::string> words = {"tar",
                                            "-xf",
                                            "/inputs/root",
                                            "--no-same-owner",
                                            "--exclude=./dev/*",
                                            "--exclude=dev/*",
                                            "--delay-directory-restore"};
    ProcessLimits limits = process_limits_;
    limits.folders = {folder};
    const ProcessEnd end =
        run_confined(world, words, limits, Printing::to_log, limits_.name);
    check_end(end, words);
    return folder;
  }

  void write_task() {
    Json options = Json::object();
    for (const auto& [name, value] : options_.items()) {
      if (!is_fixed_option(name) && name != "limits") options[name] = value;
    }
    placeholders_.options = options;
    const fs::path file = scratch_.folder("task") / "task.json";
    placeholders_.task = seen(file, "/inputs/task.json");
    write_file(file,
               pretty_json({{"step", limits_.name},
                            {"inputs", task_inputs_},
                            {"options", options},
                            {"program", placeholders_.program},
                            {"output", placeholders_.output},
                            {"threads", std::stoi(placeholders_.threads)}}));
  }

  void find_interpreter() {
    if (interpreter_.empty()) return;
    const std::string name = text_member(interpreter_, "name", "interpreter");
    if (in_.has("root")) {
      interpreter_path_ = name;  // looked for inside, by PATH
      return;
    }
    const std::string wanted =
        text_member(interpreter_, "sha256", "interpreter");
    const std::string found = program_digest(name).hex();
    interpreter_path_ = find_program(name);
    check(found == wanted, "its interpreter ", interpreter_path_,
          " has sha256 ", found, "; the plan is made for ", wanted);
  }

  void place_packages() {
    if (interpreter_path_.empty() || in_.has("root")) return;
    for (const Inputs::Item& item : in_.items("program")) {
      if (file_name(item) != kPackagesLock) continue;
      const auto folder = find_packages(
          read_file(item.path),
          Digest::from_hex(text_member(interpreter_, "sha256", "interpreter")));
      if (!folder) continue;
      // One that the declaration names comes first.
      std::string& path = world_.environment["PYTHONPATH"];
      path += concat(path.empty() ? "" : ":", seen(*folder, "/packages"));
    }
  }

  ProcessEnd start(const std::vector<std::string>& words,
                   const ProcessLimits& limits, Printing printing) {
    return confined_
               ? run_confined(world_, words, limits, printing, limits_.name)
               : run_unconfined(world_, words, limits, printing, limits_.name);
  }

  /// Asks the interpreter for its version. @return what the ledger says of
  /// the program
  std::string probe() {
    const std::string confinement = confined_ ? "confined" : "unconfined";
    if (interpreter_.empty()) return confinement;
    const std::string name = text_member(interpreter_, "name", "interpreter");
    std::vector<std::string> words = {interpreter_path_};
    for (const Json& word : interpreter_.at("probe")) {
      words.push_back(word.get<std::string>());
    }
    ProcessLimits limits = process_limits_;
    limits.seconds = std::min(limits.seconds, kProbeSeconds);
    limits.began.reset();
    const ProcessEnd end = start(words, limits, Printing::kept);
    const bool good = end.code == 0 && end.signal == 0;
    const std::string said = last_lines(end.printed, kShownLines);
    if (interpreter_.contains("version")) {
      const std::string wanted =
          text_member(interpreter_, "version", "interpreter");
      check(good && said.find(wanted) != std::string::npos, "its interpreter ",
            name, good ? " says '" : " does not say its version but '", said,
            "'; expected '", wanted, "' in it");
    }
    const std::string version =
        good ? said : concat("version unknown to ", shell_line(words));
    log_line(concat(name, ": ", version));
    return concat(name, ": ", version, "; ", confinement);
  }

  void check_end(const ProcessEnd& end,
                 const std::vector<std::string>& words) const {
    if (end.reason.empty() && end.signal == 0 && end.code == 0) return;
    std::string message =
        end.reason.empty() ? end_words(end.signal, end.code) : end.reason;
    if (end.signal == SIGXFSZ ||
        end.printed.find(std::strerror(EFBIG)) != std::string::npos) {
      message += concat(
          "; no file of it may be larger than its needs say, "
          "disk_gb = ",
          gigabytes(limits_.disk_bytes));
    }
    message += concat("\n  command: ", shell_line(words));
    const std::string said = indented(last_lines(end.printed, kShownLines));
    fail(message,
         said.empty() ? "\n  it printed nothing" : "\n  it printed at the end:",
         said);
  }

  static std::string indented(const std::string& text) {
    std::string lines;
    for (const std::string_view line : lines_of(text)) {
      lines += concat("\n    ", line);
    }
    return lines;
  }

  const Inputs& in_;
  const fs::path& out_;
  const Json& options_;
  ProgramLimits limits_;
  bool confined_;
  Json interpreter_;
  Scratch scratch_;
  ProcessLimits process_limits_;
  ProgramWorld world_;
  PlaceholderValues placeholders_;
  Json task_inputs_ = Json::object();
  std::string home_;
  std::string interpreter_path_;
};

/// The other options are a recipe's, and known to it alone.
struct MakesOption {
  std::string type{Files::kType};
};

}  // namespace

void Files::write(const fs::path&) const {
  fail("Files are written by somebody else's program alone");
}

StepKind program_step(const ResultReaders& readers) {
  std::vector<std::string> types = {std::string(Files::kType)};
  for (const auto& [type, read] : readers) types.push_back(type);
  return StepKind("program", 2,
                  "A program of somebody else, as ms.program declares it.")
      .starts_programs()
      .choice(std::string(program_option::kMakes), &MakesOption::type, types,
              "what it writes; opened before it counts as made")
      .makes_into<Files>([readers](const Inputs& in, const Options& options,
                                   const fs::path& out) {
        ProgramRun program(in, options, out);
        program.run();
        const std::string type = options.as<MakesOption>().type;
        const auto found = readers.find(type);
        if (found == readers.end()) return;
        with_context(concat("what it wrote is no ", type), [&] {
          read_shut_in(program.limits(), [&] { found->second(out); });
        });
      });
}

}  // namespace moonstain
