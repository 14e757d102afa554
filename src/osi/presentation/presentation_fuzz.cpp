// SPDX-License-Identifier: Apache-2.0
#include "osi/presentation/presentation_fuzz.hpp"

#include "osi/presentation/connection.hpp"

namespace busbar::presentation {

int fuzz_presentation(const std::uint8_t* data, std::size_t size) {
    const Bytes input(data, size);
    const auto nothing = [](const void*, BackWriter& writer) { writer.prepend_octets({5, 0}); };
    Connection server;
    BackWriter writer;
    if (server.receive_connect(input)) {
        static_cast<void>(server.connect_response(writer, std::nullopt, nothing, nullptr));
    }
    Connection client;
    static_cast<void>(client.connect_request(writer, {}, {}, nothing, nullptr));
    if (!client.receive_accept(input)) static_cast<void>(client.receive_refuse(input));
    static_cast<void>(server.receive_data(input));
    static_cast<void>(Connection().receive_abort(input));
    ContextId context = 0;
    Bytes value;
    decode_usual_data(input, context, value);
    return 0;
}

}  // namespace busbar::presentation
