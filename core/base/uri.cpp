#include "core/base/uri.h"

namespace moonstain {

std::string uri_path(std::string_view path, std::string_view kept) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char letter : path) {
    if (letter == '/' || kUnreserved.find(letter) != std::string_view::npos ||
        kept.find(letter) != std::string_view::npos) {
      uri += letter;
    } else {
      const auto byte = static_cast<unsigned char>(letter);
      uri += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return uri;
}

}  // namespace moonstain
