// SPDX-License-Identifier: Apache-2.0
#include "mms/error.hpp"

#include <gtest/gtest.h>

namespace busbar::mms {
namespace {

TEST(ServiceError, HoldsEveryClassAndCode) {
    for (int error_class = 0; error_class <= 12; ++error_class) {
        const Code code = Code::service_error(error_class, 3);
        EXPECT_EQ(ServiceError::of(code).code(), code);
        EXPECT_EQ(ServiceError::of(code).error_class.value.index(), static_cast<std::size_t>(error_class));
    }
    EXPECT_EQ(ServiceError::of(13, 0).code(), Code::service_error(12, 0));
    EXPECT_EQ(ServiceError::of(Code::data_access(3)).code(), Code::service_error(12, 0));
    ServiceError odd;
    odd.error_class.value.emplace<7>().code = -5;
    EXPECT_EQ(odd.code(), Code::service_error(7, 0)) << "never a code of another class";
    odd.error_class.value.emplace<7>().code = 70000;
    EXPECT_EQ(odd.code(), Code::service_error(7, 255));
}

TEST(ServiceError, FromAndToErrors) {
    Error error;
    error.fault = Fault::refused;
    error.code = Code::service_error(11, 7);
    EXPECT_EQ(service_error_for(error).code(), Code::service_error(11, 7));
    error.code = {};
    EXPECT_EQ(name_of(service_error_for(error).code()), "access/object-access-denied");
    error.fault = Fault::limit;
    EXPECT_EQ(name_of(service_error_for(error).code()), "resource/other");
    error.fault = Fault::timeout;
    EXPECT_EQ(name_of(service_error_for(error).code()), "service-preempt/timeout");

    ServiceError received = ServiceError::of(7, 2);
    received.additional_description = "no \x1B such thing";
    const Error told = to_error(received);
    EXPECT_EQ(told.fault, Fault::refused);
    EXPECT_EQ(name_of(told.code), "access/object-non-existent");
    EXPECT_EQ(told.peer_text, "no \x1B such thing");
}

TEST(Reject, HoldsEveryGroup) {
    for (int group = 1; group <= 11; ++group) {
        const Code code = Code::reject(group, 1);
        EXPECT_EQ(Reject::of(7, code).code(), code);
    }
    EXPECT_EQ(Reject::of({}, Code::reject(12, 0)).code(), reject_code::invalid_pdu);
    EXPECT_EQ(Reject::of({}, {}).code(), reject_code::invalid_pdu);
    EXPECT_EQ(to_error(Reject::of(7, reject_code::unrecognized_service)).fault, Fault::unsupported);
    EXPECT_EQ(to_error(Reject::of(7, reject_code::invalid_argument)).fault, Fault::refused);
}

}  // namespace
}  // namespace busbar::mms
