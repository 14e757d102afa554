// SPDX-License-Identifier: Apache-2.0
// read TARGET REF...: values of any objects, across logical devices, in as few requests as fit. A failure of
// one object does not hide the others.
#include <map>

#include "commands.hpp"
#include "live/objects.hpp"
#include "live/suggest.hpp"
#include "live/target_options.hpp"
#include "print.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::vector<std::string> references;
    std::string fc;
    DictionaryOptions dictionary;
};

/// An object that was asked for: its reference with functional constraint, its type, its value; or why not.
struct Item {
    std::string asked;
    ObjectReference reference;
    RemoteModel description;
    Type type;
    Value value;
    std::optional<Error> error;
    /// Positions of quality and time that belong to an attribute, in the list that is read.
    std::optional<std::size_t> at, quality, time;
};

void resolve(Link& link, const Options& options, Item& item) {
    auto reference = full_reference(*link, item.asked, options.fc, Purpose::read);
    if (!reference) {
        item.error = reference.error();
        return;
    }
    item.reference = std::move(*reference);
    // Names of members and what numbers mean are a courtesy: a server that does not describe its types is
    // read all the same.
    if (auto description = describe(*link, item.reference)) {
        item.description = std::move(*description);
        if (const auto node = item.description.find(item.reference)) item.type = *node;
    }
}

/// The quality and time of the data object that an attribute belongs to.
void add_companions(Item& item, std::vector<ObjectReference>& list) {
    const bool process_value = item.reference.fc == Fc::st || item.reference.fc == Fc::mx;
    if (!process_value || !item.type || !item.type->is_leaf() || item.reference.path.size() < 2) return;
    if (item.reference.path.back().name == "q" || item.reference.path.back().name == "t") return;
    for (ObjectReference data = item.reference; data.path.size() > 1;) {
        data.path.pop_back();
        const auto node = item.description.find(data);
        if (!node || (!node->child("q") && !node->child("t"))) continue;
        const auto add = [&](const char* name) {
            std::optional<std::size_t> at;
            if (!node->child(name)) return at;
            ObjectReference companion = data;
            companion.path.push_back({name, std::nullopt});
            at = list.size();
            list.push_back(std::move(companion));
            return at;
        };
        item.quality = add("q");
        item.time = add("t");
        return;
    }
}

std::string heading(const Item& item, const Paint& paint) {
    ObjectReference bare = item.reference;
    bare.fc = Fc::none;
    const std::string fc(name_of(item.reference.fc));
    return paint.bold(escaped(bare.text())) + (fc.empty() ? "" : " " + paint.dim("[" + fc + "]"));
}

void write_json(const Shared&, const Link& link, const std::vector<Item>& items,
                const Dictionary& dictionary) {
    Json json;
    json.begin_object().member("schema", "busbar.read/1").member("target", link.target());
    json.key("items").begin_array();
    for (const Item& item : items) {
        json.begin_object();
        if (item.reference.logical_device.empty()) {
            json.member("reference", item.asked);
        } else {
            write_object(json, item.reference, item.type);
        }
        if (item.error) {
            json.key("error");
            write_error_content(json, *item.error);
        } else {
            json.key("value");
            write_value(json, item.value, item.type, dictionary);
        }
        json.end_object();
    }
    json.end_array().end_object().print();
}

Exit read(const Shared& shared, const Options& options) {
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();

    std::vector<Item> items(options.references.size());
    std::vector<ObjectReference> list;
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].asked = options.references[i];
        resolve(link, options, items[i]);
        if (items[i].error) continue;
        items[i].at = list.size();
        list.push_back(items[i].reference);
    }
    if (!shared.json) {
        for (Item& item : items) {
            if (!item.error) add_companions(item, list);
        }
    }
    std::vector<Result<Value>> values;
    if (!list.empty()) values = link->read(list);
    for (Item& item : items) {
        if (!item.at) continue;
        auto& value = values[*item.at];
        if (!value) {
            item.error = value.error();
        } else if (const auto* failure = value->get_if<DataAccessError>()) {
            item.error = error_of(*failure);
        } else {
            item.value = std::move(*value);
        }
    }

    const Paint paint(shared, Paint::Stream::out);
    if (shared.json) write_json(shared, link, items, *dictionary);
    Tally tally;
    for (const Item& item : items) {
        if (item.error) {
            // An object that is not there may be called nearly so.
            const bool usage = item.error->fault == Fault::malformed || item.error->fault == Fault::misuse;
            tally.failed(
                link.failed("cannot read " + item.asked, *item.error,
                            usage ? std::vector<std::string>() : hints_for(link, item.asked, *item.error)));
            continue;
        }
        tally.succeeded();
        if (shared.json) continue;
        std::string text = block_text(heading(item, paint), item.value, item.type, *dictionary);
        if (item.quality || item.time) {
            text.pop_back();
            for (const auto& at : {item.quality, item.time}) {
                if (at && values[*at]) text += "  " + companion_text(*values[*at]);
            }
            text += '\n';
        }
        out(text);
    }
    return tally.exit();
}

}  // namespace

void add_read(Program& program) {
    CLI::App* command = program.add("read", "Read values of a live IED");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("REF", o->references, "LD/LN.DO.DA[FC]; [FC] only where it is ambiguous")->required();
    command->add_option("--fc", o->fc, "Functional constraint of the references that name none")
        ->type_name("FC");
    o->dictionary.add_to(command);
    command->footer(std::string("Examples:\n"
                                "  busbar read :10102 BAY1MEAS/MMXU1.TotW\n"
                                "  busbar read :10102 BAY1MEAS/MMXU1.TotW.mag.f 'BAY1CTRL/LLN0.Mod[ST]'\n"
                                "  busbar read :10102 'BAY1MEAS/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]'\n") +
                    command->get_footer());
    program.on(command, [o](const Shared& shared) { return read(shared, *o); });
}

}  // namespace busbar::program
