#include "core/engine/jail/memory_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "core/base/error.h"
#include "core/engine/process/usage.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kLeastBytes = std::uint64_t{1} << 30;

/// What `new` could not get last, on this thread, and what there was then;
/// std::bad_alloc cannot say.
thread_local std::size_t refused_bytes = 0;
thread_local std::uint64_t data_bytes_then = 0;

[[noreturn]] void refuse(std::size_t bytes) {
  refused_bytes = bytes;
  data_bytes_then = own_data_bytes();
  throw std::bad_alloc();
}

std::uint64_t megabytes(std::uint64_t bytes) { return bytes >> 20; }

void limit_data(rlim_t bytes) {
  rlimit limit{};
  ::getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = std::min<rlim_t>(bytes, limit.rlim_max);
  ::setrlimit(RLIMIT_DATA, &limit);
}

}  // namespace

std::uint64_t task_memory_limit(std::uint64_t needs_bytes,
                                std::uint64_t asked_bytes,
                                std::uint64_t run_bytes) {
  if (asked_bytes > 0) return asked_bytes;
  const std::uint64_t ample = std::max(2 * needs_bytes, kLeastBytes);
  return std::max(std::min(ample, run_bytes), needs_bytes);
}

MemoryLimit::MemoryLimit(std::uint64_t bytes) : bytes_(bytes) {
  refused_bytes = 0;
  before_bytes_ = own_data_bytes();
  if (bytes_ > 0) limit_data(before_bytes_ + bytes_);
}

MemoryLimit::~MemoryLimit() {
  if (bytes_ > 0) limit_data(RLIM_INFINITY);
}

std::string MemoryLimit::refusal() const {
  const std::uint64_t now =
      refused_bytes > 0 ? data_bytes_then : own_data_bytes();
  const std::uint64_t had = now > before_bytes_ ? now - before_bytes_ : 0;
  std::string text = "not enough memory: it ";
  if (refused_bytes > 0) {
    text += concat("asked for ", megabytes(refused_bytes), " MB beside the ",
                   megabytes(had), " MB it had");
  } else {
    text += concat("had ", megabytes(had), " MB");
  }
  if (bytes_ == 0) return text + ", and the system has no more";
  return concat(text, "; its limit is ", megabytes(bytes_),
                " MB: --task-memory GB sets another, for every task");
}

}  // namespace moonstain

// The program's own `new`, so that a refusal can say of how much.
void* operator new(std::size_t bytes) {
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  moonstain::refuse(bytes);
}

void* operator new(std::size_t bytes, std::align_val_t alignment) {
  const auto unit =
      std::max(static_cast<std::size_t>(alignment), sizeof(void*));
  void* memory = nullptr;
  if (::posix_memalign(&memory, unit, bytes > 0 ? bytes : 1) == 0) {
    return memory;
  }
  moonstain::refuse(bytes);
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
