// SPDX-License-Identifier: Apache-2.0
#include "scl/scl_fuzz.hpp"

#include <busbar/scl.hpp>
#include <string>

#include "scl/compile.hpp"

namespace busbar::scl {

int fuzz_scl(const std::uint8_t* data, std::size_t size) {
    const auto scl = Scl::parse(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
    if (!scl) return 0;
    for (const SclFinding& finding : scl->findings()) render(finding, scl->file_name());
    for (const SclIedInfo& ied : scl->ieds()) {
        for (const SclAccessPoint& ap : ied.access_points) {
            (void)compile(scl->ied(ied.name, ap.name));
            (void)compile(scl->ied(ied.name, ap.name), {.lenient = true});
        }
    }
    return 0;
}

}  // namespace busbar::scl
