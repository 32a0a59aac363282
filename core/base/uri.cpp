#include "core/base/uri.h"

#include <charconv>
#include <cstddef>
#include <system_error>

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

std::string path_of_uri(std::string_view uri) {
  std::string path;
  for (std::size_t at = 0; at < uri.size(); ++at) {
    unsigned byte = 0;
    if (uri[at] == '%' && at + 2 < uri.size()) {
      const char* digits = uri.data() + at + 1;
      const auto read = std::from_chars(digits, digits + 2, byte, 16);
      if (read.ec == std::errc() && read.ptr == digits + 2) {
        path += static_cast<char>(byte);
        at += 2;
        continue;
      }
    }
    path += uri[at];
  }
  return path;
}

}  // namespace moonstain
