#pragma once

#include <c10/core/Device.h>
#include <c10/util/Exception.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/learn/network/device_memory.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// Where networks of this process run: the CPU, unless the worker has taken a
/// GPU (cuda.h). Steps that know of it are of the kind `Numeric::network`; what
/// does not ask runs on the CPU.
at::Device network_device();
void set_network_device(at::Device device);

/// Moves a network's tensors there, in place: layers that hold them move along.
/// Tensors that share storage still do.
void move_state(State& state, at::Device device);

/// A network that runs on `network_device()`: its state is moved, its inputs
/// follow, and what it says comes back to the CPU in evaluation. In training it
/// stays for the objective. On the CPU the network itself.
std::unique_ptr<Network> on_device(std::unique_ptr<Network> network);

/// The tensors on a device; those that are there already are not copied, and
/// what is not defined stays so.
Tensors moved(const Tensors& tensors, at::Device device);

/// Where the first one that is defined lies; the CPU where none is.
at::Device device_of(const Tensors& tensors);

/// Tiles of an encoder's call: on a GPU many, and fewer where they do not fit
/// (core/learn/encoder.h); on the CPU `cpu`.
std::int64_t tiles_of_call(std::int64_t cpu);

/// What a body makes; where the GPU's memory does not hold it, an
/// OutOfDeviceMemory with the first line of what LibTorch says, and `advice`.
template <typename Body>
auto within_device_memory(const Body& body, std::string_view advice = "") {
  try {
    return body();
  } catch (const c10::OutOfMemoryError& error) {
    const std::string said = error.what_without_backtrace();
    throw OutOfDeviceMemory(concat(said.substr(0, said.find('\n')), advice));
  }
}

}  // namespace moonstain
