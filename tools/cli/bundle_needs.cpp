#include "tools/cli/bundle_needs.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/engine/plan/identity.h"
#include "core/engine/plan/step_times.h"
#include "core/engine/process/host_program.h"
#include "core/engine/process/machine.h"
#include "core/engine/program/limits.h"
#include "core/engine/run/sources.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"
#include "tools/cli/output.h"
#include "tools/cli/terminal.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

constexpr std::size_t kNameColumns = 10;
constexpr std::size_t kMostNamed = 5;

std::string line(const std::string& name, const std::string& words) {
  return concat("  ", padded(name, kNameColumns), words, "\n");
}

template <typename File>
std::uint64_t bytes_of(const std::vector<File>& files) {
  std::uint64_t bytes = 0;
  for (const File& file : files) bytes += file.size_bytes;
  return bytes;
}

std::string files_words(const std::vector<SourceFile>& files) {
  return concat(counted(files.size(), "file"), ", ",
                size_words(bytes_of(files)));
}

// Of manifests, each once; in the order of manifests and paths.
std::map<std::string, std::vector<SourceFile>> data_of(const Graph& graph) {
  std::map<std::string, std::vector<SourceFile>> data;
  std::map<std::string, std::map<std::string, const SourceFile*>> seen;
  for (const Node& node : graph.nodes) {
    if (!node.is_source() || node.source->manifest.empty()) continue;
    seen[node.source->manifest].emplace(node.source->name, &*node.source);
  }
  for (const auto& [manifest, files] : seen) {
    for (const auto& [path, file] : files) data[manifest].push_back(*file);
  }
  return data;
}

// The file that --weights named when it was packed, or names here.
std::optional<SourceFile> weights_of(const Session& session) {
  return session.replanner().request().weights;
}

// What no folder can have, by size alone: bytes are looked at when it runs.
std::vector<SourceFile> missing_data(const Session& session,
                                     const lua::Plan& plan) {
  std::vector<SourceFile> all;
  for (const auto& [manifest, files] : data_of(plan.graph)) {
    all.insert(all.end(), files.begin(), files.end());
  }
  if (const auto weights = weights_of(session)) all.push_back(*weights);
  return SourceFinder(session.data_folders(), nullptr).surely_missing(all);
}

std::string data_lines(const lua::Plan& plan,
                       const std::vector<SourceFile>& all_missing) {
  std::map<std::string, std::vector<SourceFile>> missing;
  for (const SourceFile& file : all_missing) {
    missing[file.manifest].push_back(file);
  }
  std::string text;
  for (const auto& [manifest, files] : data_of(plan.graph)) {
    const auto gone = missing.find(manifest);
    text += line(text.empty() ? "data" : "",
                 concat(manifest, ": ", files_words(files), ", ",
                        gone == missing.end()
                            ? std::string("all at hand")
                            : concat(gone->second.size(), " missing, ",
                                     size_words(bytes_of(gone->second)))));
  }
  return text.empty() ? line("data", "none") : text;
}

std::string steps_words(const Session& session, const lua::Plan& plan) {
  const Lock& lock = session.bundle()->bundle.lock;
  std::vector<std::string> others;
  std::set<std::string> steps;
  for (const Node& node : plan.graph.nodes) {
    if (node.is_source() || plan.graph.programs.contains(node.step) ||
        !steps.insert(node.step).second) {
      continue;
    }
    const auto there = lock.steps.find(node.step);
    if (there != lock.steps.end() && there->second != node.version) {
      others.push_back(concat(node.step.str(), " is of version ", node.version,
                              " here, ", there->second, " in the bundle"));
    }
  }
  return concat(steps.size(), others.empty()
                                  ? std::string(", of the bundle's versions")
                                  : concat("; ", listed(others, kMostNamed),
                                           "; its numbers may be others"));
}

std::string programs_lines(const Session& session, const lua::Plan& plan) {
  if (plan.programs.empty()) return line("programs", "none");
  std::string text;
  for (const lua::PlannedProgram& program : plan.programs) {
    std::string words = concat(
        program.name, ": ",
        program.interpreter.empty() ? "no interpreter" : program.interpreter,
        program.confined ? ", confined"
                         : ", NOT confined: it may do all that you may do");
    if (const auto most = declared_needs(plan.catalog.step(program.name))) {
      words += concat(", at most ", size_words(most->memory_bytes), " and ",
                      duration_words(most->limit_s), " a task");
    }
    for (const LockedProgram& locked : session.bundle()->bundle.lock.programs) {
      if (locked.name != program.name ||
          locked.interpreter == program.interpreter) {
        continue;
      }
      words += concat("; where it was packed ", locked.interpreter);
      break;
    }
    text += line(text.empty() ? "programs" : "", words);
  }
  return text;
}

std::string numbers_words(const Session& session, const lua::Plan& plan) {
  const Lock& lock = session.bundle()->bundle.lock;
  const NumericClass& numbers = session.numbers();
  const bool has_networks =
      numerics_of(plan.graph, plan.catalog).contains(Numeric::network);
  for (const auto& [there, here] :
       {std::pair(has_networks ? lock.of_networks() : std::string(),
                  numbers.of_networks()),
        std::pair(lock.torch, numbers.torch),
        std::pair(lock.bfloat16, numbers.bfloat16),
        std::pair(lock.libm, numbers.libm)}) {
    if (!there.empty() && there != here) {
      return concat(here, "; the bundle's are of ", there,
                    ": compared by tolerance");
    }
  }
  return "of the bundle's class";
}

