#include "core/engine/check/verify.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <thread>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_lock.h"
#include "core/base/folder.h"
#include "core/engine/process/machine.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/recovery.h"
#include "core/engine/record/results.h"
#include "core/engine/record/run_record.h"
#include "core/engine/store/flusher.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/object_files.h"
#include "core/engine/store/store.h"
#include "core/engine/store/task_record.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

constexpr std::chrono::milliseconds kAsk{100};

struct Item {
  Digest object;
  std::uint64_t bytes = 0;
  std::string listing;
  std::string problem;
  bool looked = false;
};

/// What the threads share. Each takes the next object until none is left.
class Looking {
 public:
  Looking(const Store& store, Look look, std::vector<Item>& items)
      : store_(store), look_(look), items_(items) {
    for (const Item& item : items) total_bytes_ += item.bytes;
  }

  void work() {
    try {
      while (true) {
        const std::size_t at = next_++;
        if (at >= items_.size()) break;
        Item& item = items_[at];
        item.problem =
            object_problem(store_.path(item.object), item.object, item.listing,
                           look_, [this](std::uint64_t bytes) {
                             bytes_ += bytes;
                             if (ended_) throw Ended();
                           });
        item.looked = true;
        ++objects_;
      }
    } catch (const Ended&) {
      // What this one has seen of its object is not enough to judge it.
    }
    ++finished_;
  }

  VerifyProgress progress() const {
    return {objects_, items_.size(), bytes_, total_bytes_};
  }
  unsigned finished() const { return finished_; }
  void end() {
    ended_ = true;
    next_ = items_.size();
  }
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Ended {};

  const Store& store_;
  Look look_;
  std::vector<Item>& items_;
  std::uint64_t total_bytes_ = 0;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::uint64_t> objects_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<unsigned> finished_{0};
  std::atomic<bool> ended_{false};
};

// @return whether it was ended before all was looked at
bool look_at_all(const Store& store, const VerifySettings& settings,
                 std::vector<Item>& items, std::uint64_t& bytes) {
  Looking looking(store, settings.quick ? Look::shape : Look::content, items);
  const unsigned count = std::min<unsigned>(
      settings.threads > 0 ? settings.threads : usable_cores(),
      static_cast<unsigned>(std::max<std::size_t>(items.size(), 1)));
  bool ended = false;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&looking] { looking.work(); });
  }
  // Short looks are not made longer by the wait.
  std::chrono::milliseconds wait{1};
  while (looking.finished() < count) {
    std::this_thread::sleep_for(wait);
    wait = std::min(2 * wait, kAsk);
    if (settings.go_on && !ended && !settings.go_on(looking.progress())) {
      ended = true;
      looking.end();
    }
  }
  for (std::thread& thread : threads) thread.join();
  bytes = looking.bytes();
  return ended && looking.progress().objects < items.size();
}

// What has the place of a damaged object was told with it.
void look_at_strays(const Workspace& workspace, const Store& store,
                    const std::set<Digest>& damaged,
                    const VerifySettings& settings, VerifyReport& report) {
  std::set<fs::path> told;
  for (const Digest& object : damaged) told.insert(store.path(object));
  for (const fs::path& stray : store.strays()) {
    if (told.contains(stray)) continue;
    const std::string where = stray;
    report.problems.push_back(concat(
        where, " is no object of the store; ",
        settings.repair
            ? concat("it is kept as ", put_aside(workspace, stray).native())
            : std::string("`moonstain verify` sets it aside")));
  }
}

// @return the objects that are damaged
std::set<Digest> look_at_objects(const Workspace& workspace, Ledger& ledger,
                                 const VerifySettings& settings,
                                 VerifyReport& report) {
  Store store(workspace);
  std::vector<Item> items;
  for (const auto& [object, bytes] : ledger.present_objects()) {
    items.push_back({object, bytes, ledger.files(object), "", false});
  }
  report.interrupted = look_at_all(store, settings, items, report.bytes);
  std::vector<Digest> damaged;
  for (const Item& item : items) {
    if (!item.looked) continue;
    ++report.objects;
    if (settings.quick) report.bytes += item.bytes;
    if (!item.problem.empty()) damaged.push_back(item.object);
  }
  const auto makers = ledger.makers(damaged);
  for (const Item& item : items) {
    if (item.problem.empty()) continue;
    const auto maker = makers.find(item.object);
    std::string what_to_do =
        "`moonstain verify` sets it aside, then the next run that needs it "
        "makes it again";
    if (settings.repair) {
      what_to_do =
          concat(store.has(item.object)
                     ? concat("moved to ", workspace.damaged().native(), ", ")
                     : std::string(),
                 "the next run that needs it makes it again");
    }
    report.problems.push_back(
        concat("object ", item.object.hex(), item.problem, "; ",
               maker == makers.end() ? "" : maker_words(maker->second) + "; ",
               what_to_do));
  }
  if (settings.repair) {
    // First the rows: never one that says more than is there.
    ledger.mark_absent(damaged);
    for (const Digest& object : damaged) store.set_aside(object);
  }
  const auto present = ledger.present_objects();
  for (const Digest& object : store.list()) {
    report.unknown_objects += present.contains(object) ? 0 : 1;
  }
  const std::set<Digest> known_damaged(damaged.begin(), damaged.end());
  look_at_strays(workspace, store, known_damaged, settings, report);
  return known_damaged;
}

