#include "core/engine/program/program_step.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/lines.h"
#include "core/engine/process/children.h"
#include "core/engine/process/host_program.h"
#include "core/engine/program/arguments.h"
#include "core/engine/program/confinement.h"
#include "core/engine/program/left_files.h"
#include "core/engine/program/limits.h"
#include "core/engine/program/output.h"
#include "core/engine/program/packages.h"
#include "core/engine/program/program_decl.h"
#include "core/engine/program/run_process.h"
#include "core/engine/program/scratch.h"
#include "core/engine/program/warm_programs.h"
#include "core/engine/program/world.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

namespace {

constexpr std::size_t kShownLines = 20;
constexpr double kProbeSeconds = 60;
/// A program's own folders lie beside its stage, under the stage's name and
/// this. The worker removes them; the engine does where the worker was ended.
constexpr std::string_view kScratchSuffix = ".scratch";
constexpr const char* kTmp = "/tmp";
constexpr const char* kHome = "/scratch/home";

/// One program being run.
class ProgramRun {
 public:
  ProgramRun(const Inputs& in, const Options& options, const fs::path& out,
             WarmPrograms& warm)
      : in_(in),
        out_(out),
        options_(options.values()),
        limits_(ProgramLimits::parse(options_.at("limits"))),
        confined_(option(program_option::kConfinement) == kConfined),
        interpreter_(parsed(program_option::kInterpreter)),
        scratch_(out.parent_path() /
                 concat(out.filename().native(), kScratchSuffix)),
        warm_(warm) {
    process_limits_.memory_bytes = limits_.memory_bytes;
    process_limits_.seconds = limits_.seconds;
    process_limits_.began = std::chrono::steady_clock::now();
    process_limits_.disk_bytes = limits_.disk_bytes;
    process_limits_.files = limits_.files;
  }

