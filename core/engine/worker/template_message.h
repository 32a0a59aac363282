#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/worker/task.h"

namespace moonstain {

/// What an engine and the template of its workers say to each other. Workers
/// are known by the engine's numbers.

/// Fork a worker. Its end of its socket goes with the message.
struct ForkOrder {
  unsigned worker = 0;
};
/// End a worker at once.
struct EndOrder {
  unsigned worker = 0;
};
/// Say what tasks take.
struct NeedsOrder {
  std::vector<NeedsQuery> queries;
};
/// To the template.
using TemplateOrder = std::variant<ForkOrder, EndOrder, NeedsOrder>;

Json order_message(const TemplateOrder& order);
/// @throws Error for what is no such message
TemplateOrder read_order_message(const Json& message);

/// The template is ready, and what it has loaded.
struct Hello {
  std::string libm;        ///< as in NumericClass
  std::string libtorch;    ///< version, or empty
  std::string capability;  ///< LibTorch's instruction set, or empty
};
/// A worker is there.
struct Forked {
  unsigned worker = 0;
  std::int64_t process = 0;
};
/// A worker is gone.
struct Ended {
  unsigned worker = 0;
  int signal = 0;    ///< that ended it; 0: none
  int code = 0;      ///< of its exit
  std::string left;  ///< programs that were ended with it
};
/// What tasks take, in the order of the queries; or why it cannot be said.
struct NeedsAnswer {
  std::vector<Needs> needs;
  std::optional<std::string> error;
};
/// The template ends, and why.
struct TemplateFailure {
  std::string error;
};
/// From the template.
using TemplateReport =
    std::variant<Hello, Forked, Ended, NeedsAnswer, TemplateFailure>;

Json report_message(const TemplateReport& report);
/// @throws Error for what is no such message
TemplateReport read_report_message(const Json& message);

}  // namespace moonstain
