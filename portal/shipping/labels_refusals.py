"""Words of everything shipping refuses."""

from flask_babel import lazy_gettext as _l

from portal.core.counted import counted
from portal.core.web.refusals import register_refusals

register_refusals(
    {
        "shipment.move_not_allowed": _l(
            "This cannot be done in the state the shipment is in now. Look at its state above."
        ),
        "shipment.not_in_this_state": _l(
            "This cannot be done in the state the shipment is in now. Look at its state above."
        ),
        "shipping.nothing_chosen": _l("Choose at least one line, each with 1 piece or more."),
        "shipping.not_ready": counted(
            "Of part %(part)s only %(ready)s piece stands ready here, not %(wanted)s. Lower the quantity.",
            "Of part %(part)s only %(ready)s pieces stand ready here, not %(wanted)s. Lower the quantity.",
            by="ready",
        ),
        "shipping.no_longer_ready": _l(
            "Some of these lines are no longer ready: somebody picks them already, or they were taken back."
            " Choose again."
        ),
        "shipping.not_together": _l(
            "These orders differ in ship-to, Incoterm, currency or terms of payment; one shipment has one of"
            " each. Plan them apart."
        ),
        "shipping.mode_and_incoterm": _l(
            "%(incoterm)s is a rule for ships only. Choose sea, or agree another Incoterm with the distributor."
        ),
        "shipping.dangerous_goods": _l("Dangerous goods may not travel this way: %(parts)s."),
        "shipping.line_of_other_shipment": _l("A line does not belong to this shipment. Reload the page."),
        "shipping.picked_beyond_plan": counted(
            "Part %(part)s: at most %(most)s piece can be picked, not %(picked)s.",
            "Part %(part)s: at most %(most)s pieces can be picked, not %(picked)s.",
            by="most",
        ),
        "shipping.picked_below_packed": counted(
            "Part %(part)s: %(packed)s piece already lies in a carton, so %(picked)s is too few. Take it out first.",
            "Part %(part)s: %(packed)s pieces already lie in cartons, so %(picked)s is too few. Take them out first.",
            by="packed",
        ),
        "shipping.more_than_left": counted(
            "Of part %(part)s only %(left)s piece is left to pack.",
            "Of part %(part)s only %(left)s pieces are left to pack.",
            by="left",
        ),
        "shipping.carton_empty": _l("Say what lies in the carton."),
        "shipping.gross_below_net": _l("The parts alone weigh %(net_kg)s kg. The gross weight cannot be less."),
        "shipping.size_impossible": _l("A side is longer than 0 and at most %(most_cm)s cm."),
        "shipping.weight_impossible": _l("A weight is above 0 and at most %(most_kg)s kg."),
        "shipping.no_gs1_prefix": _l(
            "The selling entity has no GS1 prefix, so cartons get no SSCC. Master data must add it first."
        ),
        "shipping.not_packed": _l("Packing cannot be confirmed yet; see what is missing."),
        "shipping.field_missing": _l("Fill this in."),
        "shipping.transport_document_missing": _l("Fill in the number of the transport document."),
        "shipping.awb_check_digit": _l("An air waybill with these digits ends in %(right)s. Check the number again."),
        "shipping.container_invalid": _l("%(number)s is not a container number (ISO 6346): its check digit is wrong."),
        "shipping.container_malformed": _l(
            "%(number)s is not a container number (ISO 6346): it has four letters and seven digits, as CSQU3054383."
        ),
        "shipping.no_container_by_this_mode": _l("There are no containers by this mode. Leave this empty."),
        "shipping.acid_malformed": counted(
            "An ACID has exactly %(digits)s digit.", "An ACID has exactly %(digits)s digits.", by="digits"
        ),
        "shipping.latin_missing": _l(
            "Customs papers and marks need Latin letters of: %(names)s. Give them under Companies, then book."
        ),
        "shipping.words_missing": _l(
            "Customs papers need a description in Latin letters of: %(parts)s. Master data gives these parts an English"
            " name, then book."
        ),
        "shipping.tracking_address": _l("An address starts with https://"),
        "shipping.time_far_away": _l("This is more than a year away. Check the year."),
        "shipping.time_skipped": _l("The clocks skip this hour on that day. Choose another time."),
        "shipping.arrival_before_departure": _l("The arrival is not after the departure."),
        "shipping.not_yet": _l("This lies in the future. Say estimated, or give the time it happened."),
        "shipping.milestone_by_command": _l("Packing, booking and departure are recorded by doing them."),
        "shipping.not_departed": _l("The shipment has not departed yet."),
        "shipping.before_departure": _l("This lies before the departure."),
        "shipping.gate_closed": _l("The shipment cannot leave yet; see what is missing."),
        "shipping.already_received": _l("The receipt was confirmed before: %(at)s."),
        "shipping.not_on_the_way": _l("Only a shipment that has departed can be received."),
        "shipping.count_negative": _l("A count cannot be below 0."),
        "shipping.count_too_large": _l("A count is at most %(maximum)s."),
        "shipping.count_of_other_line": _l("A count is of a line that is not in this shipment. Reload the page."),
        "shipping.note_too_long": counted(
            "The notes on one line have at most %(most)s character together.",
            "The notes on one line have at most %(most)s characters together.",
            by="most",
        ),
        "shipping.claimed_beyond": _l("More pieces are claimed than were shipped."),
        "shipping.not_digits": _l("“%(value)s” is not made of digits."),
        "shipping.sscc_malformed": _l("The GS1 prefix “%(prefix)s” is not made of digits."),
        "shipping.sscc_serial_exhausted": _l(
            "The GS1 prefix %(prefix)s has no carton numbers left, or not 4 to 12 digits. Master data must change it."
        ),
        "shipping.awb_malformed": _l("“%(value)s” is not part of an air waybill number."),
        "shipping.package_impossible": _l("A package with these sizes and weights cannot exist."),
    }
)
