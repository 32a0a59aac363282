#include "core/engine/step/task_context.h"

namespace moonstain {

void report_progress(std::uint64_t done, std::uint64_t total,
                     std::string_view what) {
  if (TaskContext* context = TaskContext::current()) {
    context->progress(done, total, what);
  }
}

void log_line(std::string_view line) {
  if (TaskContext* context = TaskContext::current()) context->log(line);
}

}  // namespace moonstain
