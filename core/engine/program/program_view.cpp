#include "core/engine/program/program_view.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/process/host_program.h"
#include "core/engine/program/confinement.h"
#include "core/engine/program/program_decl.h"
#include "core/engine/program/program_end.h"

namespace moonstain {

namespace {

/// A program's own folders lie beside its stage, under the stage's name and
/// this. The worker removes them; the engine does where the worker was ended.
constexpr std::string_view kScratchSuffix = ".scratch";

std::string file_name(const Inputs::Item& item) {
  return fs::path(item.name).filename().native();
}

}  // namespace

ProgramView::ProgramView(const ProgramTask& task)
    : task_(task),
      scratch_(task.out().parent_path() /
               concat(task.out().filename().native(), kScratchSuffix)) {
  limits_.memory_bytes = task.limits().memory_bytes;
  limits_.seconds = task.limits().seconds;
  limits_.began = std::chrono::steady_clock::now();
  limits_.disk_bytes = task.limits().disk_bytes;
  limits_.files = task.limits().files;
  place_folders();
  set_environment();
}

void ProgramView::show_program(const KeptProgram* kept) {
  const Scratch& place = kept != nullptr ? kept->place : scratch_;
  const bool is_placed = kept != nullptr && kept->is_started();
  place_program(place, is_placed);
  place_inputs();
  show_root(place, is_placed);
  write_task();
}

/// Where the program sees something: at its fixed place, or where it lies.
std::string ProgramView::seen(const fs::path& from, const std::string& fixed) {
  if (!task_.is_confined()) return fs::absolute(from).native();
  world_.mounts.push_back({from, fixed, false});
  return fixed;
}

/// The same of what is this task's alone.
std::string ProgramView::seen_by_task(const fs::path& from,
                                      const std::string& fixed, bool writable) {
  if (!task_.is_confined()) return fs::absolute(from).native();
  own_mounts_.push_back({from, fixed, writable});
  return fixed;
}

void ProgramView::place_folders() {
  const fs::path tmp = scratch_.folder("tmp");
  const fs::path home = scratch_.folder("home");
  limits_.folders = {task_.out(), tmp, home};
  placeholders_.output =
      seen_by_task(fs::absolute(task_.out()), "/output", true);
  world_.folder = seen_by_task(tmp, kTmp, true);
  home_ = seen_by_task(home, kHome, true);
  placeholders_.threads = task_.option(program_option::kThreads);
}

void ProgramView::set_environment() {
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
  const Json declared = task_.parsed(program_option::kEnvironment);
  for (const auto& [name, value] : declared.items()) {
    variables[name] = value.get<std::string>();
  }
}

// Copies: the host's files may be changed, or lack the permission to run.
void ProgramView::place_program(const Scratch& place, bool is_placed) {
  const fs::path folder = place.folder("program");
  std::string first;
  for (const Inputs::Item& item : task_.inputs().items("program")) {
    const fs::path path = (folder / item.name).lexically_normal();
    check(path.native().starts_with(folder.native() + "/"), "its program '",
          item.name, "' is no name below a folder");
    if (!is_placed) {
      make_folders(path.parent_path());
      write_program(path, read_file(item.path));
    }
    if (first.empty()) first = fs::relative(path, folder).native();
  }
  placeholders_.program = concat(seen(folder, "/program"), "/", first);
}

void ProgramView::place_inputs() {
  const fs::path links =
      task_.is_confined() ? fs::path() : scratch_.folder("inputs");
  const Json lists = task_.parsed(program_option::kMany);
  for (const std::string& name : task_.inputs().names()) {
    if (name == "program" || name == "root") continue;
    const bool many =
        std::find(lists.begin(), lists.end(), name) != lists.end();
    std::size_t number = 0;
    for (const Inputs::Item& item : task_.inputs().items(name)) {
      const std::string place = many ? concat(name, "/", ++number) : name;
      std::string path;
      if (task_.is_confined()) {
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
      task_inputs_[name].push_back({{"path", path}, {"section", item.section}});
    }
  }
}

void ProgramView::show_root(const Scratch& place, bool is_placed) {
  if (!task_.is_confined()) return;
  if (task_.has_root()) {
    show_system(world_, unpack_root());
    return;
  }
  show_system(world_, "/");
  const fs::path folder = place.folder("etc");
  if (!is_placed) {
    write_file(folder / "passwd",
               concat("moonstain:x:1000:1000::", home_, ":/bin/sh\n"));
    write_file(folder / "group", "moonstain:x:1000:\n");
  }
  world_.mounts.push_back({folder / "passwd", "/etc/passwd", false});
  world_.mounts.push_back({folder / "group", "/etc/group", false});
}

/// The archive comes from a stranger: it is unpacked by a confined tar.
fs::path ProgramView::unpack_root() {
  const fs::path archive = fs::absolute(task_.inputs().one("root").path);
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
  ProcessLimits limits = limits_;
  limits.folders = {folder};
  const ProcessEnd end =
      run_confined(world, words, limits, Printing::to_log, task_.limits().name);
  check_end(end, words, limits.disk_bytes);
  return folder;
}

void ProgramView::write_task() {
  Json options = Json::object();
  for (const auto& [name, value] : task_.options().items()) {
    if (!is_fixed_option(name) && name != "limits") options[name] = value;
  }
  placeholders_.options = options;
  const fs::path file = scratch_.folder("task") / "task.json";
  placeholders_.task = seen_by_task(file, "/inputs/task.json");
  write_file(file,
             pretty_json({{"step", task_.limits().name},
                          {"inputs", task_inputs_},
                          {"options", options},
                          {"program", placeholders_.program},
                          {"output", placeholders_.output},
                          {"threads", std::stoi(placeholders_.threads)}}));
}

void ProgramView::show_packages(const std::vector<fs::path>& folders) {
  for (const fs::path& folder : folders) {
    // One that the declaration names comes first.
    std::string& path = world_.environment["PYTHONPATH"];
    path += concat(path.empty() ? "" : ":", seen(folder, "/packages"));
  }
}

ProcessEnd ProgramView::run(const std::vector<std::string>& words,
                            const ProcessLimits& limits,
                            Printing printing) const {
  const std::string& name = task_.limits().name;
  if (!task_.is_confined()) {
    return run_unconfined(world_, words, limits, printing, name);
  }
  ProgramWorld world = world_;
  world.mounts.insert(world.mounts.end(), own_mounts_.begin(),
                      own_mounts_.end());
  return run_confined(world, words, limits, printing, name);
}

}  // namespace moonstain
