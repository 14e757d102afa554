// SPDX-License-Identifier: Apache-2.0
// A line for each data object, or phase of one:
//
//   BAY1MEAS/MMXU1.TotW [MX]  12.41  good  2026-11-22T10:00:00.123Z  dchg
//
// The time is the value's own, else that of the report, else that of its receipt.
#include <algorithm>

#include "print.hpp"
#include "values/bit_text.hpp"
#include "values/value_text.hpp"
#include "watch/format.hpp"

namespace busbar::program {
namespace {

std::string heading(const Shown& shown, const LeafGroup& group, bool alone, const Paint& paint) {
    if (shown.reference == nullptr) {
        std::string text = escaped(shown.name);
        if (alone && !group.leaves[0].path.empty()) text += "." + escaped(path_text(group.leaves[0].path));
        return paint.bold(text);
    }
    const ObjectReference& object = *shown.reference;
    std::string text = object.logical_device;
    if (!object.logical_node.empty()) text += "/" + object.logical_node;
    if (!group.object.empty()) text += "." + path_text(group.object);
    if (alone && !group.leaves[0].path.empty() && !is_main(group.leaves[0]))
        text += "." + path_text(group.leaves[0].path);
    text = paint.bold(escaped(text));
    return object.fc == Fc::none ? text : text + " " + paint.dim("[" + std::string(name_of(object.fc)) + "]");
}

/// instMag beside mag says the same to people, only more often.
bool is_instantaneous(const Leaf& leaf, const LeafGroup& group) {
    if (leaf.path.empty() || !leaf.path[0].name.starts_with("inst")) return false;
    const std::string other = leaf.path[0].name == "instMag" ? "mag" : "cVal";
    return std::any_of(group.leaves.begin(), group.leaves.end(),
                       [&](const Leaf& l) { return !l.path.empty() && l.path[0].name == other; });
}

class Text final : public Format {
public:
    explicit Text(FormatContext context) : context_(std::move(context)) {
        Shared shared;
        shared.color = context_.color ? "always" : "never";
        paint_ = Paint(shared, Paint::Stream::out);
    }

    void batch(const Batch& batch, std::string& out) override {
        for (const Shown& shown : batch.values) {
            for (const LeafGroup& group : groups_of(shown)) {
                out += text_line(shown, group, time(batch, group), context_.dictionary, paint_) + "\n";
            }
        }
    }

private:
    static std::string time(const Batch& batch, const LeafGroup& group) {
        if (const Timestamp* t = time_of(group.time)) return time_text(*t);
        const SystemTime at = batch.report != nullptr && batch.report->time_of_entry
                                  ? batch.report->time_of_entry->time()
                                  : batch.received;
        return time_text(Timestamp::from(at));
    }

    FormatContext context_;
    Paint paint_{Shared(), Paint::Stream::out};
};

}  // namespace

std::string text_line(const Shown& shown, const LeafGroup& group, const std::string& time,
                      const Dictionary& dictionary, const Paint& paint) {
    const bool alone = group.leaves.size() == 1;
    std::string line = heading(shown, group, alone, paint);
    for (const Leaf& leaf : group.leaves) {
        if (!alone && is_instantaneous(leaf, group)) continue;
        line += "  ";
        if (!alone && !is_main(leaf)) line += escaped(path_text(leaf.path)) + " ";
        line += inline_text(*leaf.value, leaf.type, dictionary);
    }
    if (const BitString* bits = quality_bits(group.quality)) {
        const std::string text = to_text(quality_of(*bits));
        line += "  " + (text == "good" ? text : paint.yellow(text));
    }
    if (!time.empty()) line += "  " + paint.dim(time);
    if (!shown.reason.none()) line += "  " + paint.dim(shown.reason.text());
    return line;
}

std::unique_ptr<Format> text_format(FormatContext context) {
    return std::make_unique<Text>(std::move(context));
}

}  // namespace busbar::program
