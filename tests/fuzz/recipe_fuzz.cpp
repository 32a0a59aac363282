// A recipe's text, run as in the jail but in this process: what ends the child
// there jumps out here.
#include <setjmp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>

#include "bindings/lua/recipe/run_state.h"
#include "tests/fuzz/planning_world.h"

using namespace moonstain;  // NOLINT

namespace {

sigjmp_buf outside;
std::string last_words;

// Frames of the run, or nothing when it was ended.
std::string frames_of(const fuzz::PlanningWorld& planning, int file) {
  auto run =
      std::make_unique<lua::RunState>(planning.world, lua::JailPipes{file, -1});
  const bool whole = sigsetjmp(outside, 0) == 0;
  if (whole) run_recipe(*run);
  lua_close(run->sandbox.state());
  if (!whole) return "";
  std::string frames(static_cast<std::size_t>(::lseek(file, 0, SEEK_CUR)), 0);
  if (::pread(file, frames.data(), frames.size(), 0) < 0) std::abort();
  return frames;
}

}  // namespace

// In the place of bindings/lua/sandbox/jail.cpp.
void moonstain::lua::end_jail(int, std::string_view text) {
  last_words = text;
  siglongjmp(outside, 1);
}
void moonstain::lua::shut_jail(const JailPipes&) {}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static fuzz::PlanningWorld planning;
  static const int file = ::memfd_create("frames", 0);
  planning.world.recipe.lua["recipe.lua"] = fuzz::text_of(data, size);
  if (::ftruncate(file, 0) != 0) std::abort();
  ::lseek(file, 0, SEEK_SET);
  last_words.clear();
  const std::string frames = frames_of(planning, file);
  if (frames.empty()) {
    if (last_words.empty()) std::abort();  // ended without a word
    return 0;
  }
  // To make inputs of plan_message_fuzz: the folder they go to.
  if (const char* folder = std::getenv("FRAMES_FOLDER")) {
    fuzz::put(std::string(folder) + "/" + std::to_string(frames.size()),
              frames);
  }
  try {
    lua::PlanReader reader(planning.request, testing::catalog(),
                           planning.world);
    lua::FrameStream stream;
    stream.add(frames, [&](lua::FrameReader& frame) { reader.take(frame); });
    reader.finish();
  } catch (const Error& e) {
    // Both ends check alike: what the child lets pass the parent takes.
    std::fprintf(stderr, "the parent refuses: %s\n", e.what());
    std::abort();
  }
  return 0;
}
