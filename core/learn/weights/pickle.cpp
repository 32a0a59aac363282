#include "core/learn/weights/pickle.h"

#include <algorithm>
#include <bit>
#include <map>

#include "core/base/error.h"
#include "core/learn/weights/little_endian.h"
#include "core/learn/weights/pickle_names.h"

namespace moonstain {
namespace {

using Kind = Pickled::Kind;

constexpr int kMostDepth = 1000;
constexpr std::size_t kMostAxes = 64;  // of a tensor in PyTorch
constexpr std::size_t kMostCopiedBytes = std::size_t{64} << 20;

class Machine {
 public:
  Machine(std::string_view program, std::string_view where)
      : program_(program), where_(where) {}

  PickledPart run() {
    while (true) {
      const auto opcode = static_cast<unsigned char>(take(1)[0]);
      if (opcode == '.') return {pop(), at_, std::move(storages_)};
      execute(opcode);
    }
  }

 private:
  template <typename... Parts>
  [[noreturn]] void refuse(const Parts&... parts) const {
    fail(where_, ": ", parts..., " (byte ", at_, " of its pickle)");
  }

  std::string_view take(std::size_t count) {
    if (count > program_.size() - at_) refuse("the pickle is cut off");
    const auto bytes = program_.substr(at_, count);
    at_ += count;
    return bytes;
  }

  std::uint64_t take_number(std::size_t bytes) {
    return little_endian(take(bytes), 0, bytes);
  }

  std::string take_line() {
    const auto end = program_.find('\n', at_);
    if (end == std::string_view::npos) refuse("the pickle is cut off");
    std::string line(program_.substr(at_, end - at_));
    at_ = end + 1;
    return line;
  }

  void push(Pickled value) {
    if (stack_.size() > 10'000'000) refuse("the stack is too deep");
    stack_.push_back(std::move(value));
  }
  void push_integer(std::int64_t value) {
    push({.kind = Kind::integer, .integer = value});
  }
  void push_text(std::string_view text) {
    push({.kind = Kind::text, .text = std::string(text)});
  }
  void push_items(Kind kind, std::vector<Pickled> items) {
    auto container = std::make_shared<PickledContainer>();
    for (const Pickled& item : items) put_into(*container, item);
    container->items = std::move(items);
    push({.kind = kind, .container = std::move(container)});
  }
  void push_dict() {
    push({.kind = Kind::dict,
          .container = std::make_shared<PickledContainer>()});
  }

  // Counts `value` into the depth of the container that is to hold it.
  void put_into(PickledContainer& outer, const Pickled& value) {
    if (!value.container) return;
    value.container->inside = true;
    outer.depth = std::max(outer.depth, value.container->depth + 1);
    if (outer.depth > kMostDepth) {
      refuse("values lie more than ", kMostDepth, " deep");
    }
    if (outer.inside) {
      refuse(
          "a list or dictionary is put into itself or filled after it was "
          "put into another");
    }
  }
  // A program of a few bytes may name one long text again and again.
  void count_copy(const std::string& text) {
    copied_bytes_ += text.size();
    if (copied_bytes_ > kMostCopiedBytes) {
      refuse("its texts are copied to more than ", kMostCopiedBytes, " bytes");
    }
  }

  Pickled pop() {
    if (stack_.empty() || stack_.back().kind == Kind::mark) {
      refuse("the stack is empty");
    }
    Pickled value = std::move(stack_.back());
    stack_.pop_back();
    return value;
  }
  Pickled& top(Kind kind, std::string_view what) {
    if (stack_.empty() || stack_.back().kind != kind) {
      refuse("expected ", what, " on the stack");
    }
    return stack_.back();
  }
  std::vector<Pickled> pop_to_mark() {
    std::size_t begin = stack_.size();
    while (begin > 0 && stack_[begin - 1].kind != Kind::mark) --begin;
    if (begin == 0) refuse("no mark on the stack");
    std::vector<Pickled> items(std::make_move_iterator(stack_.begin() + begin),
                               std::make_move_iterator(stack_.end()));
    stack_.resize(begin - 1);
    return items;
  }
  std::vector<Pickled> pop_count(std::size_t count) {
    std::vector<Pickled> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    return items;
  }

