#include "core/engine/process/end_words.h"

#include <cstring>

#include "core/base/error.h"

namespace moonstain {

std::string end_words(int signal, int code) {
  if (signal == 0) return concat("left with code ", code);
  const char* name = ::sigabbrev_np(signal);
  const char* words = ::sigdescr_np(signal);
  if (name == nullptr) return concat("was ended by signal ", signal);
  return concat("was ended by signal ", signal, " (SIG", name, ": ", words,
                ")");
}

}  // namespace moonstain
