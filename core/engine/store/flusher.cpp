#include "core/engine/store/flusher.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/kill_point.h"

namespace moonstain {

namespace {

using Clock = std::chrono::steady_clock;

// Long enough to gather a group of short tasks, short against a lost one. What
// is flushed slowly is gathered longer: the file system works twice on folders
// that change while it flushes, so that every task pays for each flush.
constexpr Clock::duration kShortestGather = std::chrono::milliseconds(20);
constexpr Clock::duration kLongestGather = std::chrono::milliseconds(200);
constexpr int kGatherPerFlush = 5;

}  // namespace

Flusher::Flusher(const Workspace& workspace)
    : workspace_(workspace),
      store_(workspace),
      recorder_(workspace),
      ledger_(workspace.ledger(), Ledger::Mode::write) {}

Flusher::~Flusher() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Flusher::begin() {
  if (begun_) return;
  begun_ = true;
  if (!path_exists(workspace_.unrecorded())) {
    write_file(workspace_.unrecorded(), "");
    // Before any object: a folder of the store may reach the disk, with an
    // object of another task in it, before that object's bytes do.
    sync_path(workspace_.root);
  }
  kill_point("flusher.marked");
  thread_ = std::thread([this] { work(); });
}

void Flusher::add(TaskRow row) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = rows_.empty();
    rows_.push_back(std::move(row));
  }
  // The first of a group wakes the thread; the others are gathered meanwhile.
  if (first) changed_.notify_all();
}

void Flusher::finish() {
  if (!begun_) return;
  {
    std::unique_lock lock(mutex_);
    ending_ = true;
    changed_.notify_all();
    changed_.wait(lock,
                  [this] { return failure_ || (rows_.empty() && !busy_); });
    if (failure_) std::rethrow_exception(failure_);
  }
  kill_point("flusher.finished");
  remove_file(workspace_.unrecorded());
  kill_point("flusher.unmarked");
}

void Flusher::check_failure() {
  const std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
}

double Flusher::cpu_seconds() {
  const std::lock_guard lock(mutex_);
  return cpu_s_;
}

std::uint64_t Flusher::groups() {
  const std::lock_guard lock(mutex_);
  return groups_;
}

void Flusher::work() {
  std::unique_lock lock(mutex_);
  Clock::duration gather = kShortestGather;
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !rows_.empty(); });
    if (!ending_) {
      changed_.wait_for(lock, gather, [this] { return ending_; });
    }
    const std::vector<TaskRow> group = std::exchange(rows_, {});
    if (group.empty()) return;  // only when ending
    busy_ = true;
    lock.unlock();
    std::exception_ptr failure;
    const auto began = Clock::now();
    try {
      std::vector<Digest> fresh;
      for (const TaskRow& row : group) {
        if (flushed_.insert(row.object).second) fresh.push_back(row.object);
      }
      store_.flush(fresh);
      kill_point("flusher.flushed");
      ledger_.record(group, recorder_.add(group));
      kill_point("flusher.recorded");
    } catch (const Error&) {
      failure = std::current_exception();
    } catch (const std::exception& e) {
      failure = std::make_exception_ptr(Error(e.what()));
    }
    gather = std::clamp(kGatherPerFlush * (Clock::now() - began),
                        kShortestGather, kLongestGather);
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    lock.lock();
    cpu_s_ = static_cast<double>(used.tv_sec) +
             1e-9 * static_cast<double>(used.tv_nsec);
    busy_ = false;
    ++groups_;
    if (!failure_) failure_ = failure;
    changed_.notify_all();
    if (failure_) return;
  }
}

void sweep(const Workspace& workspace, Ledger& ledger) {
  if (!path_exists(workspace.unrecorded())) return;
  Store store(workspace);
  const auto known = ledger.present_objects();
  std::set<fs::path> changed;
  bool left = false;
  for (const Digest& object : store.list()) {
    if (known.contains(object)) continue;
    left = !store.remove(object).empty() || left;
    kill_point("sweep.removed");
    changed.insert(store.path(object).parent_path());
  }
  for (const fs::path& folder : changed) sync_path(folder);
  // What stays is tried again; it cannot be taken for a result meanwhile.
  if (!left) remove_file(workspace.unrecorded());
}

}  // namespace moonstain
