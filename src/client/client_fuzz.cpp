// SPDX-License-Identifier: Apache-2.0
#include "client/client_fuzz.hpp"

#include "ber/codec.hpp"
#include "client/data_set.hpp"
#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/report_hub.hpp"
#include "client/write.hpp"

namespace busbar::client {
namespace {

/// Exchanges after which a run is ended, so that an input costs a bounded time.
constexpr std::size_t max_exchanges = 2000;

template <class T>
Task<void> dropping(Task<T> task) {
    (void)co_await std::move(task);
}

ObjectReference ref(std::string_view text) {
    return ObjectReference::parse(text).value();
}

Task<void> procedure(Remote& remote, std::uint8_t choice) {
    // Beside the ten below, so that inputs keep their meaning.
    if (choice == 250) return dropping(subscribe(remote, "LD/LN.r", SubscriptionOptions(), ReportCallback()));
    if (choice == 251) return dropping(report_controls(remote, "LD"));
    if (choice == 252)
        return dropping(create_data_set(remote, DataSetReference::parse("@ds").value(), {"LD/LN.A.b"}));
    switch (choice % 10) {
        case 0: return dropping(discover(remote));
        case 1: return dropping(read(remote, ref("LD/LN.A.b[ST]")));
        case 2:
            return dropping(read_all(remote, {ref("LD/LN.A.b"), ref("LD/LN[ST]"), ref("LD/LM.x(1).y[MX]")}));
        case 3: return dropping(read_data_set(remote, DataSetReference::parse("LD/LLN0$ds").value()));
        case 4: return dropping(data_set(remote, DataSetReference::parse("@ds").value()));
        case 5: return dropping(identify(remote));
        case 6: return dropping(status(remote));
        case 7: return dropping(write(remote, {ref("LD/LN.A.b[SP]"), Value("12")}));
        case 8: return dropping(data_directory(remote, ref("LD/LN.A")));
        default: return dropping(names(remote, {}));
    }
}

ClientOptions small_limits() {
    ClientOptions options;
    options.max_model_nodes = 5'000;
    options.max_listed_names = 20'000;
    return options;
}

/// Feeds answers from the input to an associated client.
class Answers {
public:
    explicit Answers(Bytes input) : input_(input) {}

    /// The next answer to `request` in the server's writer; false when the input has come to its end.
    bool next(stack::Association& server, const mms::Envelope& request) {
        if (input_.size() < 2) return false;
        const bool whole = (input_[1] & 1U) != 0;
        const std::size_t size =
            std::min<std::size_t>(input_[0] * (1 + (input_[1] >> 1U)), input_.size() - 2);
        const Bytes octets = input_.subspan(2, size);
        input_ = input_.subspan(2 + size);
        BackWriter& writer = server.begin();
        writer.prepend_bytes(octets);
        if (!whole) {
            ber::encode_header(writer, request.service.key, true, writer.size());
            ber::encode(writer, request.invoke_id);
            ber::encode_header(writer, ber::context_key(1), true, writer.size());
        }
        return server.send().has_value();
    }

private:
    Bytes input_;
};

}  // namespace

int fuzz_client_stream(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    stack::Buffers buffers;
    Remote remote(small_limits(), stack_options({}).value(), buffers);
    TimePoint now{};
    remote.session.start(now);
    Task<Result<void>> task = remote.session.associate(std::chrono::seconds(5));
    task.start();
    const std::size_t portion = 1 + data[0];
    Task<void> then = procedure(remote, data[1]);
    bool started = false;
    for (std::size_t at = 2; at < size && !remote.session.wants_close(); at += portion) {
        remote.session.receive(Bytes(data + at, std::min(portion, size - at)), now);
        remote.session.consume_output(remote.session.output().size());
        if (!started && remote.session.is_open()) {
            started = true;
            then.start();
        }
        now += std::chrono::milliseconds(10);
        remote.session.on_time(now);
    }
    remote.session.closed({});
    return 0;
}

int fuzz_client(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    stack::Buffers server_buffers, client_buffers;
    stack::Association server(stack::Role::server, std::make_shared<stack::Options>(), server_buffers);
    Remote remote(small_limits(), stack_options({}).value(), client_buffers);
    TimePoint now{};
    Answers answers(Bytes(data + 1, size - 1));
    server.start(now);
    remote.session.start(now);
    Task<void> task = procedure(remote, data[0]);
    bool started = false;
    bool cut = false;
    for (std::size_t exchange = 0; exchange < max_exchanges && !cut; ++exchange) {
        if (!started && remote.session.is_open()) {
            started = true;
            task.start();
        }
        if (started && task.done()) break;
        if (remote.session.output().empty() && server.output().empty()) break;
        ByteVector octets(remote.session.output().begin(), remote.session.output().end());
        remote.session.consume_output(octets.size());
        server.receive(octets, now);
        stack::Event event;
        while (!cut && server.next(event)) {
            if (std::get_if<stack::AssociateIndication>(&event) != nullptr) (void)server.accept();
            const auto* pdu = std::get_if<stack::MmsPdu>(&event);
            if (pdu == nullptr) continue;
            const ByteVector request(pdu->octets.begin(), pdu->octets.end());
            mms::Envelope envelope;
            ber::DecodeState state(request);
            if (!mms::decode_envelope(request, envelope, state)) continue;
            if (envelope.kind == mms::PduKind::confirmed_request) cut = !answers.next(server, envelope);
        }
        octets.assign(server.output().begin(), server.output().end());
        server.consume_output(octets.size());
        remote.session.receive(octets, now);
        now += std::chrono::milliseconds(1);
        remote.session.on_time(now);
    }
    remote.session.closed({});
    return 0;
}

}  // namespace busbar::client
