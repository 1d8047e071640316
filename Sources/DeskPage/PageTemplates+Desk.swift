import PageFoundation

extension PageTemplates {
    /// Those of the desk's page.
    ///
    /// - Throws: where a template isn't sound, which a test would have shown.
    static func ofDesk() throws -> PageTemplates {
        try PageTemplates(
            [
                "answers": PackageResources.answers_mustache, "call": PackageResources.call_mustache,
                "choices": PackageResources.choices_mustache, "decision": PackageResources.decision_mustache,
                "desk": PackageResources.desk_mustache, "due": PackageResources.due_mustache,
                "field": PackageResources.field_mustache, "foot": PackageResources.foot_mustache,
                "handbook": PackageResources.handbook_mustache, "head": PackageResources.head_mustache,
                "hidden": PackageResources.hidden_mustache, "holder": PackageResources.holder_mustache,
                "log": PackageResources.log_mustache, "practice": PackageResources.practice_mustache,
                "preflight": PackageResources.preflight_mustache, "question": PackageResources.question_mustache,
                "reader": PackageResources.reader_mustache, "readers": PackageResources.readers_mustache,
                "receipt": PackageResources.receipt_mustache, "refused": PackageResources.refused_mustache,
                "sheet": PackageResources.sheet_mustache, "steps": PackageResources.steps_mustache,
                "steptrouble": PackageResources.steptrouble_mustache, "story": PackageResources.story_mustache,
                "verify": PackageResources.verify_mustache, "waiting": PackageResources.waiting_mustache,
                "why": PackageResources.why_mustache,
            ],
            assets: [
                "desk.js": PackageResources.desk_js, "icon-card.svg": PackageResources.icon_card_svg,
                "icon-desk.svg": PackageResources.icon_desk_svg, "icon-done.svg": PackageResources.icon_done_svg,
                "icon-holder.svg": PackageResources.icon_holder_svg, "icon-lost.svg": PackageResources.icon_lost_svg,
                "icon-stop.svg": PackageResources.icon_stop_svg, "icon-turn.svg": PackageResources.icon_turn_svg,
                "icon-wait.svg": PackageResources.icon_wait_svg,
            ])
    }
}
