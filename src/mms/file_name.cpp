// SPDX-License-Identifier: Apache-2.0
#include "mms/file_name.hpp"

namespace busbar::mms {

std::string path_of(const FileName& name) {
    std::string path;
    for (const ber::GraphicString part : name) path += part.text;
    return path;
}

}  // namespace busbar::mms
