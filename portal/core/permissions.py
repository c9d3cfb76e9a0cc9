"""What one may do, by name. Roles (accounts) gather these; every view names exactly one."""

from enum import StrEnum


class Permission(StrEnum):
    """A permission belongs to one door: its value starts with `d.` (distributor) or `hq.`."""

    # distributor
    HOME = "d.home"
    CATALOGUE_VIEW = "d.catalogue.view"
    ORDER_VIEW = "d.order.view"
    ORDER_EDIT = "d.order.edit"
    ORDER_SUBMIT = "d.order.submit"
    SHIPMENT_VIEW = "d.shipment.view"
    RECEIPT_CONFIRM = "d.receipt.confirm"
    CLAIM_VIEW = "d.claim.view"
    CLAIM_FILE = "d.claim.file"
    INVOICE_VIEW = "d.invoice.view"
    DOCUMENT_VIEW = "d.document.view"
    TEAM_MANAGE = "d.team.manage"
    OWN_ACCOUNT = "d.account.own"
    # headquarters
    HQ_HOME = "hq.home"
    HQ_ORDER_VIEW = "hq.order.view"
    REVIEW_VIEW = "hq.review.view"
    ORDER_REVIEW = "hq.order.review"
    ORDER_APPROVE_ABOVE = "hq.order.approve_above_limit"
    FINDING_WAIVE = "hq.finding.waive"
    HOLD_CREDIT = "hq.hold.credit"
    HOLD_COMPLIANCE = "hq.hold.compliance"
    HOLD_LOGISTICS = "hq.hold.logistics"
    HOLD_FINANCE = "hq.hold.finance"
    ALLOCATION_VIEW = "hq.allocation.view"
    ALLOCATION_RUN = "hq.allocation.run"
    HQ_SHIPMENT_VIEW = "hq.shipment.view"
    SHIPMENT_PACK = "hq.shipment.pack"
    SHIPMENT_DISPATCH = "hq.shipment.dispatch"
    HQ_INVOICE_VIEW = "hq.invoice.view"
    CREDIT_MANAGE = "hq.credit.manage"
    APPROVAL_DECIDE = "hq.approval.decide"
    HQ_CLAIM_VIEW = "hq.claim.view"
    CLAIM_DECIDE = "hq.claim.decide"
    CREDIT_NOTE_ISSUE = "hq.credit_note.issue"
    HQ_DOCUMENT_VIEW = "hq.document.view"
    MASTERDATA_VIEW = "hq.masterdata.view"
    MASTERDATA_EDIT = "hq.masterdata.edit"
    USER_MANAGE = "hq.user.manage"
    AUDIT_VIEW = "hq.audit.view"
    JOB_VIEW = "hq.job.view"
    JOB_RUN = "hq.job.run"
    MAIL_VIEW = "hq.mail.view"
    HQ_OWN_ACCOUNT = "hq.account.own"

    @property
    def door(self) -> str:
        """Return the door this permission belongs to: `distributor` or `hq`."""
        return "hq" if self.value.startswith("hq.") else "distributor"
