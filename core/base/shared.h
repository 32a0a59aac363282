#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace moonstain {

/// A value that its copies share and nobody changes: a plan of many nodes
/// names few steps, sections, lines and files. 16 bytes; one that was never
/// given holds `Value{}`.
template <typename Value>
class Shared {
 public:
  Shared() = default;
  Shared(Value value)  // NOLINT: a value is taken where it stands
      : value_(std::make_shared<const Value>(std::move(value))) {}
  Shared& operator=(Value value) {
    value_ = std::make_shared<const Value>(std::move(value));
    return *this;
  }

  const Value& operator*() const { return value_ ? *value_ : nothing(); }
  const Value* operator->() const { return &**this; }
  operator const Value&() const { return **this; }  // NOLINT

 private:
  static const Value& nothing() {
    static const Value none{};
    return none;
  }
  std::shared_ptr<const Value> value_;
};

/// A text that its copies share.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text) {  // NOLINT: a text is taken where it stands
    if (!text.empty()) text_ = std::move(text);
  }
  SharedText(const char* text) : SharedText(std::string(text)) {}  // NOLINT

  const std::string& str() const { return *text_; }
  bool empty() const { return str().empty(); }
  operator const std::string&() const { return str(); }  // NOLINT
  operator std::string_view() const { return str(); }    // NOLINT

  friend bool operator==(const SharedText& a, const SharedText& b) {
    return &a.str() == &b.str() || a.str() == b.str();
  }
  friend bool operator==(const SharedText& a, std::string_view b) {
    return a.str() == b;
  }
  friend bool operator==(const SharedText& a, const std::string& b) {
    return a.str() == b;
  }
  friend bool operator==(const SharedText& a, const char* b) {
    return a.str() == b;
  }
  friend std::ostream& operator<<(std::ostream& out, const SharedText& text) {
    return out << text.str();
  }

 private:
  Shared<std::string> text_;
};

}  // namespace moonstain
