#include "core/eval/report/take_away.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "core/base/text.h"
#include "core/eval/report/html.h"

namespace moonstain::report {
namespace {

constexpr std::size_t kMostLetters = 60;

// "Every held-out section" -> "every-held-out-section"
std::string file_name(std::string_view title, std::string_view ending) {
  std::string name;
  for (const char c : title) {
    if (name.size() == kMostLetters) break;
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      name += capital ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  return concat(name.empty() ? "page" : name, ending);
}

std::string link(std::string_view title, std::string_view ending,
                 std::string_view type, std::string_view words,
                 std::string_view bytes) {
  return text_element(
      "a",
      {{"class", "take"},
       {"download", file_name(title, ending)},
       {"href", concat("data:", type, ";base64,", base64(bytes))}},
      words);
}

// The characters that `escaped` writes otherwise.
std::string unescaped(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNames{
      {{"&amp;", '&'},
       {"&lt;", '<'},
       {"&gt;", '>'},
       {"&quot;", '"'},
       {"&#39;", '\''}}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto found =
        std::find_if(kNames.begin(), kNames.end(), [&](const auto& one) {
          return text.substr(at).starts_with(one.first);
        });
    out += found == kNames.end() ? text[at] : found->second;
    at += found == kNames.end() ? 1 : found->first.size();
  }
  return out;
}

// The text of a cell's markup; what stands in an element of its own, such as
// a line below a number, is set apart by a space.
std::string text_of(std::string_view markup) {
  std::string out;
  for (std::size_t at = 0; at < markup.size();) {
    const std::size_t tag = std::min(markup.find('<', at), markup.size());
    const std::string text = unescaped(markup.substr(at, tag - at));
    if (!out.empty() && !text.empty() && out.back() != ' ' && text[0] != ' ') {
      out += ' ';
    }
    out += text;
    at = tag == markup.size() ? tag : markup.find('>', tag) + 1;
  }
  return out;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("+-.0123456789e") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

std::string field(std::string text) {
  // A dash alone stands for nothing.
  if (text.size() > 1 && text.find_first_of("=+-@\t\r") == 0 &&
      !is_number(text)) {
    text.insert(0, "'");
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  return out + '"';
}

}  // namespace

std::string csv_of(std::string_view rows) {
  std::string out;
  bool first = true;  // cell of its row
  for (std::size_t at = rows.find('<'); at != std::string_view::npos;) {
    const std::string_view rest = rows.substr(at);
    std::size_t end = rows.find('>', at) + 1;
    if (rest.starts_with("</tr>")) {
      out += "\r\n";
      first = true;
    } else if (rest.starts_with("<td") || rest.starts_with("<th")) {
      const std::size_t close =
          rows.find(rest.starts_with("<td") ? "</td>" : "</th>", end);
      out += concat(first ? "" : ",",
                    field(text_of(rows.substr(end, close - end))));
      first = false;
      end = close;
    }
    at = rows.find('<', std::max(end, at + 1));
  }
  return out;
}

std::string csv_link(std::string_view title, std::string_view rows) {
  return link(title, ".csv", "text/csv;charset=utf-8", "CSV", csv_of(rows));
}

std::string svg_link(std::string_view title, std::string_view svg) {
  return link(title, ".svg", "image/svg+xml", "SVG", svg);
}

}  // namespace moonstain::report
