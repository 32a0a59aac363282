#include "core/eval/report/html.h"

#include <cstddef>
#include <cstdint>

#include "core/base/text.h"

namespace moonstain::report {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = printable_length(text.substr(at));
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++at;
      continue;
    }
    switch (text[at]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

std::string empty_element(std::string_view name, const Attributes& attributes,
                          bool svg) {
  std::string out = "<";
  out += name;
  for (const auto& [attribute, value] : attributes) {
    out += ' ';
    out += attribute;
    out += "=\"";
    out += escaped(value);
    out += '"';
  }
  out += svg ? "/>" : ">";
  return out;
}

std::string element(std::string_view name, const Attributes& attributes,
                    std::string_view inner) {
  std::string out = empty_element(name, attributes, false);
  out += inner;
  out += "</";
  out += name;
  out += '>';
  return out;
}

std::string text_element(std::string_view name, const Attributes& attributes,
                         std::string_view text) {
  return element(name, attributes, escaped(text));
}

std::string page(std::string_view title, std::string_view sheet,
                 std::string_view main) {
  return concat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'\">",
      text_element("title", {}, title), "<style>", sheet,
      "</style></head><body><main>", main, "</main></body></html>\n");
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 |
              (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i])
                                     : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out +=
          at + i <= bytes.size() ? kDigits[group >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace moonstain::report
