#include "core/engine/program/warm_programs.h"

#include "core/base/text.h"

namespace moonstain {

KeptProgram* WarmPrograms::find(const std::string& key,
                                const fs::path& folder) {
  auto& kept = kept_.try_emplace(key).first->second;
  if (kept.was_refused) return nullptr;
  const WarmProgram* program =
      kept.now != nullptr ? kept.now->program.get() : nullptr;
  if (program != nullptr && !program->refusal().empty()) {
    kept.was_refused = true;
    kept.now.reset();
    return nullptr;
  }
  if (kept.now == nullptr || (program != nullptr && !program->is_kept())) {
    kept.now.reset();
    kept.now = std::make_unique<KeptProgram>(folder / concat("warm-", next_++));
  }
  return kept.now.get();
}

}  // namespace moonstain
