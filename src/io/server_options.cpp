// SPDX-License-Identifier: Apache-2.0
#include "io/server_options.hpp"

#include <algorithm>

#include "ber/primitives.hpp"

namespace busbar::io {

namespace {

Result<ByteVector> object_identifier(const std::vector<std::uint32_t>& arcs) {
    std::string dotted;
    for (const std::uint32_t arc : arcs) dotted += (dotted.empty() ? "" : ".") + std::to_string(arc);
    return ber::oid_content(dotted);
}

Failure out_of_range(std::string_view what) {
    return fail(Fault::misuse, std::string(what) + " is out of range");
}

server::control::OneOfN one_of_n(ServerControlOptions::OneOfN which) {
    switch (which) {
        case ServerControlOptions::OneOfN::off: break;
        case ServerControlOptions::OneOfN::logical_device: return server::control::OneOfN::logical_device;
        case ServerControlOptions::OneOfN::ied: return server::control::OneOfN::ied;
    }
    return server::control::OneOfN::off;
}

server::control::Options control_options(const ServerControlOptions& options) {
    server::control::Options core;
    core.sbo_timeout = options.sbo_timeout;
    core.oper_timeout = options.oper_timeout;
    core.answer_timeout = options.answer_timeout;
    core.max_age = options.max_age;
    core.refuse_position_reached = options.refuse_position_reached;
    core.one_of_n = one_of_n(options.one_of_n);
    return core;
}

/// What logs in memory may take is less than what a disk may; what is asked for below that counts.
void limit_memory(server::log::JournalLimits& memory, const ServerLogOptions& options) {
    if (options.max_entries != 0) memory.max_entries = std::min(memory.max_entries, options.max_entries);
    if (options.max_octets != 0) memory.max_octets = std::min(memory.max_octets, options.max_octets);
    memory.max_age = options.max_age;
}

}  // namespace

Result<server::Options> core_options(const ServerOptions& options,
                                     const model::Communication& communication) {
    if (options.max_pdu_octets < limits::mms_pdu_min_octets || options.max_pdu_octets > 0x7FFFFFFF) {
        return out_of_range("max_pdu_octets");
    }
    if (options.max_outstanding_requests < 1 || options.max_outstanding_requests > 0x7FFF) {
        return out_of_range("max_outstanding_requests");
    }
    if (options.max_associations < 1) return out_of_range("max_associations");
    if (options.handshake_phase.count() < 1) return out_of_range("handshake_phase");
    if (options.message_completion.count() < 1) return out_of_range("message_completion");
    if (options.controls.sbo_timeout.count() < 1) return out_of_range("controls.sbo_timeout");
    if (options.controls.oper_timeout.count() < 1) return out_of_range("controls.oper_timeout");
    if (options.controls.answer_timeout.count() < 1) return out_of_range("controls.answer_timeout");
    if (options.controls.max_age.count() < 0) return out_of_range("controls.max_age");
    if (options.logs.max_age.count() < 0) return out_of_range("logs.max_age");

    // Not a number is no scale either.
    if (!(options.process.time_scale >= 0)) return out_of_range("process.time_scale");

    server::Options core;
    core.process.enabled = options.process.enabled;
    core.process.time_scale = options.process.time_scale;
    core.controls = control_options(options.controls);
    core.overlay = options.overlay;
    core.dead_bands = options.dead_bands;
    core.identification = {options.identity.vendor, options.identity.model, options.identity.revision};
    core.max_associations = options.max_associations;
    core.logs.allow_initialize = options.logs.allow_initialize;
    core.logs.max_age = options.logs.max_age;
    limit_memory(core.logs.memory, options.logs);
    core.files.allow_write = options.files.allow_write;
    core.files.allow_delete = options.files.allow_delete;
    core.files.allow_rename = options.files.allow_rename;
    core.files.max_open = options.files.max_open;
    core.files.max_octets = options.files.max_octets;
    stack::Options& to = core.stack;
    to.strict_addresses = options.strict_addresses;
    to.accepted_passwords = options.passwords;
    to.mms.max_pdu_octets = options.max_pdu_octets;
    to.mms.max_outstanding_calling = options.max_outstanding_requests;
    to.handshake_phase = options.handshake_phase;
    to.message_completion = options.message_completion;
    to.send_queue_octets = options.send_queue_octets;
    if (!communication.tsel.empty()) to.own.transport_selector = communication.tsel;
    if (!communication.ssel.empty()) to.own.session_selector = communication.ssel;
    if (!communication.psel.empty()) to.own.presentation_selector = communication.psel;
    if (!communication.ap_title.empty()) {
        // A title that is none is left out: it is the file's fault, and was found when that was read.
        if (auto title = object_identifier(communication.ap_title)) to.own.ap_title = *std::move(title);
    }
    if (communication.ae_qualifier)
        to.own.ae_qualifier = static_cast<std::int32_t>(*communication.ae_qualifier);
    return core;
}

}  // namespace busbar::io
