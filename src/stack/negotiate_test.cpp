// SPDX-License-Identifier: Apache-2.0
#include "stack/negotiate.hpp"

#include <gtest/gtest.h>

namespace busbar::stack {
namespace {

using mms::parameter_bit::str1;
using mms::parameter_bit::tpy;
using mms::parameter_bit::vnam;

mms::InitiateRequest usual_request() {
    return proposal(MmsOffer{});
}

TEST(Negotiate, EachValueIsAtMostTheProposedOne) {
    MmsOffer server;
    server.max_pdu_octets = 65000;
    server.max_outstanding_calling = 10;
    server.max_outstanding_called = 10;
    server.max_nesting = 10;
    for (const int value : {1, 3, 9, 10, 11, 100}) {
        auto request = usual_request();
        request.local_detail = 6000 * value;
        request.max_outstanding_calling = static_cast<std::int16_t>(value);
        request.max_outstanding_called = static_cast<std::int16_t>(value);
        request.nesting_level = static_cast<std::int8_t>(value);
        const auto granted = grant(request, server);
        ASSERT_TRUE(granted);
        const int lower = std::min(value, 10);
        EXPECT_EQ(granted->max_pdu_octets,
                  std::min<std::size_t>(static_cast<std::size_t>(6000 * value), 65000));
        EXPECT_EQ(granted->max_outstanding_calling, lower);
        EXPECT_EQ(granted->max_outstanding_called, lower);
        EXPECT_EQ(granted->max_nesting, lower);
        const auto answer = response(*granted, server);
        EXPECT_LE(*answer.local_detail, *request.local_detail);
        EXPECT_LE(answer.max_outstanding_calling, request.max_outstanding_calling);
        EXPECT_LE(answer.max_outstanding_called, request.max_outstanding_called);
        EXPECT_LE(*answer.nesting_level, *request.nesting_level);
    }
}

TEST(Negotiate, WhatIsNotStatedIsOurs) {
    auto request = usual_request();
    request.local_detail.reset();
    request.nesting_level.reset();
    const MmsOffer server;
    const auto granted = grant(request, server);
    ASSERT_TRUE(granted);
    EXPECT_EQ(granted->max_pdu_octets, server.max_pdu_octets);
    EXPECT_EQ(granted->max_nesting, server.max_nesting);
}

TEST(Negotiate, CbbIsWhatBothHave) {
    auto request = usual_request();
    request.detail.parameter_cbb = mms::ParameterCbb{str1, vnam, tpy};
    const auto granted = grant(request, MmsOffer{});
    ASSERT_TRUE(granted);
    EXPECT_EQ(granted->cbb, (mms::ParameterCbb{str1, vnam}));
    EXPECT_EQ(response(*granted, MmsOffer{}).detail.parameter_cbb, granted->cbb);
}

Code refused(const mms::InitiateRequest& request, const MmsOffer& offer = {}) {
    const auto granted = grant(request, offer);
    EXPECT_FALSE(granted);
    return granted ? Code{} : granted.error().code;
}

TEST(Negotiate, WhatCannotBeServedIsRefused) {
    auto request = usual_request();
    request.detail.version = 0;
    EXPECT_EQ(refused(request), Code::service_error(8, 1));
    request = usual_request();
    for (const std::int32_t size : {-1, 0, 511}) {
        request.local_detail = size;
        EXPECT_EQ(refused(request), Code::service_error(8, 2)) << size;
    }
    request.local_detail = 512;
    EXPECT_TRUE(grant(request, MmsOffer{}));
    request = usual_request();
    for (const std::int16_t calling : {std::int16_t{0}, std::int16_t{-1}}) {
        request.max_outstanding_calling = calling;
        EXPECT_EQ(refused(request), Code::service_error(8, 3)) << calling;
    }
    request = usual_request();
    request.max_outstanding_called = -1;
    EXPECT_EQ(grant(request, MmsOffer{}).value().max_outstanding_called, 0) << "we may then ask nothing";
}

TEST(Negotiate, ClientNeverTakesMoreThanItProposed) {
    MmsOffer client;
    client.max_pdu_octets = 32000;
    client.max_outstanding_calling = 4;
    mms::InitiateResponse answer;
    answer.local_detail = 65000;
    answer.max_outstanding_calling = 9;
    answer.max_outstanding_called = 1;
    answer.nesting_level = 127;
    answer.detail.parameter_cbb = mms::ParameterCbb{str1, tpy};
    const auto settled = settle(answer, client);
    ASSERT_TRUE(settled);
    EXPECT_EQ(settled->max_pdu_octets, 32000U);
    EXPECT_EQ(settled->max_outstanding_calling, 4);
    EXPECT_EQ(settled->max_outstanding_called, 1);
    EXPECT_EQ(settled->max_nesting, client.max_nesting);
    EXPECT_EQ(settled->cbb, mms::ParameterCbb{str1});
    answer.local_detail = 100;
    EXPECT_FALSE(settle(answer, client));
    answer.local_detail.reset();
    EXPECT_EQ(settle(answer, client).value().max_pdu_octets, 32000U);
}

TEST(Negotiate, ProposalFitsItsFields) {
    MmsOffer offer;
    offer.max_pdu_octets = std::size_t{1} << 40U;
    offer.max_outstanding_calling = 65535;
    offer.max_nesting = 255;
    const auto request = proposal(offer);
    EXPECT_EQ(request.local_detail, 2147483647);
    EXPECT_EQ(request.max_outstanding_calling, 32767);
    EXPECT_EQ(request.nesting_level, 127);
}

}  // namespace
}  // namespace busbar::stack
