// SPDX-License-Identifier: Apache-2.0
// The built-in process on whole files: every control of every IED is carried out, and ends in time.
#include "server/process/built_in.hpp"

#include <gtest/gtest.h>

#include "../../../tests/scl/scl_files.hpp"
#include "scl/compile.hpp"

namespace busbar::server::process {
namespace {

using control::Kind;

/// What differs from where it may be.
Value value_for(const Object& object, const model::Image& image) {
    const auto number = object.value != model::no_leaf ? image.integer(object.value) : 0;
    switch (object.kind) {
        case Kind::spc:
        case Kind::dpc: return true;
        case Kind::inc:
        case Kind::enc: return number == 1 ? 2 : 1;
        case Kind::isc: return number + 1;
        case Kind::bsc:
        case Kind::bac: return BitString(static_cast<unsigned>(acsi::Tcmd::higher), 2);
        case Kind::apc: return 0.5F;
    }
    return {};
}

struct Outcome {
    std::size_t controls = 0, finished = 0;
};

/// Operates all controls of a model, one after the other.
Outcome operate_all(const model::Image& image, const std::string& what) {
    model::Process process(image);
    const control::Objects objects(process.model());
    Now now{TimePoint(std::chrono::hours(1)), WallTime(std::chrono::hours(24 * 365 * 50))};
    std::optional<Ticket> finished;
    ProcessOptions options;
    options.enabled = true;
    BuiltIn built_in(process, objects, {}, options,
                     [&](Ticket ticket, const Verdict&, const Now&) { finished = ticket; });
    Outcome outcome;
    const Peer peer;
    for (const Object& object : objects.all()) {
        control::Handler* const handler = built_in.handler(object);
        EXPECT_NE(handler, nullptr) << what << " " << object.reference;
        if (handler == nullptr) continue;
        control::Command command;
        command.value = value_for(object, process.image());
        // A file may have it in a mode that takes no commands.
        const Ticket ticket{object.number, 1};
        const Verdict verdict =
            handler->operate({object, &command, control::Step::operate, true, peer, ticket, now});
        EXPECT_FALSE(verdict.is_refused()) << what << " " << object.reference;
        ++outcome.controls;
        const TimePoint until = now.monotonic + std::chrono::seconds(16);
        while (built_in.deadline() <= until) {
            now.wall += built_in.deadline() - now.monotonic;
            now.monotonic = built_in.deadline();
            built_in.on_time(now);
        }
        now.wall += until - now.monotonic;
        now.monotonic = until;
        EXPECT_EQ(verdict.is_later(), finished == ticket) << what << " " << object.reference;
        if (verdict.is_later()) ++outcome.finished;
        finished.reset();
    }
    return outcome;
}

TEST(BuiltInProcess, CarriesOutEveryControlOfTheDemo) {
    const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
    ASSERT_TRUE(scl) << scl.error().message();
    const auto compiled = scl::compile(scl->ied());
    ASSERT_TRUE(compiled) << compiled.error().message();
    const Outcome outcome = operate_all(compiled->image, "demo");
    EXPECT_GE(outcome.controls, 15U);
    EXPECT_GE(outcome.finished, 3U) << "switches, tap changer, set point";
}

TEST(BuiltInProcess, CarriesOutEveryControlOfRealFiles) {
    if (test::corpus().empty()) GTEST_SKIP() << "no corpus";
    std::size_t controls = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::corpus())) {
        if (!entry.is_regular_file()) continue;
        const auto scl = Scl::load(entry.path());
        if (!scl) continue;
        for (const SclIedInfo& ied : scl->ieds()) {
            const auto compiled = scl::compile(scl->ied(ied.name));
            if (compiled) controls += operate_all(compiled->image, entry.path().filename().string()).controls;
        }
    }
    EXPECT_GT(controls, 500U);
}

}  // namespace
}  // namespace busbar::server::process
