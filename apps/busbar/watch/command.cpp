// SPDX-License-Identifier: Apache-2.0
#include "watch/command.hpp"

#include <algorithm>

#include "live/interrupt.hpp"
#include "model/model.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

/// The IED's name: told by the user or the SCL file, else what the names of all its logical devices begin
/// with. Empty: one device alone does not tell.
std::string ied_name(Link& link, const WatchOptions& options, const Dictionary& dictionary) {
    if (!options.dictionary.ied.empty()) return options.dictionary.ied;
    if (const model::Model* model = dictionary.model(); model != nullptr) return model->identity().ied_name;
    const auto devices = link->logical_devices();
    if (!devices || devices->size() < 2) return {};
    std::string common = devices->front();
    for (const std::string& device : *devices) {
        const auto end = std::mismatch(common.begin(), common.end(), device.begin(), device.end()).first;
        common.erase(end, common.end());
    }
    return common;
}

}  // namespace

void WatchCommand::add_to(CLI::App* command) {
    command->add_option("--format", options.format, "text, jsonl, csv or influx; --json is jsonl [text]")
        ->check(CLI::IsMember({"text", "jsonl", "csv", "influx"}))
        ->type_name("FORMAT");
    command->add_option("--measurement", options.measurement, "Measurement of influx [the class of the LN]")
        ->type_name("NAME");
    command->add_option("--count", options.count, "End after N reports, or polls that showed something")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    add_duration(command, "--for", options.duration, "End after this time");
    CLI::Option* gi = command->add_flag("--gi", gi_, "Ask for all values first, of a BRCB too");
    CLI::Option* no_gi = command->add_flag("--no-gi", no_gi_, "Do not ask for all values first");
    gi->excludes(no_gi);
    add_duration(command, "--integrity", integrity_, "Have all values reported in this period (IntgPd)");
    add_duration(command, "--buffer-time", buffer_time_, "Let changes gather for so long (BufTm)");
    CLI::Option* purge =
        command->add_flag("--purge", options.subscription.purge, "Empty the buffer of a BRCB first");
    command->add_option("--resume", resume_, "Go on in a BRCB after this entry (16 hexadecimal digits)")
        ->type_name("ENTRYID")
        ->excludes(purge);
    command
        ->add_option("--take-over", take_over_,
                     "Control blocks that are in use: none, own (of this address), any [none]")
        ->check(CLI::IsMember({"none", "own", "any"}))
        ->type_name("WHICH");
    command->add_flag("--no-reconnect", no_reconnect_, "End when the connection is lost");
    options.dictionary.add_to(command);
}

bool WatchCommand::complete(const Shared& shared) {
    const auto usage = [](const std::string& text) {
        note("error: " + text);
        return false;
    };
    if (shared.json && !options.format.empty() && options.format != "jsonl")
        return usage("--json is --format jsonl, not " + options.format);
    if (shared.json) options.format = "jsonl";
    if (options.format.empty()) options.format = "text";
    SubscriptionOptions& subscription = options.subscription;
    if (!resume_.empty()) {
        const auto entry = EntryId::parse(resume_);
        if (!entry) return usage("--resume takes the 16 hexadecimal digits of an EntryID");
        if (options.references.size() != 1 || options.all)
            return usage("--resume goes with one buffered control block");
        subscription.resume_after = *entry;
    }
    if (options.poll &&
        (subscription.purge || subscription.resume_after || gi_ || no_gi_ || integrity_ || buffer_time_))
        return usage(
            "--poll takes no control block: --gi, --integrity, --buffer-time, --purge and --resume are "
            "about one");
    if (options.interval && *options.interval < std::chrono::milliseconds(1))
        return usage("--interval is 1ms or more");
    subscription.interrogation = gi_      ? Interrogation::always
                                 : no_gi_ ? Interrogation::none
                                          : Interrogation::automatic;
    const auto milliseconds = [](Nanoseconds time) {
        return std::chrono::ceil<std::chrono::milliseconds>(time);
    };
    if (integrity_) subscription.integrity_period = milliseconds(*integrity_);
    if (buffer_time_) subscription.buffer_time = milliseconds(*buffer_time_);
    subscription.reconnect.enabled = !no_reconnect_;
    if (take_over_ == "own") subscription.take_over = TakeOver::own;
    if (take_over_ == "any") subscription.take_over = TakeOver::any;
    return true;
}

Exit WatchCommand::run(const Shared& shared) {
    if (!complete(shared)) return Exit::usage;
    // --ied alone names the IED for influx.
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    Interrupt::arm();
    FormatContext context{*dictionary, link.target(), options.measurement, {}, false};
    std::unique_ptr<Format> format;
    if (options.format == "jsonl") {
        format = json_lines_format(std::move(context));
    } else if (options.format == "csv") {
        format = csv_format(std::move(context));
    } else if (options.format == "influx") {
        context.ied = ied_name(link, options, *dictionary);
        format = influx_format(std::move(context));
    } else {
        context.color = Paint(shared, Paint::Stream::out).bold("x") != "x";
        format = text_format(std::move(context));
    }
    return Watcher(shared, options, link, *format).run();
}

}  // namespace busbar::program
