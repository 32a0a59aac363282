#include "core/engine/worker/channel.h"
#include "core/engine/worker/task_message.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

#include <unistd.h>

// What a worker sends to the engine.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const ChannelPair ends = make_channel_pair();
  Channel engine(ends.engine);
  if (::write(ends.worker, data, size) < 0) std::abort();
  ::close(ends.worker);
  fuzz::answered([&] {
    while (!engine.gone()) {
      engine.read_some();
      while (const auto message = engine.next()) {
        message->dump(-1, ' ', false, Json::error_handler_t::replace);
        fuzz::answered([&] { read_result_message(*message); });
        // A cluster's job reads its tasks from a file.
        fuzz::answered([&] { read_task_message(*message); });
      }
    }
  });
  return 0;
}
