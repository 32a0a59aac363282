#include <exception>

#include "core/base/error.h"
#include "core/engine/process/start.h"
#include "tools/cli/output.h"
#include "tools/command_line.h"

int main(int count, char** words) {
  moonstain::begin_process();
  try {
    const int code = moonstain::CommandLine(count, words).main();
    moonstain::end_output();
    return code;
  } catch (const std::exception& e) {
    moonstain::say(stderr, moonstain::concat("moonstain: ", e.what()));
    return moonstain::kWrong;
  }
}
