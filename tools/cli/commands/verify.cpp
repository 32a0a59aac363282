#include "tools/cli/commands/verify.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/check/verify.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/terminal.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

/// While it lives, Ctrl-C and its like only set a mark.
class HeldInterrupts {
 public:
  HeldInterrupts() {
    mark_ = 0;
    struct sigaction holding {};
    holding.sa_handler = [](int) { mark_ = 1; };
    ::sigaction(SIGINT, &holding, &before_int_);
    ::sigaction(SIGTERM, &holding, &before_term_);
  }
  ~HeldInterrupts() {
    ::sigaction(SIGINT, &before_int_, nullptr);
    ::sigaction(SIGTERM, &before_term_, nullptr);
  }
  HeldInterrupts(const HeldInterrupts&) = delete;
  HeldInterrupts& operator=(const HeldInterrupts&) = delete;
  static bool came() { return mark_ != 0; }

 private:
  static inline volatile std::sig_atomic_t mark_ = 0;
  struct sigaction before_int_, before_term_;
};

/// "312 of 4,080 objects, 12.3 GB of 100 GB, 1.2 GB a second, 75 s left".
std::string progress_words(const VerifyProgress& progress, double seconds) {
  std::string text = concat(progress.objects, " of ", progress.total_objects,
                            " objects, ", size_words(progress.bytes), " of ",
                            size_words(progress.total_bytes));
  if (seconds > 1 && progress.bytes > 0) {
    const double rate = static_cast<double>(progress.bytes) / seconds;
    text += concat(
        ", ", size_words(static_cast<std::uint64_t>(rate)), " a second, ",
        duration_words(static_cast<double>(
                           progress.total_bytes -
                           std::min(progress.bytes, progress.total_bytes)) /
                       rate),
        " left");
  }
  return text;
}

}  // namespace

int verify_command(const fs::path& workspace, const fs::path& results,
                   const VerifyOptions& options, bool json) {
  VerifySettings settings;
  settings.workspace = workspace;
  settings.results = results;
  settings.repair = options.repair;
  settings.quick = options.quick;
  const HeldInterrupts interrupts;
  StatusLine line(stderr);
  const auto began = std::chrono::steady_clock::now();
  settings.go_on = [&](const VerifyProgress& progress) {
    const std::chrono::duration<double> spent =
        std::chrono::steady_clock::now() - began;
    line.show(progress_words(progress, spent.count()));
    return !HeldInterrupts::came();
  };
  const VerifyReport report = verify(settings);
  line.clear();
  if (json) {
    print_json(pretty_json({{"objects", report.objects},
                            {"bytes", report.bytes},
                            {"unknown_objects", report.unknown_objects},
                            {"interrupted", report.interrupted},
                            {"notes", report.notes},
                            {"problems", report.problems}}));
  } else {
    for (const std::string& note : report.notes) print(note + "\n");
    for (const std::string& problem : report.problems) print(problem + "\n");
    if (report.unknown_objects > 0) {
      print(concat(report.unknown_objects,
                   report.unknown_objects == 1 ? " object" : " objects",
                   " of which no result is known; `moonstain gc` removes ",
                   report.unknown_objects == 1 ? "it\n" : "them\n"));
    }
    if (report.interrupted) {
      print("interrupted: the rest was not looked at\n");
    }
    print(concat(report.objects, " objects, ", size_words(report.bytes),
                 options.quick ? " by their names and sizes, " : ", ",
                 report.problems.size(), " damaged\n"));
  }
  return report.problems.empty() && !report.interrupted ? kDone : kNodeFailed;
}

}  // namespace moonstain
