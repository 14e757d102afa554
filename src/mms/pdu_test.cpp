// SPDX-License-Identifier: Apache-2.0
#include "mms/pdu.hpp"

#include <gtest/gtest.h>

#include "mms/services.hpp"

namespace busbar::mms {
namespace {

/// What a server answers to `hex`: the Reject's reason and invokeID, "served", or "silence".
std::string answer_to(const ByteVector& pdu) {
    ber::DecodeState state(pdu);
    Envelope envelope;
    std::optional<Reject> reject;
    bool served = false;
    if (!decode_envelope(pdu, envelope, state)) {
        reject = reject_for(envelope, state);
    } else if (envelope.kind == PduKind::confirmed_request && !envelope.has_modifiers) {
        const bool known = dispatch(envelope.service_tag(), [&]<class Service>() {
            typename Service::Request request{};
            served = decode_request<Service>(envelope, request, state);
            if (!served) reject = reject_for(envelope, state);
        });
        if (!known) reject = reject_unrecognized(envelope);
    } else {
        reject = reject_unrecognized(envelope);
    }
    if (!reject) return served ? "served" : "silence";
    return name_of(reject->code()) +
           (reject->original_invoke_id ? " " + std::to_string(*reject->original_invoke_id) : "");
}
std::string answer_to(std::string_view hex) {
    return answer_to(from_hex(hex).value());
}

TEST(Reject, SaysWhatWasWrong) {
    struct Case {
        const char* pdu;
        const char* answer;
    };
    for (const Case& c : {
             Case{"A0 05 02 01 04 82 00", "served"},
             Case{"A0 06 02 01 04 9F 4E 00", "confirmed-requestPDU/unrecognized-service 4"},
             Case{"A0 05 02 01 04 83 00", "confirmed-requestPDU/unrecognized-service 4"},
             Case{"A0 0A 02 01 05 30 03 80 01 01 82 00", "confirmed-requestPDU/unrecognized-modifier 5"},
             Case{"A0 07 02 01 05 30 00 82 00", "served"},
             Case{"A0 06 02 01 04 82 01 00", "confirmed-requestPDU/invalid-argument 4"},
             Case{"A0 05 02 01 04 A2 00", "confirmed-requestPDU/invalid-argument 4"},
             Case{"A0 07 02 01 04 A4 02 A1 05", "confirmed-requestPDU/invalid-argument 4"},
             Case{"A0 0B 02 01 04 9F 49 05 01 00 00 00 00", "confirmed-requestPDU/value-out-of-range 4"},
             Case{"A0 09 02 05 01 00 00 00 00 82 00", "confirmed-requestPDU/invalid-invokeID"},
             Case{"A0 05 02 01 FF 82 00", "confirmed-requestPDU/invalid-invokeID"},
             Case{"A0 02 82 00", "pdu-error/invalid-pdu"},
             Case{"A0 03 02 01 04", "pdu-error/invalid-pdu 4"},
             Case{"A0 05 02 01 04 30 00", "pdu-error/invalid-pdu 4"},
             Case{"A0 05 02 01 04 1A 00", "pdu-error/invalid-pdu 4"},
             Case{"A0 07 02 01 04 82 00 82 00", "pdu-error/invalid-pdu 4"},
             Case{"A0 00", "pdu-error/invalid-pdu"},
             Case{"A0 05 02 01 04 82", "pdu-error/invalid-pdu"},
             Case{"A0 05 02 01 04 82 00 00", "pdu-error/invalid-pdu"},
             Case{"80 01 00", "pdu-error/invalid-pdu"},
             Case{"AE 00", "pdu-error/unknown-pdu-type"},
             Case{"30 00", "pdu-error/unknown-pdu-type"},
             Case{"85 05 01 00 00 00 00", "cancel-requestPDU/invalid-invokeID"},
             Case{"8B 01 00", "conclude-requestPDU/invalid-argument"},
             Case{"A3 02 30 00", "pdu-error/invalid-pdu"},
             Case{"A4 00", "silence"},
         }) {
        EXPECT_EQ(answer_to(c.pdu), c.answer) << c.pdu;
    }
    EXPECT_EQ(answer_to(ByteVector{}), "pdu-error/invalid-pdu");
}

TEST(Reject, NestingTooDeep) {
    ByteVector body = {0x83, 0x01, 0xFF};
    const auto wrap = [&](Octet tag) {
        BackWriter writer;
        writer.prepend_bytes(body);
        ber::encode_header(writer, ber::context_key(tag & 0x1FU), true, body.size());
        body.assign(writer.bytes().begin(), writer.bytes().end());
    };
    for (unsigned i = 0; i < 70; ++i) wrap(0xA2);
    wrap(0xA0);
    const ByteVector variables = from_hex("A0 07 30 05 A0 03 80 01 78").value();
    body.insert(body.begin(), variables.begin(), variables.end());
    wrap(0xA5);
    body.insert(body.begin(), {0x02, 0x01, 0x09});
    wrap(0xA0);
    EXPECT_EQ(answer_to(body), "confirmed-requestPDU/max-recursion-exceeded 9");
}

TEST(Reject, ForEveryKindOfBody) {
    const auto reject_of = [](PduKind kind, Fault fault) {
        Envelope envelope;
        envelope.kind = kind;
        envelope.stage = EnvelopeStage::complete;
        ber::DecodeState state({});
        state.fail(fault, "", nullptr);
        const auto reject = reject_for(envelope, state);
        return reject ? name_of(reject->code()) : "nothing";
    };
    EXPECT_EQ(reject_of(PduKind::confirmed_response, Fault::malformed),
              "confirmed-responsePDU/invalid-result");
    EXPECT_EQ(reject_of(PduKind::confirmed_response, Fault::limit),
              "confirmed-responsePDU/max-recursion-exceeded");
    EXPECT_EQ(reject_of(PduKind::confirmed_response, Fault::violation),
              "confirmed-responsePDU/value-out-of-range");
    EXPECT_EQ(reject_of(PduKind::confirmed_error, Fault::malformed),
              "confirmed-errorPDU/invalid-serviceError");
    EXPECT_EQ(reject_of(PduKind::unconfirmed, Fault::malformed), "unconfirmedPDU/invalid-argument");
    EXPECT_EQ(reject_of(PduKind::cancel_error, Fault::malformed), "cancel-errorPDU/invalid-serviceError");
    EXPECT_EQ(reject_of(PduKind::conclude_error, Fault::violation), "conclude-errorPDU/value-out-of-range");
    EXPECT_EQ(reject_of(PduKind::conclude_response, Fault::malformed), "conclude-responsePDU/invalid-result");
    EXPECT_EQ(reject_of(PduKind::reject, Fault::malformed), "nothing");
    EXPECT_EQ(reject_of(PduKind::initiate_request, Fault::malformed), "nothing");
}

TEST(Pdu, SmallOnes) {
    const auto expect = [](auto encode, std::string_view hex) {
        BackWriter writer;
        encode(writer);
        EXPECT_EQ(to_hex(writer.bytes()), hex);
        Envelope envelope;
        ber::DecodeState state(writer.bytes());
        EXPECT_TRUE(decode_envelope(writer.bytes(), envelope, state));
        return envelope.has_invoke_id ? envelope.invoke_id : 0;
    };
    const auto error = ServiceError::of(10, 2);
    EXPECT_EQ(expect([&](BackWriter& w) { encode_error(w, 31, ServiceError::of(7, 2)); },
                     "A2 0A 80 01 1F A2 05 A0 03 87 01 02"),
              31U);
    EXPECT_EQ(
        expect([](BackWriter& w) { encode_reject(w, Reject::of(5, reject_code::unrecognized_service)); },
               "A4 06 80 01 05 81 01 01"),
        5U);
    expect([](BackWriter& w) { encode_reject(w, Reject::of({}, reject_code::invalid_pdu)); },
           "A4 03 85 01 01");
    EXPECT_EQ(expect([](BackWriter& w) { encode_cancel_request(w, 31); }, "85 01 1F"), 31U);
    EXPECT_EQ(expect([](BackWriter& w) { encode_cancel_response(w, 31); }, "86 01 1F"), 31U);
    EXPECT_EQ(expect([&](BackWriter& w) { encode_cancel_error(w, 31, error); },
                     "A7 0A 80 01 1F A1 05 A0 03 8A 01 02"),
              31U);
    expect([](BackWriter& w) { encode_conclude_request(w); }, "8B 00");
    expect([](BackWriter& w) { encode_conclude_response(w); }, "8C 00");
    expect([](BackWriter& w) { encode_conclude_error(w, ServiceError::of(9, 1)); }, "AD 05 A0 03 89 01 01");
    expect([](BackWriter& w) { encode_initiate_error(w, ServiceError::of(8, 6)); }, "AA 05 A0 03 88 01 06");
}

TEST(Services, ListAgreesWithTheStandardsNumbers) {
    std::size_t count = 0;
    for_each_service([&]<class Service>() {
        EXPECT_EQ(service_name(Service::tag), Service::name);
        EXPECT_EQ(ServiceNames::name(Service::support_bit), Service::name);
        EXPECT_EQ(service_tag(Service::name), Service::tag);
        EXPECT_TRUE(is_known_service(Service::tag));
        ++count;
    });
    EXPECT_EQ(count, ConfirmedServices::size);
    for_each_unconfirmed_service([&]<class Service>() {
        EXPECT_EQ(ServiceNames::name(Service::support_bit), Service::name);
        EXPECT_EQ(unconfirmed_service_name(Service::tag), Service::name);
    });
    EXPECT_EQ(service_name(3), "rename");
    EXPECT_FALSE(is_known_service(3));
    EXPECT_EQ(service_name(78), "");
    EXPECT_FALSE(service_tag("unsolicitedStatus"));
    EXPECT_EQ((support_of<Identify, Read>().names()), (std::vector<std::string_view>{"identify", "read"}));
}

}  // namespace
}  // namespace busbar::mms