  void run() {
    place_folders();
    set_environment();
    if (forks_tasks()) kept_ = warm_.find(warm_key(), out_.parent_path());
    place_program();
    place_inputs();
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
    std::optional<ProcessEnd> forked;
    if (kept_ != nullptr) forked = run_forked();
    const ProcessEnd end =
        forked ? *forked : start(words, process_limits_, Printing::to_log);
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
  std::string seen(const fs::path& from, const std::string& fixed) {
    if (!confined_) return fs::absolute(from).native();
    world_.mounts.push_back({from, fixed, false});
    return fixed;
  }
  /// The same of what is this task's alone.
  std::string seen_by_task(const fs::path& from, const std::string& fixed,
                           bool writable = false) {
    if (!confined_) return fs::absolute(from).native();
    own_mounts_.push_back({from, fixed, writable});
    return fixed;
  }

  /// Whether it is a file of Python whose steps ms.python has declared, run by
  /// our own package for it: that knows how to be kept (moonstain/warm.py).
  bool forks_tasks() const {
    if (!confined_ || in_.has("root") || interpreter_.empty()) return false;
    const Json arguments = parsed(program_option::kArguments);
    const auto& files = in_.items("program");
    return arguments.size() == 4 && arguments[0] == "{program}" &&
           arguments[1] == "{task}" &&
           files.front().name.ends_with("run_step.py") &&
           std::ranges::any_of(files, [](const Inputs::Item& file) {
             return file.name.ends_with("moonstain/warm.py");
           });
  }

  /// All that such a program is before it gets a task: which of its steps is
  /// asked for is the task's.
  std::string warm_key() const {
    Json key = {option(program_option::kInterpreter),
                parsed(program_option::kArguments)[2], world_.environment,
                limits_.memory_bytes, limits_.disk_bytes};
    for (const Inputs::Item& item : in_.items("program")) {
      key.push_back({item.name, sha256(read_file(item.path)).hex()});
    }
    return key.dump();
  }

  /// Whether what a program has before it gets a task is there already.
  bool is_placed() const {
    return kept_ != nullptr && kept_->program != nullptr;
  }
  const Scratch& place() const {
    return kept_ != nullptr ? kept_->place : scratch_;
  }

  // Copies: the host's files may be changed, or lack the permission to run.
  void place_program() {
    const fs::path folder = place().folder("program");
    std::string first;
    for (const Inputs::Item& item : in_.items("program")) {
      const fs::path path = (folder / item.name).lexically_normal();
      check(path.native().starts_with(folder.native() + "/"), "its program '",
            item.name, "' is no name below a folder");
      if (!is_placed()) {
        make_folders(path.parent_path());
        write_program(path, read_file(item.path));
      }
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
          own_mounts_.push_back({fs::absolute(item.path), path, false});
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
    placeholders_.output = seen_by_task(fs::absolute(out_), "/output", true);
    world_.folder = seen_by_task(tmp, kTmp, true);
    home_ = seen_by_task(home, kHome, true);
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
      const fs::path folder = place().folder("etc");
      if (!is_placed()) {
        write_file(folder / "passwd",
                   concat("moonstain:x:1000:1000::", home_, ":/bin/sh\n"));
        write_file(folder / "group", "moonstain:x:1000:\n");
      }
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
    placeholders_.task = seen_by_task(file, "/inputs/task.json");
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
    interpreter_path_ = find_program(name);
    if (is_placed()) return;
    const std::string wanted =
        text_member(interpreter_, "sha256", "interpreter");
    const std::string found = program_digest(name).hex();
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
    if (!confined_) {
      return run_unconfined(world_, words, limits, printing, limits_.name);
    }
    ProgramWorld world = world_;
    world.mounts.insert(world.mounts.end(), own_mounts_.begin(),
                        own_mounts_.end());
    return run_confined(world, words, limits, printing, limits_.name);
  }

  /// In a fork of the program that is kept. @return nothing where that cannot
  /// be, for a reason that the log gives
  std::optional<ProcessEnd> run_forked() {
    if (!is_placed()) {
      ProgramWorld world = world_;
      const fs::path nothing = place().folder("nothing");
      world.mounts.push_back({nothing, "/inputs", false});
      world.mounts.push_back({nothing, "/output", false});
      world.mounts.push_back({place().folder("tmp"), kTmp, true});
      world.mounts.push_back({place().folder("home"), kHome, true});
      const auto file =
          parsed(program_option::kArguments)[2].get<std::string>();
      kept_->program = std::make_unique<WarmProgram>(
          std::move(world),
          std::vector<std::string>{interpreter_path_, placeholders_.program,
                                   "--warm", placeholders_.task, file});
    }
    const auto left = [this](const char* name) {
      return copy_left_files(place().folder(name), scratch_.folder(name));
    };
    auto end = kept_->program->run(
        own_mounts_,
        [&] {
          const std::string why = left("tmp");
          return why.empty() ? left("home") : why;
        },
        process_limits_, Printing::to_log, limits_.name);
    if (!end) {
      log_line(concat("a process for each task, not one for all: ",
                      kept_->program->refusal()));
      for (const char* name : {"tmp", "home"}) {
        remove_copies(scratch_.folder(name));
      }
    }
    return end;
  }

  /// Asks the interpreter for its version. @return what the ledger says of
  /// the program
  std::string probe() {
    const std::string confinement = confined_ ? "confined" : "unconfined";
    if (interpreter_.empty()) return confinement;
    const std::string name = text_member(interpreter_, "name", "interpreter");
    const std::string version =
        is_placed() ? kept_->version : ask_version(name);
    if (kept_ != nullptr) kept_->version = version;
    log_line(concat(name, ": ", version));
    return concat(name, ": ", version, "; ", confinement);
  }

  std::string ask_version(const std::string& name) {
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
    return good ? said : concat("version unknown to ", shell_line(words));
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
  WarmPrograms& warm_;
  KeptProgram* kept_ = nullptr;  ///< that the task is forked from
  ProcessLimits process_limits_;
  ProgramWorld world_;
  std::vector<ProgramWorld::Mount> own_mounts_;  ///< of this task
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
      .makes_into<Files>(
          [readers, warm = std::make_shared<WarmPrograms>()](
              const Inputs& in, const Options& options, const fs::path& out) {
            ProgramRun program(in, options, out, *warm);
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
