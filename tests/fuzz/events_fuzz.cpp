#include "core/base/json.h"
#include "core/engine/record/events.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// A line of events.jsonl: what is read can be written again, and read alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::answered([&] {
    const Event event =
        parse_event(parse_json(fuzz::text_of(data, size), "events.jsonl"));
    const std::string line = event_line(event);
    if (event_line(parse_event(parse_json(line, "again"))) != line) {
      std::abort();
    }
  });
  return 0;
}
