#include "core/engine/flusher.h"

#include <chrono>
#include <ctime>
#include <exception>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

namespace {

// Long enough to gather a group of short tasks, short against a lost one.
constexpr std::chrono::milliseconds kGather{20};

}  // namespace

Flusher::Flusher(const Workspace& workspace)
    : workspace_(workspace),
      store_(workspace),
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
  }
  thread_ = std::thread([this] { work(); });
}

void Flusher::add(TaskRow row) {
  {
    const std::lock_guard lock(mutex_);
    rows_.push_back(std::move(row));
  }
  changed_.notify_all();
}

void Flusher::finish() {
  if (!begun_) return;
  {
    std::unique_lock lock(mutex_);
    ending_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] {
      return !failure_.empty() || (rows_.empty() && !busy_);
    });
    if (!failure_.empty()) throw Error(failure_);
  }
  remove_file(workspace_.unrecorded());
}

std::string Flusher::failure() {
  const std::lock_guard lock(mutex_);
  return failure_;
}

double Flusher::cpu_seconds() {
  const std::lock_guard lock(mutex_);
  return cpu_s_;
}

void Flusher::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !rows_.empty(); });
    if (!ending_) {
      changed_.wait_for(lock, kGather, [this] { return ending_; });
    }
    const std::vector<TaskRow> group = std::exchange(rows_, {});
    if (group.empty()) return;  // only when ending
    busy_ = true;
    lock.unlock();
    std::string failure;
    try {
      std::vector<Digest> fresh;
      for (const TaskRow& row : group) {
        if (flushed_.insert(row.object).second) fresh.push_back(row.object);
      }
      store_.flush(fresh);
      ledger_.record(group);
    } catch (const std::exception& e) {
      failure = e.what();
    }
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    lock.lock();
    cpu_s_ = static_cast<double>(used.tv_sec) +
             1e-9 * static_cast<double>(used.tv_nsec);
    busy_ = false;
    if (failure_.empty()) failure_ = failure;
    changed_.notify_all();
    if (!failure_.empty()) return;
  }
}

void sweep(const Workspace& workspace, Ledger& ledger) {
  if (!path_exists(workspace.unrecorded())) return;
  Store store(workspace);
  const auto known = ledger.present_objects();
  for (const Digest& object : store.list()) {
    if (!known.contains(object)) store.remove(object);
  }
  remove_file(workspace.unrecorded());
}

}  // namespace moonstain
