// SPDX-License-Identifier: Apache-2.0
// One MMS PDU from a client (ISO 9506-2 clause 8, IEC 61850-8-1): what it is, whether it may come now, who
// serves it.
#include "server/dispatch.hpp"

#include <algorithm>

#include "server/file/files.hpp"
#include "server/services.hpp"

namespace busbar::server {

mms::ServiceSupport supported_services(const file::FileOptions& files) {
    mms::ServiceSupport bits;
    mms::for_each_service([&]<class Service>() {
        if constexpr (Served<Service> && !needs_files<Service>) bits.set(Service::support_bit);
    });
    if (files.store) {
        bits.set(mms::FileOpen::support_bit);
        bits.set(mms::FileRead::support_bit);
        bits.set(mms::FileClose::support_bit);
        bits.set(mms::FileDirectory::support_bit);
        if (files.allow_write) bits.set(mms::ObtainFile::support_bit);
        if (files.allow_delete) bits.set(mms::FileDelete::support_bit);
        if (files.allow_rename) bits.set(mms::FileRename::support_bit);
    }
    bits.set(mms::support_bit::information_report);
    bits.set(mms::support_bit::conclude);
    bits.set(mms::support_bit::cancel);
    return bits;
}

void Server::on_pdu(Connection& connection, Bytes octets) {
    ++counters_.requests;
    ber::DecodeState state(octets);
    mms::Envelope envelope;
    if (!mms::decode_envelope(octets, envelope, state)) {
        if (const auto answer = mms::reject_for(envelope, state)) reject(connection, *answer);
        return;
    }
    switch (envelope.kind) {
        case mms::PduKind::confirmed_request: return on_confirmed_request(connection, envelope, state);
        case mms::PduKind::cancel_request: return on_cancel(connection, envelope);
        case mms::PduKind::unconfirmed: return reject(connection, mms::Reject::of({}, Code::reject(4, 1)));
        // Answers: to what an obtainFile asks for, else to requests that this side never sent.
        case mms::PduKind::confirmed_response:
            if (files_ && files_->on_answer(connection, envelope, state)) return;
            return reject(connection, mms::Reject::of(envelope.invoke_id, Code::reject(2, 2)));
        case mms::PduKind::confirmed_error:
            if (files_ && files_->on_answer(connection, envelope, state)) return;
            return reject(connection, mms::Reject::of(envelope.invoke_id, Code::reject(3, 2)));
        case mms::PduKind::cancel_response:
            return reject(connection, mms::Reject::of(envelope.invoke_id, Code::reject(7, 1)));
        case mms::PduKind::cancel_error:
            return reject(connection, mms::Reject::of(envelope.invoke_id, Code::reject(8, 1)));
        case mms::PduKind::reject:
            if (files_) static_cast<void>(files_->on_answer(connection, envelope, state));
            return;  // never answered
        // Out of place within an association; the stack keeps the legal ones to itself.
        case mms::PduKind::initiate_request:
        case mms::PduKind::initiate_response:
        case mms::PduKind::initiate_error:
        case mms::PduKind::conclude_request:
        case mms::PduKind::conclude_response:
        case mms::PduKind::conclude_error:
            return reject(connection, mms::Reject::of({}, mms::reject_code::invalid_pdu));
    }
}

void Server::on_confirmed_request(Connection& connection, const mms::Envelope& envelope,
                                  ber::DecodeState& state) {
    Call call(*this, connection, envelope.invoke_id);
    const auto is_same = [&](const PendingWrite& pending) { return pending.invoke_id == envelope.invoke_id; };
    if (!connection.pending.empty()) {
        if (std::any_of(connection.pending.begin(), connection.pending.end(), is_same)) {
            return call.reject(mms::reject_code::invalid_invoke_id);
        }
        if (connection.pending.size() >= connection.association.negotiated().max_outstanding_calling) {
            return call.reject(mms::reject_code::max_outstanding_exceeded);
        }
    }
    if (envelope.has_modifiers) return reject(connection, mms::reject_unrecognized(envelope));
    bool served = false;
    mms::dispatch(envelope.service_tag(), [&]<class Service>() {
        if constexpr (Served<Service>) {
            if constexpr (needs_files<Service>) {
                if (!files_) return;
            }
            served = true;
            typename Service::Request request{};
            if (mms::decode_request<Service>(envelope, request, state)) {
                serve(Service{}, call, request);
            } else if (const auto answer = mms::reject_for(envelope, state)) {
                reject(connection, *answer);
            }
        }
    });
    if (!served) reject(connection, mms::reject_unrecognized(envelope));
}

void Server::on_cancel(Connection& connection, const mms::Envelope& envelope) {
    constexpr std::int32_t cancel = 10, unknown_invoke_id = 1, not_possible = 2;
    bool pending = false;
    for (const PendingWrite& write : connection.pending)
        pending = pending || write.invoke_id == envelope.invoke_id;
    // What a Write has set going is not undone by forgetting to answer it.
    const auto error = mms::ServiceError::of(cancel, pending ? not_possible : unknown_invoke_id);
    mms::encode_cancel_error(connection.association.begin(), envelope.invoke_id, error);
    static_cast<void>(connection.association.send());
}

void Server::reject(Connection& connection, const mms::Reject& reject) {
    mms::encode_reject(connection.association.begin(), reject);
    static_cast<void>(connection.association.send());
}

}  // namespace busbar::server
