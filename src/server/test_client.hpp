// SPDX-License-Identifier: Apache-2.0
// For tests: a client wired to a Server in memory, on a virtual clock. Requests are made with the encoders of
// mms, answers are given back as octets or decoded.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "mms/pdu.hpp"
#include "mms/services.hpp"
#include "server/server.hpp"

namespace busbar::server::testing {

/// Octets in a heap block of exactly their size, so that a sanitizer sees every step beyond.
struct Exact {
    explicit Exact(Bytes from) : size(from.size()), octets(std::make_unique<Octet[]>(from.size())) {
        std::copy(from.begin(), from.end(), octets.get());
    }
    [[nodiscard]] Bytes bytes() const { return {octets.get(), size}; }
    std::size_t size;
    std::unique_ptr<Octet[]> octets;
};

inline Now start_of_time() {
    return {TimePoint(std::chrono::hours(1)),
            WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22))};
}

/// One step of alternate access.
inline mms::AlternateAccessItem select(mms::Selector selector) {
    return {mms::AlternateAccessSelection{mms::SelectAccess{std::move(selector)}}};
}

inline std::shared_ptr<const stack::Options> client_options() {
    auto options = std::make_shared<stack::Options>();
    options->mms.services.set(mms::Read::support_bit);
    return options;
}

class TestClient {
public:
    TestClient(Server& server, const Now& now,
               std::shared_ptr<const stack::Options> options = client_options(),
               std::string address = "192.0.2.1:50000")
        : server_(server), now_(now), association_(stack::Role::client, std::move(options), buffers_) {
        const auto opened = server_.open(std::move(address), now_);
        EXPECT_TRUE(opened.has_value());
        id_ = opened.value_or(ConnectionId{});
    }
    ~TestClient() {
        if (!gone_) server_.closed(id_);
    }
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    bool associate() {
        association_.start(now_.monotonic);
        run();
        return association_.is_open();
    }
    /// Moves octets both ways until nothing moves.
    void run() {
        for (bool moved = true; moved && !gone_;) {
            moved = to_server() | to_client();
            if (server_.wants_close(id_)) {
                server_.closed(id_);
                gone_ = true;
                association_.closed();
            }
        }
        take_events();
    }
    bool to_server() {
        if (gone_ || association_.output().empty() || !server_.wants_input(id_)) return false;
        const Exact octets(association_.output());
        association_.consume_output(octets.size);
        recorded_.insert(recorded_.end(), octets.bytes().begin(), octets.bytes().end());
        server_.receive(id_, octets.bytes(), now_);
        return true;
    }
    bool to_client() {
        bool moved = false;
        for (Bytes output = server_.output(id_); !output.empty(); output = server_.output(id_)) {
            const Exact octets(output);
            ++writes_;
            server_.sent(id_, octets.size, now_);
            association_.receive(octets.bytes(), now_.monotonic);
            take_events();
            moved = true;
        }
        return moved;
    }

    void send_pdu(Bytes pdu) { EXPECT_TRUE(association_.send(pdu)); }
    template <class Service>
    std::uint32_t send(const typename Service::Request& request) {
        mms::encode_request<Service>(association_.begin(), ++invoke_id_, request);
        EXPECT_TRUE(association_.send());
        return invoke_id_;
    }
    /// Sends, and gives the answer: the whole MMS PDU.
    template <class Service>
    ByteVector call(const typename Service::Request& request) {
        send<Service>(request);
        run();
        return take_answer();
    }
    ByteVector call(Bytes pdu) {
        send_pdu(pdu);
        run();
        return take_answer();
    }
    /// The next PDU that came; empty when none did.
    ByteVector take_pdu() {
        if (pdus_.empty()) return {};
        ByteVector pdu = std::move(pdus_.front());
        pdus_.pop_front();
        return pdu;
    }
    /// The next one that is a report, or that is none.
    ByteVector take_report() { return take_first(true); }
    ByteVector take_answer() { return take_first(false); }
    [[nodiscard]] std::size_t pdus() const { return pdus_.size(); }
    [[nodiscard]] std::size_t writes() const { return writes_; }
    /// All octets that it has sent.
    [[nodiscard]] const ByteVector& recorded() const { return recorded_; }

    [[nodiscard]] stack::Association& association() { return association_; }
    [[nodiscard]] ConnectionId id() const { return id_; }
    [[nodiscard]] bool gone() const { return gone_; }
    [[nodiscard]] std::uint32_t invoke_id() const { return invoke_id_; }
    [[nodiscard]] const std::optional<stack::Refused>& refused() const { return refused_; }
    [[nodiscard]] bool released() const { return released_; }
    [[nodiscard]] bool aborted() const { return aborted_; }
    /// The stream breaks.
    void disconnect() {
        server_.closed(id_);
        gone_ = true;
    }
    void mark_gone() { gone_ = true; }

private:
    ByteVector take_first(bool report) {
        constexpr Octet unconfirmed = 0xA3;
        const auto found = std::find_if(pdus_.begin(), pdus_.end(), [&](const ByteVector& pdu) {
            return (!pdu.empty() && pdu[0] == unconfirmed) == report;
        });
        if (found == pdus_.end()) return {};
        ByteVector pdu = std::move(*found);
        pdus_.erase(found);
        return pdu;
    }
    void take_events() {
        stack::Event event;
        while (association_.next(event)) {
            if (const auto* pdu = std::get_if<stack::MmsPdu>(&event)) {
                pdus_.emplace_back(pdu->octets.begin(), pdu->octets.end());
            } else if (auto* refusal = std::get_if<stack::Refused>(&event)) {
                refused_ = *refusal;
            } else if (std::get_if<stack::Released>(&event) != nullptr) {
                released_ = true;
            } else if (std::get_if<stack::Aborted>(&event) != nullptr) {
                aborted_ = true;
            }
        }
    }