std::string work_words(const Session& session, const lua::Plan& plan,
                       const PlanState& state) {
  const std::uint32_t left = state.will_run + state.may_be_kept;
  std::string words = concat(left, " to run, ", state.kept, " kept");
  if (left == 0) return words;
  const Workspace workspace{session.options().workspace};
  StepTimes times(
      Ledger(workspace.ledger(), Ledger::Mode::read).step_seconds());
  std::set<std::string> unknown;
  for (std::size_t i = 0; i < plan.graph.nodes.size(); ++i) {
    if (state.states[i] != NodeState::will_run &&
        state.states[i] != NodeState::may_be_kept) {
      continue;
    }
    const std::string& step = plan.graph.nodes[i].step.str();
    times.expect(step);
    if (times.seconds(step) < 0) unknown.insert(step);
  }
  const unsigned cores = usable_cores();
  if (unknown.empty()) {
    return concat(words, "; about ",
                  duration_words(times.remaining_s({}, cores)), " on ",
                  counted(cores, "core"), ", as earlier runs took");
  }
  return concat(words, "; how long is not known, as here never ran ",
                listed(unknown, kMostNamed));
}

std::string settings_words(const Session& session) {
  std::vector<std::string> words;
  for (const auto& [name, value] : session.settings()) {
    words.push_back(concat(name, "=", value));
  }
  return listed(words);
}

std::string needs_text(const Session& session, const lua::Plan& plan,
                       const PlanState& state,
                       const std::vector<SourceFile>& missing) {
  const OpenedBundle& opened = *session.bundle();
  const Lock& lock = opened.bundle.lock;
  std::string text = concat(opened.name, ": recipe ", lock.recipe,
                            ", packed by moonstain ", lock.moonstain, "\n");
  text += line("from", session.origin());
  if (!session.settings().empty()) {
    text += line("settings", settings_words(session));
  }
  text += data_lines(plan, missing);
  if (!lock.files.empty()) {
    text += line("packed",
                 concat(counted(lock.files.size(), "file"), " that it names, ",
                        size_words(bytes_of(lock.files))));
  }
  if (const auto weights = weights_of(session)) {
    const bool gone = std::any_of(
        missing.begin(), missing.end(),
        [](const SourceFile& file) { return file.manifest.empty(); });
    text += line("weights",
                 concat(weights->name, ", ", size_words(weights->size_bytes),
                        gone ? ", missing" : ", at hand"));
  }
  text += line("steps", steps_words(session, plan));
  text += programs_lines(session, plan);
  text += line("numbers", numbers_words(session, plan));
  text += line("work", work_words(session, plan, state));
  std::vector<std::string> expected;
  for (const auto& [output, objects] : lock.expected) {
    expected.push_back(output);
  }
  return text +
         line("expected", expected.empty() ? "no results" : listed(expected));
}

// The first word of a line of standard input.
std::string answer() {
  char text[64] = {};
  if (std::fgets(text, sizeof text, stdin) == nullptr) return "";
  const std::string line = text;
  return line.substr(0, line.find_first_of(" \t\r\n"));
}

}  // namespace

std::string bundle_needs(const Session& session, const lua::Plan& plan,
                         const PlanState& state) {
  return needs_text(session, plan, state, missing_data(session, plan));
}

void ask_to_run(const Session& session, const lua::Plan& plan,
                const std::string& command, bool yes) {
  if (session.bundle() == nullptr) {
    check(!yes, "--yes answers what is asked about a bundle; ",
          session.options().recipe, " is none and runs without being asked");
    return;
  }
  const std::string& name = session.bundle()->name;
  const PlanState state = plan_state(
      plan.graph, plan.catalog, session.numbers(), session.options().workspace);
  const bool something = state.will_run + state.may_be_kept > 0;
  if (!something && command != "check") return;
  const std::vector<SourceFile> missing = missing_data(session, plan);
  say(stderr, needs_text(session, plan, state, missing));
  if (!missing.empty()) {
    std::vector<std::string> names;
    for (const SourceFile& file : missing) {
      names.push_back(file.manifest.empty()
                          ? concat(file.name, " (--weights FILE names it)")
                          : concat(file.name, " of ", file.manifest));
    }
    fail(name, ": ", counted(missing.size(), "file"),
         missing.size() == 1 ? " is" : " are",
         " missing: ", listed(names, kMostNamed), "; `",
         shell_line({"moonstain", "fetch", session.options().recipe}),
         " --from DIR` copies what its lock names, --data DIR names a folder "
         "that has them");
  }
  if (yes) return;
  check(is_terminal(stdin), name,
        ": is somebody else's recipe, and there is nobody to ask whether it "
        "may run; say --yes after a look at what it needs (`",
        shell_line({"moonstain", "plan", session.options().recipe}), "`)");
  say(stderr, "run it? [y/N]");
  const std::string said = answer();
  check(said == "y" || said == "Y" || said == "yes", name, ": nothing was run");
}

}  // namespace moonstain
