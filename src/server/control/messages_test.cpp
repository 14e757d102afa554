// SPDX-License-Identifier: Apache-2.0
// The octets of LastApplError and CommandTermination.
#include "server/control/messages.hpp"

#include "server/control/decoding.hpp"
#include "server/control/test_operator.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

/// IED1LD0/CSWI1.Pos, and what "cli" sent to it.
class ControlMessages : public ::testing::Test {
protected:
    ControlMessages() : image(switch_image()), objects(image.model()) {
        const Exact exact(encoded(Sent{.check = {.synchrocheck = true, .interlock = true}}, true));
        command =
            receive_command(image.model(), object().oper, mms::decode_data(exact.bytes()).value()).command;
    }
    static model::Image switch_image() {
        model::Builder b("IED1");
        const auto ld = b.logical_device({.name = "IED1LD0", .inst = "LD0"});
        add_beh(b, b.logical_node(ld, {.ln_class = "LLN0"}));
        const auto cswi = b.logical_node(ld, {.ln_class = "CSWI", .inst = "1"});
        const ControlSpec spec{
            .name = "Pos", .cdc = "DPC", .ctl_model = CtlModel::sbo_with_enhanced_security};
        ControlBuilder(b, cswi, spec);
        auto built = b.build();
        EXPECT_TRUE(built) << built.error().message();
        return std::move(built->image);
    }
    [[nodiscard]] const Object& object() const { return objects.all().front(); }

    model::Image image;
    Objects objects;
    Command command;
};

TEST_F(ControlMessages, LastApplError) {
    BackWriter writer;
    encode_last_appl_error(writer, {"IED1LD0/CSWI1$CO$Pos$Oper", ControlError::operator_test_not_ok,
                                    command.origin, command.ctl_num, AddCause::blocked_by_interlocking});
    EXPECT_EQ(to_hex(writer.bytes()),
              "A3 49 A0 47 A0 13 30 11 A0 0F 80 0D 4C 61 73 74 41 70 70 6C 45 72 72 6F 72 A0 30 A2 2E 8A 19 "
              "49 45 44 31 4C 44 30 2F 43 53 57 49 31 24 43 4F 24 50 6F 73 24 4F 70 65 72 85 01 03 A2 08 85 "
              "01 02 89 03 63 6C 69 86 01 01 85 01 0A");
}

TEST_F(ControlMessages, CommandTerminationPositive) {
    BackWriter writer;
    encode_command_termination(writer, image.model(), object(), command.slots, nullptr);
    EXPECT_EQ(to_hex(writer.bytes()),
              "A3 4B A0 49 A0 22 30 20 A0 1E A1 1C 1A 07 49 45 44 31 4C 44 30 1A 11 43 53 57 49 31 24 43 4F "
              "24 50 6F 73 24 4F 70 65 72 A0 23 A2 21 83 01 FF A2 08 85 01 02 89 03 63 6C 69 86 01 01 91 08 "
              "65 95 3B 25 00 00 00 0A 83 01 00 84 02 06 C0");
}

TEST_F(ControlMessages, CommandTerminationNegative) {
    BackWriter writer;
    const ControlFailure failure{"IED1LD0/CSWI1$CO$Pos$Oper", ControlError::unknown, command.origin,
                                 command.ctl_num, AddCause::time_limit_over};
    encode_command_termination(writer, image.model(), object(), command.slots, &failure);
    EXPECT_EQ(to_hex(writer.bytes()),
              "A3 81 8F A0 81 8C A0 35 30 11 A0 0F 80 0D 4C 61 73 74 41 70 70 6C 45 72 72 6F 72 30 20 A0 1E "
              "A1 1C 1A 07 49 45 44 31 4C 44 30 1A 11 43 53 57 49 31 24 43 4F 24 50 6F 73 24 4F 70 65 72 A0 "
              "53 A2 2E 8A 19 49 45 44 31 4C 44 30 2F 43 53 57 49 31 24 43 4F 24 50 6F 73 24 4F 70 65 72 85 "
              "01 01 A2 08 85 01 02 89 03 63 6C 69 86 01 01 85 01 10 A2 21 83 01 FF A2 08 85 01 02 89 03 63 "
              "6C 69 86 01 01 91 08 65 95 3B 25 00 00 00 0A 83 01 00 84 02 06 C0");
}

TEST_F(ControlMessages, VendorCausesAreNegative) {
    BackWriter writer;
    encode_last_appl_error(writer,
                           {"X", ControlError::no_error, command.origin, 255, static_cast<AddCause>(-5)});
    EXPECT_EQ(to_hex(writer.bytes().last(7)), "86 02 00 FF 85 01 FB");
}

/// Every octet of the structure cut off or changed: it is read without harm, and what is taken is repeated.
TEST_F(ControlMessages, AnyStructureIsReadWithoutHarm) {
    const ByteVector good = encoded({}, true);
    std::size_t taken = 0, refused = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (int value = 0; value < 256; ++value) {
            ByteVector octets = good;
            octets[at] = static_cast<Octet>(value);
            const Exact exact(octets);
            const auto data = mms::decode_data(exact.bytes());
            if (!data) continue;
            const Received received = receive_command(image.model(), object().oper, *data);
            ++(received.misfit || received.invalid_origin ? refused : taken);
            EXPECT_LE(received.command.origin.identification.size(), 64U);
            EXPECT_TRUE(same_parameters(received.command, received.command));
            BackWriter writer;
            encode_command_termination(writer, image.model(), object(), received.command.slots, nullptr);
            EXPECT_FALSE(writer.overflowed());
        }
    }
    EXPECT_GT(taken, 500U);
    EXPECT_GT(refused, 300U);
    for (std::size_t size = 0; size < good.size(); ++size) {
        const Exact exact(Bytes(good).first(size));
        EXPECT_FALSE(mms::decode_data(exact.bytes())) << size;
    }
}

}  // namespace
}  // namespace busbar::server::control