// Runs `body`; what it throws is a problem, with what to do about it.
template <typename Body>
void look_at_record(VerifyReport& report, std::string_view what_to_do,
                    Body body) {
  try {
    body();
  } catch (const Error& e) {
    report.problems.push_back(concat(e.what(), "; ", what_to_do));
  }
}

void look_at_runs(const Workspace& workspace, const VerifySettings& settings,
                  VerifyReport& report) {
  for (const std::string& run : run_names(workspace.root)) {
    const fs::path folder = workspace.runs() / run;
    // A run whose engine was killed at its very start has no record yet.
    if (path_exists(folder / "run.json")) {
      look_at_record(
          report,
          "what is known of this run is lost, its results are not touched",
          [&] { read_run(workspace.root, run); });
    }
    look_at_record(
        report,
        "what happened in this run is partly lost, its results are not touched",
        [&] { read_events(workspace.root, run); });
    if (!path_exists(task_record_path(workspace, run))) continue;
    look_at_record(
        report, "the ledger has its rows, only if that is lost they are too",
        [&] {
          const RecordRead read =
              read_task_record(workspace, run, 0, [](std::vector<TaskRow>&) {});
          check(read.damaged == 0, task_record_path(workspace, run).native(),
                ": ", read.damaged, " of ", read.damaged + read.rows,
                " lines are damaged");
        });
  }
  if (!is_folder(workspace.plans())) return;
  for (const std::string& name : list_folder(workspace.plans())) {
    const fs::path path = workspace.plans() / name;
    if (!name.ends_with(".json") || name.starts_with('.')) continue;
    look_at_record(
        report,
        settings.repair
            ? concat("moved to ", workspace.damaged().native(),
                     ", the next run of it writes it again")
            : "`moonstain verify` sets it aside, then the next run of it "
              "writes it again",
        [&] {
          try {
            const StoredPlan plan = parse_plan(
                parse_json(read_file(path), path.native()), path.native());
            const std::string is =
                plan_digest(plan.graph, plan.numbers).hex() + ".json";
            check(is == name, path.native(), ": the plan has changed");
          } catch (const Error&) {
            if (settings.repair) {
              make_folders(workspace.damaged());
              rename_path(path, workspace.damaged() / name);
            }
            throw;
          } catch (const std::exception& e) {
            // nlohmann's own: a value of another type
            if (settings.repair) {
              make_folders(workspace.damaged());
              rename_path(path, workspace.damaged() / name);
            }
            fail(path.native(), ": ", e.what());
          }
        });
  }
}

// Whether a link is into this workspace's store, or was before one of them was
// moved: what it leads to is gone, and the object is here.
bool is_own_link(const Workspace& workspace, const fs::path& link,
                 bool has_object) {
  std::error_code none;
  const fs::path target = link.parent_path() / fs::read_symlink(link, none);
  const fs::path store = target.parent_path().parent_path();
  if (store.filename() != "store" || !is_folder(store)) return has_object;
  return fs::equivalent(store, workspace.store(), none);
}

// A link to a damaged object is that object's problem.
void look_at_links(const Workspace& workspace, const fs::path& results,
                   const std::set<Digest>& damaged, VerifyReport& report) {
  const Store store(workspace);
  for (const auto& [link, object] : object_links(results)) {
    if (damaged.contains(object)) continue;
    if (store.has(object) && path_exists(results / link)) continue;
    if (!is_own_link(workspace, results / link, store.has(object))) continue;
    report.problems.push_back(
        concat((results / link).native(), " leads to object ", object.hex(),
               store.has(object) ? ", but not where it lies; "
                                 : ", which is not there; ",
               "the run that made it puts it right when it is repeated"));
  }
}

}  // namespace

VerifyReport verify(const VerifySettings& asked) {
  const Workspace workspace{fs::absolute(asked.workspace)};
  VerifySettings settings = asked;
  VerifyReport report;
  std::optional<EngineLock> lock;
  const bool look_only = is_folder(workspace.root) && !can_write(workspace);
  if (look_only) {
    // Who has it is at work in what is only looked at.
    if (FileLock::is_held(workspace.lock())) fail_in_use(workspace);
    settings.repair = false;
    report.notes.push_back(concat("workspace ", workspace.root.native(),
                                  " cannot be written; it is looked at, "
                                  "nothing is put right"));
  } else {
    lock = EngineLock::take_or_fail(workspace, "moonstain verify");
  }
  const std::string damage = ledger_damage(workspace.ledger(), true);
  if (settings.repair) {
    report.notes = recover_ledger(workspace, Look::content);
  } else {
    check(damage.empty(), "ledger ", workspace.ledger().native(),
          " is damaged (", damage,
          "); `moonstain verify` without --report-only makes it again");
  }
  Ledger ledger(workspace.ledger(),
                look_only ? Ledger::Mode::read : Ledger::Mode::write);
  if (settings.repair) sweep(workspace, ledger);
  const std::set<Digest> damaged =
      look_at_objects(workspace, ledger, settings, report);
  look_at_runs(workspace, settings, report);
  if (!settings.results.empty()) {
    look_at_links(workspace, fs::absolute(settings.results), damaged, report);
  }
  return report;
}

VerifyReport verify(const fs::path& workspace, bool repair) {
  VerifySettings settings;
  settings.workspace = workspace;
  settings.repair = repair;
  return verify(settings);
}

}  // namespace moonstain
