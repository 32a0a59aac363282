#include <utility>

#include "core/base/json.h"
#include "core/eval/report/report.h"
#include "core/eval/report/summary.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

namespace {

// What a run and `report` do with findings or a walk.
template <typename Value>
void show(const Json& json) {
  fuzz::answered([&] {
    const report::Object object(Value::of_json(json, "findings.json"));
    report::render(object, {});
    report::summary(object, {});
    report::headline_text(object);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::answered([&] {
    const Json json = parse_json(fuzz::text_of(data, size), "findings.json");
    show<Findings>(json);
    show<Walk>(json);
  });
  return 0;
}
