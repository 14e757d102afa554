// SPDX-License-Identifier: Apache-2.0
// status TARGET: what the IED says about its own state.
#include "commands.hpp"
#include "json.hpp"
#include "live/target_options.hpp"
#include "print.hpp"
#include "values/bit_text.hpp"

namespace busbar::program {
namespace {

Exit status(const Shared& shared, const TargetOptions& options) {
    Link link(shared, options);
    if (!link) return link.exit();
    const auto status = link->status();
    if (!status) return link.failed("status failed", status.error());
    const std::string logical(name_of(status->logical));
    const std::string physical(name_of(status->physical));
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.status/1").member("target", link.target());
        json.key("logical").begin_object().member("number", static_cast<int>(status->logical));
        json.member("name", logical).end_object();
        json.key("physical").begin_object().member("number", static_cast<int>(status->physical));
        json.member("name", physical).end_object();
        json.key("local_detail");
        if (status->local_detail.size == 0) {
            json.null();
        } else {
            json.value(bit_text(status->local_detail));
        }
        json.end_object().print();
        return Exit::done;
    }
    out("logical   " + logical + "\n");
    out("physical  " + physical + "\n");
    if (status->local_detail.size > 0) out("detail    " + bit_text(status->local_detail) + "\n");
    return Exit::done;
}

}  // namespace

void add_status(Program& program) {
    CLI::App* command = program.add("status", "Ask an IED how it is; also a cheap sign of life");
    auto options = std::make_shared<TargetOptions>();
    options->add_to(command);
    program.on(command, [options](const Shared& shared) { return status(shared, *options); });
}

}  // namespace busbar::program
