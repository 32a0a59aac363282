#include "core/engine/program/process_watch.h"

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

namespace {

constexpr int kLookMs = 100;
constexpr std::size_t kMostProcesses = 1000;
constexpr std::size_t kMostThreads = 10'000;
/// Between two looks at what it has written, and that in times of what a look
/// takes.
constexpr std::chrono::seconds kDiskLookEvery{1};
constexpr int kDiskLookShare = 20;
/// Under this share of a CPU a program counts as doing nothing.
constexpr double kIdleShare = 0.01;
constexpr std::size_t kEndBytes = 8192;

// A log that takes no more is no reason to fail.
void pass_on(std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    piece.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

void Printed::begin(Printing printing) {
  printing_ = printing;
  bytes_ = 0;
  end_.clear();
}

bool Printed::take() {
  char bytes[OutputPipe::kPieceBytes];
  const auto piece = pipe_.read(bytes);
  if (!piece) return false;
  add(*piece);
  return true;
}

void Printed::add(std::string_view text) {
  bytes_ += text.size();
  if (printing_ == Printing::to_log) pass_on(text);
  end_.append(text);
  if (end_.size() > 2 * OutputPipe::kPieceBytes) {
    end_.erase(0, end_.size() - kEndBytes);
  }
}

std::string Printed::end() {
  if (end_.size() > kEndBytes) end_.erase(0, end_.size() - kEndBytes);
  return std::exchange(end_, {});
}

ProcessWatch::ProcessWatch(pid_t child, const ProcessLimits& limits,
                           std::string what, Printed& printed,
                           SocketUsage* sockets, Processes processes)
    : child_(child),
      limits_(limits),
      what_(std::move(what)),
      printed_(printed),
      sockets_(sockets),
      processes_(std::move(processes)) {
  for (const fs::path& folder : limits_.folders) {
    struct stat info {};
    if (::stat(folder.c_str(), &info) == 0) {
      devices_.emplace(info.st_dev, folder);
    }
  }
  free_bytes_ = free_bytes();
}

void ProcessWatch::pass(int file) {
  pollfd files[2] = {{file, POLLIN, 0}, {printed_.pipe().file(), POLLIN, 0}};
  ::poll(files, 2, kLookMs);
  printed_.take();
  const auto now = Clock::now();
  if (now - looked_ < std::chrono::milliseconds(kLookMs)) return;
  looked_ = now;
  look(now);
}

void ProcessWatch::look(Clock::time_point now) {
  const double spent = std::chrono::duration<double>(now - began_).count();
  const std::vector<Descendant> processes = processes_();
  const GroupUse use = usage_.look(processes);
  const double since = std::chrono::duration<double>(now - said_).count();
  if (since >= 1) {
    // No more than a sign of life: nobody knows how far it is.
    if (use.cpu_s - cpu_s_ > kIdleShare * since) {
      report_progress(static_cast<std::uint64_t>(spent), 0,
                      concat("s of ", what_));
    }
    said_ = now;
    cpu_s_ = use.cpu_s;
  }
  if (!reason_.empty()) return;
  const double whole =
      std::chrono::duration<double>(now - limits_.began.value_or(began_))
          .count();
  if (whole > limits_.seconds) {
    stop(concat("was ended after ", std::round(whole * 10) / 10,
                " s; its needs say time_s = ", limits_.seconds));
  } else if (use.memory_bytes > limits_.memory_bytes) {
    stop(
        concat("was ended: it took more memory than its needs say, "
               "memory_gb = ",
               gigabytes(limits_.memory_bytes)));
  } else if (processes.size() > kMostProcesses) {
    stop(concat("was ended: it had more than ", kMostProcesses,
                " processes at once"));
  } else if (use.threads > kMostThreads) {
    stop(concat("was ended: it had more than ", kMostThreads,
                " threads at once"));
  } else if (printed_.bytes() > limits_.log_bytes) {
    stop(concat("was ended: it printed more than ", limits_.log_bytes >> 20,
                " MB"));
  } else if (now >= disk_look_) {
    look_at_disk(processes);
  }
}

/// On the devices of its folders.
std::uint64_t ProcessWatch::free_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [device, folder] : devices_) {
    struct statvfs system {};
    if (::statvfs(folder.c_str(), &system) != 0) continue;
    bytes += static_cast<std::uint64_t>(system.f_bfree) * system.f_frsize;
  }
  return bytes;
}

/// What it has on disk. Where that cannot all be seen, what was seen last and
/// all that has been taken from the devices since, by whomever.
std::uint64_t ProcessWatch::disk_bytes(
    std::uint64_t named_bytes, const std::vector<Descendant>& processes) {
  std::set<dev_t> devices;
  for (const auto& [device, folder] : devices_) devices.insert(device);
  std::set<ino_t> sockets;
  if (sockets_ != nullptr) {
    sockets_->look();
    sockets = sockets_->unix_sockets();
  }
  const UnnamedFiles unnamed = unnamed_files(processes, devices, sockets);
  const std::uint64_t bytes = named_bytes + unnamed.bytes;
  const std::uint64_t free = free_bytes();
  if (unnamed.may_be_more) {
    return std::max(bytes,
                    seen_bytes_ + free_bytes_ - std::min(free, free_bytes_));
  }
  seen_bytes_ = bytes;
  free_bytes_ = free;
  return bytes;
}

void ProcessWatch::look_at_disk(const std::vector<Descendant>& processes) {
  const auto began = Clock::now();
  TreeSize size;
  for (const fs::path& folder : limits_.folders) {
    const TreeSize one = tree_size(folder, {limits_.disk_bytes, limits_.files});
    size.bytes += one.bytes;
    size.entries += one.entries;
  }
  size.bytes = disk_bytes(size.bytes, processes);
  const auto took = Clock::now() - began;
  disk_look_ =
      began + std::max<Clock::duration>(kDiskLookEvery, kDiskLookShare * took);
  if (size.bytes > limits_.disk_bytes) {
    stop(concat("was ended: it wrote more than its needs say, disk_gb = ",
                gigabytes(limits_.disk_bytes)));
  } else if (size.entries > limits_.files) {
    stop(
        concat("was ended: it made more files and folders than its needs "
               "say, files = ",
               limits_.files));
  }
}

void ProcessWatch::stop(std::string reason) {
  reason_ = std::move(reason);
  ::kill(child_, SIGKILL);
}

}  // namespace moonstain
