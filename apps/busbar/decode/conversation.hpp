// SPDX-License-Identifier: Apache-2.0
// From the octets of one TCP connection to its PDUs: TPKT packets are cut out (and found again where a
// capture starts in the middle or has lost something), COTP fragments joined, session and presentation
// opened, and what is inside is told apart into ACSE and MMS. A passive observer: it follows what it sees and
// refuses nothing.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "ber/walk.hpp"

namespace busbar::decode {

enum class Layer : std::uint8_t { note, cotp, session, presentation, acse, mms };
std::string_view name_of(Layer layer);

/// One message as somebody meant it: an MMS PDU, or the outermost PDU of a lower layer that carries none.
struct Message {
    bool from_client = false;
    Layer layer = Layer::note;
    std::string title;  ///< "read request 5", "CR", or what went wrong
    bool bad = false;   ///< could not be decoded, the title says why
    ByteVector octets;  ///< of the PDU at `layer`
    /// Shows the PDUs inside, outermost first; nothing for notes.
    std::function<void(ber::Visitor&)> show;
};

class Conversation {
public:
    /// Whether octets that begin a direction look like this stack's, in the middle of it too.
    static bool plausible(Bytes first_octets);

    /// The next octets of one side; `lost` of them are missing before these. Complete messages go to
    /// `messages`.
    void feed(bool from_client, Bytes octets, std::uint64_t lost, std::vector<Message>& messages);
    /// What is left over when nothing more comes.
    void finish(std::vector<Message>& messages);

    /// One TSDU that came without its lower layers.
    void take_tsdu(bool from_client, Bytes tsdu, std::vector<Message>& messages);
    /// One PDU from presentation user data upward, or a bare MMS PDU, told apart by its tag.
    void take_upper(bool from_client, Bytes pdu, std::vector<Message>& messages);

private:
    struct Direction {
        ByteVector buffer;
        ByteVector tsdu;  ///< COTP fragments so far
        bool synchronised = false;
        bool tsdu_broken = false;  ///< its beginning was lost
    };

    void take_packets(bool from_client, std::vector<Message>& messages);
    std::size_t skip_to_packet(bool from_client, std::vector<Message>& messages);
    void take_tpdu(bool from_client, Bytes tpdu, std::vector<Message>& messages);
    void take_connect(bool from_client, Bytes pdu, std::vector<Message>& messages);
    void take_data(bool from_client, Bytes pdu, std::vector<Message>& messages);

    std::array<Direction, 2> directions_;
    std::map<std::int32_t, Layer> contexts_;  ///< presentation contexts seen in a CP
};

}  // namespace busbar::decode
