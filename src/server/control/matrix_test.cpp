// SPDX-License-Identifier: Apache-2.0
// Every service against every state, by every kind of client and with every kind of parameters. What must
// come back is worked out here from the rules as prose, not from the engine's table.
#include "server/control/test_operator.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

enum class Before { free, selected, timed_out, waiting, executing };
enum class Asked { select, select_with_value, operate, cancel };
enum class Variant { good, other_ctl_num, other_origin, bad_category, bad_identification, other_time, test };
constexpr int variants = 7;

struct Case {
    int model;
    Before before;
    Asked asked;
    char client;  ///< A is the one who selected or operated before
    bool has_right;
    Variant variant;
};

std::string text_of(const Case& c) {
    return "model " + std::to_string(c.model) + ", before " + std::to_string(static_cast<int>(c.before)) +
           ", asked " + std::to_string(static_cast<int>(c.asked)) + " by " + c.client +
           (c.has_right ? "" : " without right") + ", variant " + std::to_string(static_cast<int>(c.variant));
}

bool is_sbo_model(int model) {
    return model == 2 || model == 4;
}
/// Whether a device of this model can be in the state before.
bool exists(const Case& c) {
    if (c.model == 0) return c.before == Before::free;
    return is_sbo_model(c.model) || (c.before != Before::selected && c.before != Before::timed_out);
}

// ---- what the standard says
// -----------------------------------------------------------------------------------

struct Expected {
    bool positive = false;
    int cause = 0;
    std::string error;  ///< of the Write
    int test = 0;       ///< Error of LastApplError
    bool operates = false;
    bool selected = false;  ///< afterwards, by whomever
};

Expected refused(const char* error, int cause, bool stays_selected, int test = 0) {
    return {false, cause, error, test, false, stays_selected};
}

Expected expected_select(const Case& c) {
    const bool taken = c.before == Before::selected || c.before == Before::waiting;
    const bool is =
        c.model == 2 && c.has_right && (c.before == Before::free || c.before == Before::timed_out);
    // An execution of a model with normal security has no selection any more.
    return {is,    0,
            "",    0,
            false, is || (taken && is_sbo_model(c.model)) || (c.before == Before::executing && c.model == 4)};
}

Expected expected_parameters_invalid(const Case& c, bool holds) {
    const int cause = c.asked == Asked::select_with_value ? 3 : 26;
    const bool own = c.asked == Asked::operate && c.before == Before::selected && c.client == 'A';
    return refused("object-access-denied", cause, holds && !own);
}

Expected expected_operate(const Case& c, bool holds) {
    switch (c.before) {
        case Before::free:
        case Before::timed_out:
            if (is_sbo_model(c.model)) return refused("object-access-denied", 18, false);
            if (c.variant == Variant::test) return refused("object-access-denied", 8, false, 3);
            return {true, 0, "", 0, true, false};
        case Before::selected: {
            if (c.client == 'B') return refused("temporarily-unavailable", 27, true);
            const bool differs = c.variant == Variant::other_ctl_num || c.variant == Variant::other_origin ||
                                 c.variant == Variant::test;
            if (c.model == 4 && differs) return refused("object-access-denied", 26, false);
            if (c.variant == Variant::test) return refused("object-access-denied", 8, false, 3);
            return {true, 0, "", 0, true, c.model == 4};
        }
        case Before::waiting:
        case Before::executing: break;
    }
    return refused("temporarily-unavailable", 12, holds);
}

Expected expected_cancel(const Case& c, bool holds) {
    if (c.before == Before::free || c.before == Before::timed_out) return {true, 0, "", 0, false, false};
    if (c.before == Before::executing) return refused("temporarily-unavailable", 12, holds);
    if (c.client == 'B') return refused("temporarily-unavailable", 27, holds);
    return {true, 0, "", 0, false, false};
}

Expected expected_of(const Case& c) {
    if (c.asked == Asked::select) return expected_select(c);
    const bool holds = c.before == Before::selected ||
                       (c.before == Before::waiting && is_sbo_model(c.model)) ||
                       (c.before == Before::executing && c.model == 4);
    if (!c.has_right) return refused("object-access-denied", 20, holds);
    if (c.model == 0 || (c.asked == Asked::select_with_value && c.model != 4)) {
        return refused("object-access-denied", 1, holds);
    }
    if (c.variant == Variant::bad_category || c.variant == Variant::bad_identification) {
        return expected_parameters_invalid(c, holds);
    }
    if (c.asked == Asked::operate) return expected_operate(c, holds);
    if (c.asked == Asked::cancel) return expected_cancel(c, holds);
    if (c.before == Before::selected) return refused("temporarily-unavailable", 19, true);
    if (c.before != Before::free && c.before != Before::timed_out) {
        return refused("temporarily-unavailable", 12, holds);
    }
    if (c.variant == Variant::test) return refused("object-access-denied", 8, false, 3);
    return {true, 0, "", 0, false, true};
}

// ---- what the server does
// -------------------------------------------------------------------------------------

