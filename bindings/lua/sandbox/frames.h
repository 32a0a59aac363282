#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain::lua {

/// What the planning child says to its parent. A frame is
///
///     u32 length of the rest | u8 kind | fields
///
/// in the byte order of the machine (both ends are one program). The parent
/// believes none of it: see bindings/lua/plan/plan_reader.h.
enum class FrameKind : std::uint8_t {
  manifest = 'M',  ///< text name: opened
  line = 'L',      ///< text: a line of the recipe; frames below name it by its
                   ///< number, which is 1 for the first
  section = 'C',   ///< text: a section, numbered likewise; 0: none
  file = 'F',      ///< text manifest, text path, u32 section,
                   ///< list of text learned_from, u32 line
  table = 'B',     ///< text manifest, text role, u32 line: a file about all the
                   ///< patients of the manifest
  lua_file = 'R',  ///< u8 shelf (0 recipe, 1 library), text name: it was
                   ///< required; once
  source = 'S',    ///< u8 shelf (0 recipe, 1 library, 2 the user's weights),
                   ///< text name (of 2 none), list of text learned_from,
                   ///< u32 line
  node = 'N',      ///< u32 step (place in the catalog), text: its options,
                   ///< complete, as canonical JSON; u32 section, u32 line,
                   ///< u32 inputs, each { u32 input (place in the step),
                   ///< list of u32 }
  program = 'K',   ///< text JSON of a declaration
                   ///< (core/engine/program/program_decl.h), text where; its
                   ///< place in the catalog is the next
  alias = 'A',     ///< text alias, text what to know of it, text where
  param = 'P',     ///< text JSON
  choice = 'X',    ///< text JSON of a switch
  print = 'T',     ///< text
  output = 'O',    ///< text name, list of u32
  done = 'D',      ///< the last frame
};

inline constexpr std::uint32_t kMostFrameBytes = 64U << 20;

/// Collects frames and writes them out in large pieces.
class FrameWriter {
 public:
  explicit FrameWriter(int file) : file_(file) {}

  FrameWriter& begin(FrameKind kind);
  FrameWriter& number(std::uint32_t value);
  FrameWriter& byte(std::uint8_t value);
  FrameWriter& text(std::string_view value);
  FrameWriter& texts(const std::vector<std::string>& values);
  FrameWriter& numbers(const std::vector<std::uint32_t>& values);
  void end();
  void flush();

 private:
  int file_;
  std::string buffer_;
  std::size_t frame_ = 0;
};

/// Fields of one frame, each read checked.
/// @throws Error "malformed plan message" where a field does not fit
class FrameReader {
 public:
  FrameReader(FrameKind kind, std::string_view fields)
      : kind_(kind), left_(fields) {}

  FrameKind kind() const { return kind_; }
  std::uint32_t number();
  std::uint8_t byte();
  std::string text() { return std::string(view()); }
  /// A text that lives as long as the frame.
  std::string_view view();
  std::vector<std::string> texts();
  std::vector<std::uint32_t> numbers();
  /// Nothing must be left.
  void end() const;

 private:
  std::string_view take(std::size_t count);
  FrameKind kind_;
  std::string_view left_;
};

/// Cuts a stream of bytes into frames.
class FrameStream {
 public:
  /// Calls `each` for every frame that is complete.
  /// @throws Error on a length that no frame has
  void add(std::string_view bytes,
           const std::function<void(FrameReader&)>& each);
  /// Whether the stream ends between two frames.
  bool whole() const { return buffer_.empty(); }

 private:
  std::string buffer_;
};

}  // namespace moonstain::lua
