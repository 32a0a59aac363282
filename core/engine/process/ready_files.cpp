#include "core/engine/process/ready_files.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.h"
#include "core/base/file_calls.h"

namespace moonstain {

ReadyFiles::ReadyFiles() : file_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (file_ < 0) fail("cannot wait for files: ", reason_words(errno));
}

ReadyFiles::~ReadyFiles() { ::close(file_); }

void ReadyFiles::add(int file, std::uint64_t tag) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = tag;
  if (::epoll_ctl(file_, EPOLL_CTL_ADD, file, &event) != 0) {
    fail("cannot wait for a file: ", reason_words(errno));
  }
}

void ReadyFiles::remove(int file) {
  ::epoll_ctl(file_, EPOLL_CTL_DEL, file, nullptr);
}

std::vector<std::uint64_t> ReadyFiles::ready() const {
  epoll_event events[256];
  const int count = ::epoll_wait(file_, events, std::size(events), 0);
  check(count >= 0 || errno == EINTR, "cannot wait for files");
  std::vector<std::uint64_t> tags;
  for (int i = 0; i < count; ++i) tags.push_back(events[i].data.u64);
  std::sort(tags.begin(), tags.end());
  return tags;
}

}  // namespace moonstain
