// SPDX-License-Identifier: Apache-2.0
#include "io/server_options.hpp"

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

    server::Options core;
    core.identification = {options.identity.vendor, options.identity.model, options.identity.revision};
    core.max_associations = options.max_associations;
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
