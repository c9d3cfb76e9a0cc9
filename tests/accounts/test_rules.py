"""Passwords, waits, mail addresses and roles: the rules alone."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import rules_roles, service_passwords
from portal.accounts.door.rules_delays import ACCOUNT, LONGEST_WAIT, address_prefix, failures_now, wait_after
from portal.accounts.door.rules_passwords import check_password
from portal.accounts.rules_apart import told_apart
from portal.accounts.rules_people import check_email, check_name, check_zone
from portal.core.actor import Door
from portal.core.errors import FieldRefused
from portal.core.mail_addresses import goes_by_ascii, with_ascii_domain
from portal.core.permissions import Permission


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short one", "accounts.password_short"),
        ("x" * 201, "accounts.password_long"),
        ("Password1234", "accounts.password_common"),
        ("aaaaaabbbbbb", "accounts.password_common"),
        ("buyer@nile.example!", "accounts.password_personal"),
        ("my name is mona", "accounts.password_personal"),
        ("MonaAdelMonaAdel", "accounts.password_personal"),
    ],
)
def test_weak_passwords_are_refused(password: str, code: str) -> None:
    with pytest.raises(FieldRefused) as refusal:
        check_password(password, "buyer@nile.example", "Mona Adel")

    assert (refusal.value.code, refusal.value.field) == (code, "password")


@pytest.mark.parametrize("password", ["a quiet harbour at dawn", "三月的港口很安静而且很远呢真的", "parts-portal-demo"])
def test_long_passwords_of_any_script_are_taken(password: str) -> None:
    check_password(password, "buyer@nile.example", "Mona Adel")


def test_waits_are_free_at_first_then_double_and_stay_bounded() -> None:
    waits = [int(wait_after(failures, ACCOUNT).total_seconds()) for failures in range(9)]

    assert waits == [0, 0, 0, 0, 0, 2, 4, 8, 16]
    assert wait_after(10_000, ACCOUNT) == LONGEST_WAIT


def test_failures_are_forgotten_after_a_day() -> None:
    now = datetime(2026, 3, 9, tzinfo=UTC)

    assert failures_now(7, now - timedelta(hours=23), now) == 7
    assert failures_now(7, now - timedelta(hours=25), now) == 0


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2f00::1", "2001:db8:1:2f00::/56"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("not an address", "unknown"),
    ],
)
def test_addresses_are_counted_by_network(address: str, prefix: str) -> None:
    assert address_prefix(address) == prefix


@pytest.mark.parametrize(
    "email",
    [
        "",
        "mona",
        "mona@",
        "@nile.example",
        "mona@nile",
        "mona adel@nile.example",
        "mona@nile.example\nBcc: x@y.example",
        "mona@nile..example",
        "<mona@nile.example>",
        "a@b.example,c@d.example",
        "x" * 65 + "@nile.example",
        "mona@-nile.example",
    ],
)
def test_what_is_not_one_mail_address_is_refused(email: str) -> None:
    with pytest.raises(FieldRefused):
        check_email(email)


def test_mail_addresses_are_kept_in_lower_case() -> None:
    assert check_email(" Mona.Adel+parts@Nile.Example ") == "mona.adel+parts@nile.example"


@pytest.mark.parametrize(
    ("typed", "kept", "by_ascii", "parts"),
    [
        ("Info@BÜCHER.example", "info@bücher.example", "info@xn--bcher-kva.example", ("info", "xn--bcher-kva.example")),
        ("a@xn--bcher-kva.example", "a@bücher.example", "a@xn--bcher-kva.example", ("a", "xn--bcher-kva.example")),
        ("Mu\u0308ller@nile.example", "müller@nile.example", None, ("müller", "nile.example")),
        ("用户@例子.中国", "用户@例子.中国", None, ("用户", "xn--fsqu00a.xn--fiqs8s")),
        ("mona@nile.example", "mona@nile.example", "mona@nile.example", ("mona", "nile.example")),
    ],
)
def test_an_address_beyond_ascii_has_one_form_and_goes_where_its_domain_is_known(
    typed: str, kept: str, by_ascii: str | None, parts: tuple[str, str]
) -> None:
    assert check_email(typed) == kept
    assert (goes_by_ascii(kept), with_ascii_domain(kept)) == (by_ascii, parts)


@pytest.mark.parametrize(
    "typed", ["é@é", "mül ler@nile.example", "ü@@nile.example", "ü@ni_le.example", "ü" * 65 + "@nile.example"]
)
def test_what_is_no_address_beyond_ascii_either_is_refused(typed: str) -> None:
    with pytest.raises(FieldRefused, match="email_shape"):
        check_email(typed)


@pytest.mark.parametrize("name", ["", "   ", "Mona\nAdel", "x" * 201, "Mona\u202eAdel", "Mo\x00na"])
def test_names_one_cannot_print_are_refused(name: str) -> None:
    with pytest.raises(FieldRefused):
        check_name(name)


@pytest.mark.parametrize("name", ["Click http://evil.example now", "see www.evil.example", "<img src=x>", "{{7*7}}"])
def test_what_is_no_name_but_a_link_or_code_greets_nobody_in_a_mail(name: str) -> None:
    with pytest.raises(FieldRefused, match=r"accounts\.name_link"):
        check_name(name)


def test_names_of_any_script_are_taken() -> None:
    assert check_name("  منى   عادل ") == "منى عادل"


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "EST5EDT"])
def test_unknown_zones_are_refused(zone: str) -> None:
    with pytest.raises(FieldRefused):
        check_zone(zone)


def test_every_permission_of_a_role_belongs_to_the_roles_door() -> None:
    for name, held in rules_roles.ROLES.items():
        door = "hq" if name.startswith("hq_") else "distributor"
        assert {permission.door for permission in held} == {door}, name


def holders(permission: Permission) -> set[str]:
    """Return the roles that hold a permission."""
    return {name for name, held in rules_roles.ROLES.items() if permission in held}


def test_every_permission_is_held_by_somebody() -> None:
    assert frozenset().union(*rules_roles.ROLES.values()) == frozenset(Permission)


def test_who_edits_master_data_approves_nothing() -> None:
    assert holders(Permission.MASTERDATA_EDIT) == {"hq_steward"}
    assert not rules_roles.ROLES["hq_steward"] & {
        Permission.ORDER_REVIEW,
        Permission.ORDER_APPROVE_ABOVE,
        Permission.FINDING_WAIVE,
    }


def test_who_decides_claims_issues_no_credit_note() -> None:
    deciders = holders(Permission.CLAIM_DECIDE)

    assert "hq_manager" in deciders
    assert not deciders & holders(Permission.CREDIT_NOTE_ISSUE)


def test_an_auditor_only_looks() -> None:
    assert {p.value.rsplit(".")[-1] for p in rules_roles.ROLES["hq_auditor"]} == {"view", "home", "own"}


@pytest.mark.parametrize(
    ("door", "chosen"),
    [
        (Door.DISTRIBUTOR, {"hq_clerk"}),
        (Door.HQ, {"dealer_owner", "hq_clerk"}),
        (Door.HQ, set()),
        (Door.HQ, {"hq_king"}),
    ],
)
def test_roles_of_the_other_door_are_refused(door: Door, chosen: set[str]) -> None:
    with pytest.raises(FieldRefused):
        rules_roles.check_roles(door, chosen)


def test_a_hash_is_argon2id_and_outdated_when_the_cost_changes() -> None:
    made = service_passwords.hashed("a quiet harbour at dawn")
    try:
        assert made.startswith("$argon2id$")
        assert not service_passwords.is_outdated(made)
        service_passwords.use_cost(service_passwords.Cost(2, 64, 1))
        assert service_passwords.is_outdated(made)
        assert service_passwords.matches(made, "a quiet harbour at dawn")
    finally:
        service_passwords.use_cost(service_passwords.CHEAP)


def test_nobody_without_a_hash_gets_in() -> None:
    assert not service_passwords.matches("", "nobody has this password")
    assert not service_passwords.matches("broken", "a quiet harbour at dawn")


def test_only_those_called_the_same_are_told_apart_by_what_they_differ_in() -> None:
    said = [("Nile Motors", "", "N1"), ("Nile motors", "", "N2"), ("Delta", "Alexandria", "D1")]

    assert told_apart(said) == ["Nile Motors · N1", "Nile motors · N2", "Delta"]
    assert told_apart([]) == []
