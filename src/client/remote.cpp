// SPDX-License-Identifier: Apache-2.0
#include "client/remote.hpp"

#include <algorithm>

#include "ber/primitives.hpp"
#include "client/control_hub.hpp"
#include "client/file_offers.hpp"
#include "client/report_hub.hpp"

namespace busbar::client {
namespace {

Result<stack::Address> stack_address(const OsiAddress& from) {
    if (from.transport_selector.size() > 32 || from.session_selector.size() > 16 ||
        from.presentation_selector.size() > 16) {
        return fail(Fault::misuse, "a selector is too long: TSEL takes 32 octets, SSEL and PSEL 16");
    }
    stack::Address address;
    address.transport_selector = from.transport_selector;
    address.session_selector = from.session_selector;
    address.presentation_selector = from.presentation_selector;
    address.ae_qualifier = from.ae_qualifier;
    if (from.ap_title) {
        Result<ByteVector> title = ber::oid_content(*from.ap_title);
        if (!title) return fail(Fault::misuse, "AP-title " + *from.ap_title + " is no object identifier");
        address.ap_title = std::move(*title);
    }
    return address;
}

Session::Settings session_settings(const ClientOptions& options) {
    Session::Settings settings;
    settings.request_timeout = options.request_timeout;
    settings.max_outstanding = options.max_outstanding;
    if (options.trace) {
        settings.trace = [hook = options.trace](bool sent, Bytes pdu) {
            hook(sent ? Direction::sent : Direction::received, pdu);
        };
    }
    return settings;
}

std::string key_of(std::string_view device, std::string_view node) {
    std::string key;
    key.reserve(device.size() + node.size() + 1);
    ((key += device) += '/') += node;
    return key;
}

}  // namespace

const RemoteModel* TypeCache::find(std::string_view device, std::string_view node) const {
    const auto found = nodes_.find(key_of(device, node));
    if (found != nodes_.end()) return &found->second;
    return whole_ ? &*whole_ : nullptr;
}

void TypeCache::add(std::string_view device, std::string_view node, RemoteModel description) {
    if (nodes_.size() >= max_nodes_kept) nodes_.clear();
    nodes_.insert_or_assign(key_of(device, node), std::move(description));
}

Remote::Remote(const ClientOptions& client_options, std::shared_ptr<const stack::Options> stack_options,
               stack::Buffers& buffers)
    : options(client_options),
      session(std::move(stack_options), buffers, session_settings(client_options)),
      reconnector({}),
      files(std::make_unique<FileOffers>(session)),
      controls(std::make_unique<ControlHub>(*this)),
      reports(std::make_unique<ReportHub>(*this)) {
    session.on_unconfirmed([this](const mms::Envelope& envelope) {
        if (!reports->on_unconfirmed(envelope)) controls->on_unconfirmed(envelope);
    });
    session.on_request([this](const mms::Envelope& request) { return files->on_request(request); });
    session.on_end([this] {
        // Of an attempt as well as of a connection that was up.
        controls->connection_ended(*session.end());
        reports->connection_ended(*session.end());
    });
}
Remote::~Remote() = default;

void Remote::on_time(TimePoint now) {
    session.on_time(now);
    timers.on_time(now);
    reports->tidy();
}

TimePoint Remote::deadline() const {
    return std::min({session.deadline(), timers.deadline(), reconnector.deadline()});
}

void Remote::connected(TimePoint now) {
    types.clear();
    session.restart(now);
    reports->associate_again();
}

void Remote::connect_failed(const Error& why, TimePoint now) {
    session.on_time(now);
    reports->connection_ended(why);
}

Result<std::shared_ptr<const stack::Options>> stack_options(const ClientOptions& options) {
    auto result = std::make_shared<stack::Options>();
    Result<stack::Address> own = stack_address(options.own);
    if (!own) return fail(std::move(own).error());
    Result<stack::Address> peer = stack_address(options.peer);
    if (!peer) return fail(std::move(peer).error());
    result->own = std::move(*own);
    result->peer = std::move(*peer);
    result->password = options.password;
    result->mms.max_pdu_octets = std::max<std::size_t>(options.max_pdu_octets, limits::mms_pdu_min_octets);
    result->mms.max_outstanding_calling = std::clamp<std::uint16_t>(options.max_outstanding, 1, 10'000);
    result->handshake_phase = options.connect_timeout;
    // What clients of IEC 61850 announce: the services that they use. Nobody is known to refuse one for it.
    for (const unsigned bit :
         {0U, 1U, 2U, 4U, 5U, 6U, 11U, 12U, 13U, 46U, 65U, 72U, 73U, 74U, 75U, 76U, 77U, 79U, 83U, 84U}) {
        result->mms.services.set(bit);
    }
    return std::shared_ptr<const stack::Options>(std::move(result));
}

AssociationInfo association_info(const Session& session) {
    const stack::Negotiated& negotiated = session.negotiated();
    AssociationInfo info;
    info.max_pdu_octets = negotiated.max_pdu_octets;
    info.max_outstanding = static_cast<std::uint16_t>(session.outstanding_limit());
    info.max_nesting = negotiated.max_nesting;
    for (std::size_t bit = 0; bit < info.parameters.size(); ++bit)
        info.parameters[bit] = negotiated.cbb.test(bit);
    for (std::size_t bit = 0; bit < info.services.size(); ++bit) {
        info.services[bit] = negotiated.peer_services.test(bit);
    }
    return info;
}

}  // namespace busbar::client