  void push_global(const std::string& module, const std::string& name) {
    const std::string full = module + "." + name;
    if (is_allowed_function(full) || storage_dtype(full)) {
      return push({.kind = Kind::name, .text = full});
    }
    refuse("it wants to use '", full,
           "'; only tensors, numbers, texts and dictionaries are read");
  }

  const std::vector<Pickled>& tuple_of(const Pickled& value, std::size_t least,
                                       std::string_view what) const {
    if (value.kind != Kind::tuple || value.container->items.size() < least) {
      refuse(what, " is not a tuple of ", least);
    }
    return value.container->items;
  }
  std::vector<std::int64_t> integers(const Pickled& value,
                                     std::string_view what) const {
    std::vector<std::int64_t> numbers;
    const auto& items = tuple_of(value, 0, what);
    if (items.size() > kMostAxes) {
      refuse(what, " has ", items.size(), " numbers, at most ", kMostAxes,
             " are read");
    }
    for (const Pickled& item : items) {
      if (item.kind != Kind::integer) refuse(what, " is not of integers");
      numbers.push_back(item.integer);
    }
    return numbers;
  }

  // ('storage', torch.FloatStorage, '0', 'cpu', 1728), before 1.6 with None or
  // a part of the storage behind it.
  void persistent_id() {
    const Pickled id = pop();
    const auto& parts = tuple_of(id, 5, "a storage");
    if (parts[0].kind != Kind::text || parts[0].text != "storage" ||
        parts[1].kind != Kind::name || !storage_dtype(parts[1].text) ||
        parts[2].kind != Kind::text || parts[4].kind != Kind::integer) {
      refuse("a persistent id is no storage");
    }
    if (parts.size() > 5 && parts[5].kind != Kind::none) {
      refuse("a storage is a part of another one");
    }
    auto tensor = std::make_shared<PickledTensor>();
    count_copy(parts[2].text);
    tensor->dtype = *storage_dtype(parts[1].text);
    tensor->storage = parts[2].text;
    tensor->storage_count = parts[4].integer;
    const auto [known, is_new] = storages_.emplace(tensor->storage, *tensor);
    if (!is_new && (known->second.dtype != tensor->dtype ||
                    known->second.storage_count != tensor->storage_count)) {
      refuse("storage '", tensor->storage, "' is of two types or lengths");
    }
    push({.kind = Kind::storage, .tensor = std::move(tensor)});
  }

  void reduce() {
    const Pickled arguments = pop();
    const Pickled function = pop();
    if (function.kind != Kind::name) refuse("a call of what is no function");
    if (function.text == "collections.OrderedDict") {
      if (!tuple_of(arguments, 0, "the argument of OrderedDict").empty()) {
        refuse("an OrderedDict is made from a list");
      }
      push_dict();
    } else if (function.text == "torch._utils._rebuild_parameter") {
      const auto& parts = tuple_of(arguments, 1, "a parameter");
      if (parts[0].kind != Kind::tensor) refuse("a parameter is no tensor");
      push(parts[0]);
    } else if (function.text == "torch._utils._rebuild_tensor_v2" ||
               function.text == "torch._utils._rebuild_tensor") {
      const auto& parts = tuple_of(arguments, 4, "a tensor");
      if (parts[0].kind != Kind::storage || parts[1].kind != Kind::integer) {
        refuse("a tensor has no storage");
      }
      count_copy(parts[0].tensor->storage);
      auto tensor = std::make_shared<PickledTensor>(*parts[0].tensor);
      tensor->offset = parts[1].integer;
      tensor->shape = integers(parts[2], "the shape of a tensor");
      tensor->strides = integers(parts[3], "the strides of a tensor");
      push({.kind = Kind::tensor, .tensor = std::move(tensor)});
    } else {
      refuse("'", function.text, "' is called");
    }
  }

  void memorise(std::uint64_t slot) {
    if (stack_.empty()) refuse("the stack is empty");
    count_copy(stack_.back().text);
    memory_[slot] = stack_.back();
  }
  void recall(std::uint64_t slot) {
    const auto it = memory_.find(slot);
    if (it == memory_.end()) refuse("memory ", slot, " was never filled");
    count_copy(it->second.text);
    push(it->second);
  }

  void long_integer() {
    const std::size_t bytes = take_number(1);
    if (bytes > 8) refuse("an integer of ", bytes, " bytes");
    std::uint64_t value = take_number(bytes);
    if (bytes > 0 && bytes < 8 && (value >> (8 * bytes - 1) & 1)) {
      value |= ~std::uint64_t{0} << (8 * bytes);
    }
    push_integer(static_cast<std::int64_t>(value));
  }

