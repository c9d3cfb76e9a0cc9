"""Words of what is next for a shipment and who has it, as headquarters says it."""

from flask_babel import lazy_gettext as _l

from portal.shipping.views.rules_next import Keeper, NextTask

NEXT_WORDS = {
    NextTask.HOLD: _l("A hold has to be lifted. Until then nothing of this shipment goes on."),
    NextTask.WHOLE: _l("An order that ships only whole is here in part. Take it out, or call the shipment off."),
    NextTask.PICK: _l("Pick the goods and pack them into cartons."),
    NextTask.CONFIRM: _l("Everything is packed. Confirm the packing."),
    NextTask.BOOK: _l("Book the carrier."),
    NextTask.COMPLETE: _l("Settle what is still missing, then let the shipment leave."),
    NextTask.ASK_ACID: _l("Fill in Egypt's customs number (ACID), or dispatch the shipment without it."),
    NextTask.DISPATCH: _l("Everything is there. Dispatch the shipment."),
    NextTask.ARRIVAL: _l("The goods are on their way."),
    NextTask.RECEIPT: _l("The goods have arrived. The distributor confirms the receipt."),
    NextTask.DONE: _l("The receipt was confirmed. Nothing is left to do."),
    NextTask.CANCELLED: _l("The shipment was called off."),
}
KEEPER_WORDS = {
    Keeper.WAREHOUSE: _l("With the warehouse"),
    Keeper.LOGISTICS: _l("With logistics"),
    Keeper.CARRIER: _l("With the carrier"),
    Keeper.DISTRIBUTOR: _l("With the distributor"),
}