Sent sent_by(Variant variant) {
    Sent sent;
    sent.timed = true;
    switch (variant) {
        case Variant::good: break;
        case Variant::other_ctl_num: sent.ctl_num = 77; break;
        case Variant::other_origin: sent.identification = "another"; break;
        case Variant::bad_category: sent.category = 9; break;
        case Variant::bad_identification: sent.identification.assign(65, 'x'); break;
        case Variant::other_time: sent.time.seconds += 1; break;
        case Variant::test: sent.test = true; break;
    }
    return sent;
}

/// A brings the object into the state before, with the good parameters.
void bring(TestBay& bay, const Case& c) {
    if (c.before == Before::free) return;
    Sent sent = sent_by(Variant::good);
    if (c.before == Before::waiting) sent.oper_time = Timestamp::from(bay.now.wall + Seconds(3'600));
    if (c.model == 2) {
        ASSERT_EQ(bay.select('A', "A"), "\"IED1LD0/GGIO1$CO$A\"");
    } else if (c.model == 4) {
        ASSERT_EQ(bay.select_with('A', "A", sent), "ok");
    }
    if (c.before == Before::selected) return;
    if (c.before == Before::timed_out) return bay.advance(Seconds(30));
    ASSERT_EQ(bay.operate('A', "A", sent), "ok");
}

std::string ask(TestBay& bay, const Case& c, const Sent& sent) {
    switch (c.asked) {
        case Asked::select: return bay.select(c.client, "A");
        case Asked::select_with_value: return bay.select_with(c.client, "A", sent);
        case Asked::operate: return bay.operate(c.client, "A", sent);
        case Asked::cancel: return bay.cancel(c.client, "A", sent);
    }
    return "";
}

/// The answer in the words of TestBay.
std::string words(const Case& c, const Expected& expected, const Sent& sent) {
    if (c.asked == Asked::select) return expected.positive ? "\"IED1LD0/GGIO1$CO$A\"" : "\"\"";
    // A command that was accepted and has not begun is terminated when it is withdrawn.
    const bool withdraws = expected.positive && c.asked == Asked::cancel && c.before == Before::waiting;
    if (expected.positive) {
        const bool enhanced = c.model >= 3;
        return withdraws && enhanced ? "ok, CT-(Oper e0 o2:3 n1 c15)" : "ok";
    }
    const char* const service = c.asked == Asked::operate             ? "Oper"
                                : c.asked == Asked::select_with_value ? "SBOw"
                                                                      : "Cancel";
    const int category = sent.category > 8 ? 0 : sent.category;
    const std::size_t octets = std::min<std::size_t>(sent.identification.size(), 64);
    return "LastApplError(" + std::string(service) + " e" + std::to_string(expected.test) + " o" +
           std::to_string(category) + ":" + std::to_string(octets) + " n" + std::to_string(sent.ctl_num) +
           " c" + std::to_string(expected.cause) + "), " + expected.error;
}

void try_case(const Case& c, const model::Image& image) {
    TestBay bay(image);
    bring(bay, c);
    const std::string client = c.client == 'A' ? "192.0.2.1:50000" : "192.0.2.2:50000";
    if (!c.has_right) {
        bay.server.gate().set_policy([&](const Peer& peer, Right right, const AccessObject&) {
            return right != Right::control || peer.address != client;
        });
    }
    bay.script.operated = 0;
    const Sent sent = sent_by(c.variant);
    const Expected expected = expected_of(c);
    EXPECT_EQ(ask(bay, c, sent), words(c, expected, sent));
    EXPECT_EQ(bay.script.operated, expected.operates ? 1 : 0);
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), expected.selected ? "true" : "false");
}

TEST(ControlMatrix, EveryServiceInEveryStateIsAnsweredAsTheStandardSays) {
    int cases = 0, authorised = 0;
    for (int model = 0; model <= 4; ++model) {
        const model::Image image = control_image({{.name = "A",
                                                   .ctl_model = static_cast<CtlModel>(model),
                                                   .sbo_timeout = 30'000,
                                                   .timed = true,
                                                   .all_services = true}});
        for (const Before before :
             {Before::free, Before::selected, Before::timed_out, Before::waiting, Before::executing}) {
            for (const Asked asked :
                 {Asked::select, Asked::select_with_value, Asked::operate, Asked::cancel}) {
                for (int rest = 0; rest < 4 * variants; ++rest) {
                    const Case c{model,
                                 before,
                                 asked,
                                 rest % 2 == 0 ? 'A' : 'B',
                                 rest / 2 % 2 == 0,
                                 static_cast<Variant>(rest / 4)};
                    // A Select has no parameters.
                    if (!exists(c) || (asked == Asked::select && c.variant != Variant::good)) continue;
                    SCOPED_TRACE(text_of(c));
                    try_case(c, image);
                    ++cases;
                    authorised += expected_of(c).operates ? 1 : 0;
                }
            }
        }
    }
    EXPECT_GE(cases, 500);
    EXPECT_GT(authorised, 20);
    RecordProperty("cases", cases);
}

}  // namespace
}  // namespace busbar::server::control
