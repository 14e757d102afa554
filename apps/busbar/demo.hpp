// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace busbar::program {

/// examples/demo.cid, compiled into the program so that it needs no file beside it.
std::string_view demo_cid();

}  // namespace busbar::program
