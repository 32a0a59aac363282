#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/program/limits.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/options.h"

namespace moonstain {

/// A task of somebody else's program as the worker has it: what the body of the
/// step is given, which has to outlive this, with the parts of the declaration
/// (program_option) that the options hold.
class ProgramTask {
 public:
  /// @throws Error on options that no declaration gives
  ProgramTask(const Inputs& inputs, const Options& options,
              const fs::path& out);

  const Inputs& inputs() const { return inputs_; }
  const Json& options() const { return options_; }
  /// The folder of its result, there and empty.
  const fs::path& out() const { return out_; }
  const ProgramLimits& limits() const { return limits_; }
  bool is_confined() const { return confined_; }
  /// Whether it brings its own system, as an archive.
  bool has_root() const { return inputs_.has("root"); }

  /// An option that is a text. @throws Error where it is not there
  std::string option(std::string_view name) const;
  /// One that is JSON.
  Json parsed(std::string_view name) const;

 private:
  const Inputs& inputs_;
  const Json& options_;
  const fs::path& out_;
  ProgramLimits limits_;
  bool confined_;
};

}  // namespace moonstain