  void big_endian_number() {
    const auto raw = take(8);
    std::uint64_t bits = 0;
    for (const char byte : raw) {
      bits = bits << 8 | static_cast<unsigned char>(byte);
    }
    push({.kind = Kind::number, .number = std::bit_cast<double>(bits)});
  }

  void set_items(const std::vector<Pickled>& flat) {
    if (flat.size() % 2 != 0) refuse("a key without a value");
    PickledContainer& dict = *top(Kind::dict, "a dictionary").container;
    for (const Pickled& value : flat) put_into(dict, value);
    for (std::size_t i = 0; i < flat.size(); i += 2) {
      dict.pairs.emplace_back(flat[i], flat[i + 1]);
    }
  }
  void append(const std::vector<Pickled>& items) {
    PickledContainer& list = *top(Kind::list, "a list").container;
    for (const Pickled& item : items) put_into(list, item);
    list.items.insert(list.items.end(), items.begin(), items.end());
  }

  void execute(unsigned char opcode) {
    switch (opcode) {
      case 0x80:
        if (take_number(1) > 5) refuse("unknown protocol");
        break;
      case 0x95:
        take(8);
        break;  // FRAME
      case '(':
        push({.kind = Kind::mark});
        break;
      case 'N':
        push({});
        break;
      case 0x88:
        push({.kind = Kind::flag, .integer = 1});
        break;
      case 0x89:
        push({.kind = Kind::flag, .integer = 0});
        break;
      case 'J':
        push_integer(static_cast<std::int32_t>(take_number(4)));
        break;
      case 'K':
        push_integer(take_number(1));
        break;
      case 'M':
        push_integer(take_number(2));
        break;
      case 0x8a:
        long_integer();
        break;
      case 'G':
        big_endian_number();
        break;
      case 'X':
        push_text(take(take_number(4)));
        break;
      case 0x8c:
        push_text(take(take_number(1)));
        break;
      case '}':
        push_dict();
        break;
      case ']':
        push_items(Kind::list, {});
        break;
      case ')':
        push_items(Kind::tuple, {});
        break;
      case 0x85:
        push_items(Kind::tuple, pop_count(1));
        break;
      case 0x86:
        push_items(Kind::tuple, pop_count(2));
        break;
      case 0x87:
        push_items(Kind::tuple, pop_count(3));
        break;
      case 't':
        push_items(Kind::tuple, pop_to_mark());
        break;
      case 'l':
        push_items(Kind::list, pop_to_mark());
        break;
      case 'a':
        append(pop_count(1));
        break;
      case 'e':
        append(pop_to_mark());
        break;
      case 's':
        set_items(pop_count(2));
        break;
      case 'u':
        set_items(pop_to_mark());
        break;
      case '0':
        pop();
        break;
      case 'q':
        memorise(take_number(1));
        break;
      case 'r':
        memorise(take_number(4));
        break;
      case 0x94:
        memorise(memory_.size());
        break;
      case 'h':
        recall(take_number(1));
        break;
      case 'j':
        recall(take_number(4));
        break;
      case 'c': {
        const std::string module = take_line();
        push_global(module, take_line());
        break;
      }
      case 0x93: {
        const auto names = pop_count(2);
        push_global(names[0].text, names[1].text);
        break;
      }
      case 'Q':
        persistent_id();
        break;
      case 'R':
        reduce();
        break;
      // Attributes of a state dictionary (`_metadata`) carry no tensor.
      case 'b':
        pop();
        top(Kind::dict, "a dictionary");
        break;
      default:
        refuse("opcode ", static_cast<int>(opcode), " is not read");
    }
  }

  std::string_view program_;
  std::string_view where_;
  std::size_t at_ = 0;
  std::vector<Pickled> stack_;
  std::map<std::uint64_t, Pickled> memory_;
  std::size_t copied_bytes_ = 0;
  std::map<std::string, PickledTensor> storages_;
};

}  // namespace

Pickled read_pickle(std::string_view program, std::string_view where) {
  return Machine(program, where).run().value;
}

PickledPart read_first_pickle(std::string_view programs,
                              std::string_view where) {
  return Machine(programs, where).run();
}

}  // namespace moonstain
