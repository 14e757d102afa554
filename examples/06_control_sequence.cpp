// SPDX-License-Identifier: Apache-2.0
// The whole life of a command: a switch is selected and operated, the server confirms both, the switch moves,
// and its new position arrives by a report.
//
//     06_control_sequence TARGET OBJECT          06_control_sequence 127.0.0.1:10102 BAY1CTRL/CSWI1.Pos
//
// A server to try it on: 01_serve demo.cid
#include <busbar/client.hpp>

#include <iostream>

using namespace std::chrono_literals;

namespace {

int failed(const char* what, const std::string& why) {
    std::cerr << what << ": " << why << '\n';
    return 1;
}

void show(const busbar::ControlStep& step) {
    std::cout << busbar::name_of(step.kind) << (step.positive ? " confirmed after " : " refused after ")
              << std::chrono::duration<double, std::milli>(step.duration).count() << " ms\n";
}

/// The position in a report of the whole data object.
std::optional<busbar::Value> position_in(const busbar::ReportedValue& value) {
    if (!value.member->type) return std::nullopt;
    std::size_t at = 0;
    for (const auto part : value.member->type->root().children()) {
        if (part.name() == "stVal" && at < value.value.items().size()) return value.value.items()[at];
        ++at;
    }
    return std::nullopt;
}

int run(const std::string& target, const std::string& object) {
    auto client = busbar::Client::connect(target);
    if (!client) return failed("no association", client.error().message());

    // What kind of control is it? The client follows ctlModel by itself; this is only to show it.
    const auto info = client->control(object);
    if (!info) return failed("no control", info.error().message());
    std::cout << object << " is " << busbar::name_of(info->model) << '\n';

    // The data set that the position is in is reported to us from now on.
    busbar::SubscriptionOptions quietly;
    quietly.interrogation = busbar::Interrogation::none;
    auto events = client->subscribe(info->object.logical_device + "/LLN0$events", quietly);
    if (!events) return failed("no reports", events.error().message());

    // Dbpos: 1 is off, 2 is on.
    const auto before = client->read<unsigned>(object + ".stVal[ST]");
    if (!before) return failed("no position", before.error().message());
    const bool close = *before != 2;
    const busbar::Value expected(busbar::BitString(close ? 2 : 1, 2));

    busbar::OperateOptions options;
    options.check.interlock = true;
    options.on_step = show;
    if (busbar::is_sbo(info->model)) {
        const auto selected = client->select(object, close, options);
        if (!selected) return failed("select", selected.error().message());
        if (!selected->succeeded) return failed("select", selected->text());
    }
    const auto outcome = client->operate(object, close, options);
    if (!outcome) return failed("operate", outcome.error().message());
    if (!outcome->succeeded) return failed("operate", outcome->text());

    for (;;) {
        const auto report = events->next(10s);
        if (!report) return failed("no report of the position", report.error().message());
        for (const busbar::ReportedValue& value : (*report)->values) {
            if (value.reference() != object + "[ST]") continue;
            const auto position = position_in(value);
            if (!position) continue;
            std::cout << "reported: " << position->text() << '\n';
            if (*position != expected) continue;  // on its way
            std::cout << object << (close ? " is closed\n" : " is open\n");
            return 0;
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: 06_control_sequence TARGET OBJECT\n";
        return 2;
    }
    return run(argv[1], argv[2]);
}