    Server& server_;
    const Now& now_;
    stack::Buffers buffers_;
    stack::Association association_;
    ConnectionId id_;
    std::uint32_t invoke_id_ = 0;
    std::deque<ByteVector> pdus_;
    std::size_t writes_ = 0;
    ByteVector recorded_;
    std::optional<stack::Refused> refused_;
    bool released_ = false;
    bool aborted_ = false;
    bool gone_ = false;
};

// ---- requests and answers
// -------------------------------------------------------------------------------------

inline mms::ListEntry variable(std::string_view domain, std::string_view item) {
    mms::ListEntry entry;
    entry.variable.value = mms::ObjectName{mms::DomainSpecific{domain, item}};
    return entry;
}
inline mms::ObjectName domain_name(std::string_view domain, std::string_view item) {
    return {mms::DomainSpecific{domain, item}};
}

/// What an answer says, in a line: "response", "error access/object-non-existent", "reject
/// confirmed-requestPDU/...".
inline std::string outcome(const ByteVector& pdu) {
    if (pdu.empty()) return "nothing";
    ber::DecodeState state(pdu);
    mms::Envelope envelope;
    if (!mms::decode_envelope(pdu, envelope, state)) return "malformed";
    mms::ServiceError error;
    if (envelope.kind == mms::PduKind::confirmed_response) return "response";
    if (envelope.kind == mms::PduKind::confirmed_error) {
        if (!mms::decode_confirmed_error(envelope, error, state)) return "malformed error";
        return "error " + name_of(error.code());
    }
    if (envelope.kind == mms::PduKind::cancel_error) {
        if (!mms::decode_cancel_error(envelope, error, state)) return "malformed error";
        return "cancel-error " + name_of(error.code());
    }
    if (envelope.kind == mms::PduKind::reject) {
        mms::Reject reject;
        if (!mms::decode_reject(envelope, reject, state)) return "malformed reject";
        return "reject " + name_of(reject.code());
    }
    return std::string(mms::name_of(envelope.kind));
}

/// Decodes the response to a Service out of `pdu`, which must outlive it.
template <class Service>
typename Service::Response response_of(const ByteVector& pdu) {
    typename Service::Response response{};
    ber::DecodeState state(pdu);
    mms::Envelope envelope;
    EXPECT_TRUE(mms::decode_envelope(pdu, envelope, state)) << to_hex(pdu);
    EXPECT_EQ(envelope.kind, mms::PduKind::confirmed_response) << outcome(pdu);
    if (envelope.kind == mms::PduKind::confirmed_response) {
        EXPECT_TRUE(mms::decode_response<Service>(envelope, response, state)) << to_hex(pdu);
    }
    return response;
}

/// One line without its kind, "3.5"; several lines as they are.
inline std::string shown(const mms::Data& data) {
    std::string text = mms::dump(data);
    if (!text.empty() && text.back() == '\n') text.pop_back();
    if (text.find('\n') != std::string::npos) return text;
    return text.substr(text.find(' ') + 1);
}

/// Results of a Read as text: values as Value would show them, failures as <name>, separated by "; ".
inline std::string results_text(const ByteVector& pdu) {
    if (outcome(pdu) != "response") return outcome(pdu);
    std::string text;
    for (const mms::AccessResult& result : response_of<mms::Read>(pdu).results) {
        if (!text.empty()) text += "; ";
        if (result.data() != nullptr) {
            text += shown(*result.data());
        } else {
            text += "<" + std::string(name_of(*result.failure())) + ">";
        }
    }
    return text;
}
inline std::string write_text(const ByteVector& pdu) {
    if (outcome(pdu) != "response") return outcome(pdu);
    std::string text;
    for (const mms::WriteResult& result : response_of<mms::Write>(pdu).results) {
        if (!text.empty()) text += "; ";
        text += result.failure() != nullptr ? std::string(name_of(*result.failure())) : "ok";
    }
    return text;
}
inline ByteVector read(TestClient& client, std::vector<mms::ListEntry> entries,
                       bool with_specification = false) {
    mms::ReadRequest request;
    request.specification_with_result = with_specification;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    return client.call<mms::Read>(request);
}
inline ByteVector read(TestClient& client, std::string_view domain, std::string_view item) {
    return read(client, {variable(domain, item)});
}
inline ByteVector write(TestClient& client, std::vector<mms::ListEntry> entries,
                        std::vector<mms::Data> data) {
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    request.data = ber::List<mms::Data>(data);
    return client.call<mms::Write>(request);
}
inline ByteVector write(TestClient& client, std::string_view domain, std::string_view item, mms::Data data) {
    return write(client, {variable(domain, item)}, {data});
}

}  // namespace busbar::server::testing
